"""The filters that say a value well, aloud and in writing. A language is one entry of words in `ivr.menu.speech`."""

from ivr.menu.speaking_dates import date, time
from ivr.menu.speaking_digits import phone, spell
from ivr.menu.speaking_money import currency_problem, money
from ivr.menu.speaking_numbers import number, ordinal
from ivr.menu.speech import Speech

__all__ = ["Speech", "currency_problem", "date", "money", "number", "ordinal", "phone", "spell", "time"]
