"""Which texts Twilio answers itself, by its default handling of opt-outs or by an Advanced Opt-Out of the account.

https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out and https://help.twilio.com/articles/223134027: the
text comes to the webhook all the same.
"""

from collections.abc import Mapping
from typing import Final

import phonenumbers

from ivr.menu.carrier_words import CARRIER_WORDS, Wish
from ivr.messaging.keywords import YES, ProviderWords
from ivr.values import PhoneNumber

_TYPES: Final = {"STOP": Wish.STOP, "START": Wish.START, "HELP": Wish.HELP}
_NUMBERS: Final = ProviderWords(
    stop=CARRIER_WORDS[Wish.STOP],
    start=CARRIER_WORDS[Wish.START] | {YES},
    help=CARRIER_WORDS[Wish.HELP],
)
# The network of toll-free numbers blocks by itself, and lets nobody back in for a YES.
_TOLL_FREE: Final = ProviderWords(stop=_NUMBERS.stop, start=CARRIER_WORDS[Wish.START], help=_NUMBERS.help)
_NOTHING: Final = ProviderWords()


def words_of(our_number: PhoneNumber) -> ProviderWords:
    """Return the words that Twilio takes for itself in texts to a number of ours; none on channels like WhatsApp."""
    raw = our_number.reveal()
    if raw.isascii() and raw.isdigit():
        return _NUMBERS  # a short code
    if not our_number.is_e164:
        return _NOTHING
    kind = phonenumbers.number_type(phonenumbers.parse(raw))
    return _TOLL_FREE if kind == phonenumbers.PhoneNumberType.TOLL_FREE else _NUMBERS


def read_opt_out(form: Mapping[str, str]) -> Wish | None:
    """Return what an account's Advanced Opt-Out took a text for, and answered; None when it has none, or did not."""
    return _TYPES.get(form.get("OptOutType", ""))
