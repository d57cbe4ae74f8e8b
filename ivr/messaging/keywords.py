"""Which texts are no answer to a menu but a wish: to be left alone, to be written to again, to know who writes.

The rules are of carriers and, in the United States, of law (47 CFR 64.1200(a)(10)): any reasonable wording counts, it
is confirmed once at most, and where the provider has confirmed it nobody does again.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from ivr.menu.carrier_words import CARRIER_WORDS, Wish

YES: Final = "yes"  # an answer to a menu, unless it comes from somebody who has opted out
_NO_WORD: Final = re.compile(r"[^\w]+|_+")
# What people write who do not know the words; a whole message, so that no sentence about something else is taken.
_IN_OTHER_WORDS: Final = {
    Wish.STOP: frozenset(
        {
            *(
                "stop all",
                "opt out",
                "opt me out",
                "please stop",
                "stop please",
                "stop it",
                "remove me",
                "unsubscribe me",
            ),
            *("unsubscribe please", "please unsubscribe", "stop texting", "stop texting me", "stop messaging me"),
            *("please stop texting me", "stop sending me messages", "stop sending me texts", "stop messages"),
            *("stop texts", "stop the texts", "do not text me", "dont text me", "do not contact me", "dont contact me"),
            *("no more texts", "no more messages", "take me off your list", "take me off the list"),
            *("remove me from your list", "remove me from the list"),
        }
    ),
    Wish.START: frozenset({"opt in", "opt me in", "start again", "resubscribe", "subscribe"}),
    Wish.HELP: frozenset({"help me", "who is this"}),
}


@dataclass(frozen=True, slots=True)
class ProviderWords:
    """The words that a provider takes for itself and answers, when one is the whole text; blanks and case aside."""

    stop: frozenset[str] = frozenset()
    start: frozenset[str] = frozenset()
    help: frozenset[str] = frozenset()

    def find(self, text: str) -> Wish | None:
        """Return what the provider takes a text for, or None."""
        bare = text.strip().lower()
        lists = ((Wish.STOP, self.stop), (Wish.START, self.start), (Wish.HELP, self.help))
        return next((wish for wish, words in lists if bare in words), None)


@dataclass(frozen=True, slots=True)
class LineWords:
    """The words of a line: those of the carriers, other wordings of the same, and what its own menus add."""

    added: Mapping[Wish, Iterable[str]] = field(default_factory=dict)

    def find(self, text: str, *, is_opted_out: bool) -> Wish | None:
        """Return what a text asks for: case, accents, punctuation and emoji do not matter."""
        bare = bare_words(text)
        for wish in Wish:
            words = CARRIER_WORDS[wish].union(map(bare_words, self.added.get(wish, ())))
            if wish is not Wish.START or is_opted_out:
                words |= _IN_OTHER_WORDS[wish]
            if bare and bare in words:
                return wish
        return None


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody asked for, and whether the provider has answered them already."""

    wish: Wish
    is_answered: bool


def hear(
    text: str, line: LineWords, provider: ProviderWords, told: Wish | None = None, *, is_opted_out: bool
) -> Heard | None:
    """Return what a text asks for by the rules; None: it is for a menu, and nothing of this.

    `told`: what the provider says that it took the text for, and answered. YES is an answer to a menu as long as its
    sender may be written to.
    """
    if bare_words(text) == YES and not is_opted_out:
        return None
    if told is not None:
        return Heard(told, is_answered=True)
    taken = provider.find(text)
    if taken is not None:
        # Who has not opted out is not told by anybody that they are back.
        return Heard(taken, is_answered=taken is not Wish.START or is_opted_out)
    wish = line.find(text, is_opted_out=is_opted_out)
    return None if wish is None else Heard(wish, is_answered=False)


def bare_words(text: str) -> str:
    """Return the words of a text: lower case, no accents, nothing between them but a blank."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", ""))
    letters = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return _NO_WORD.sub(" ", letters).strip()
