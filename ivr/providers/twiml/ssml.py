"""What a provider's voice says better when it is told what it is: letters by their names.

Money, numbers, dates and times are words already when they come here, in each language as people say them. `say-as`
would do no better: for money there is none, a date would lose its day of the week, a phone number the pauses between
its groups. But an `A` alone is an article to a voice, and an `I` a Roman one.
https://www.twilio.com/docs/voice/twiml/say/text-speech#say-as
"""

import re
from collections.abc import Iterable
from typing import Final

from ivr.menu.templates.template import Run
from ivr.providers.twiml.markup import escaped

_BETWEEN: Final = ", "  # what stands between signs that are spelled
_LETTER: Final = re.compile(r"[^\W\d_]")


def spelled_out(runs: Iterable[Run]) -> tuple[str, ...]:
    """Return a text as XML, with each letter that is spelled told to be one; nothing when nothing is said."""
    text = "".join([_spelled(run.text) if run.is_spelled else escaped(run.text) for run in runs]).strip()
    return (text,) if text else ()


def _spelled(text: str) -> str:
    if _LETTER.search(text) is None:  # a number, nearly always
        return escaped(text)
    return _BETWEEN.join([_letter(sign) for sign in text.split(_BETWEEN)])


def _letter(sign: str) -> str:
    is_letter = len(sign) == 1 and sign.isalpha()
    return f'<say-as interpret-as="characters">{escaped(sign)}</say-as>' if is_letter else escaped(sign)
