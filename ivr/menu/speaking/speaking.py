"""The filters that say a value well, aloud and in writing. A language is one entry of words in `speech.py`."""

from ivr.menu.speaking.speaking_dates import date, time
from ivr.menu.speaking.speaking_digits import phone, spell
from ivr.menu.speaking.speaking_money import currency_problem, money
from ivr.menu.speaking.speaking_numbers import number, ordinal
from ivr.menu.speaking.speech import Speech

__all__ = ["Speech", "currency_problem", "date", "money", "number", "ordinal", "phone", "spell", "time"]
