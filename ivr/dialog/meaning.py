"""What a caller may have meant, before it is taken for an answer: which choice, keys or words, and how surely."""

from ivr.dialog.events import SpeechHeard
from ivr.dialog.questions import Question, own_keys
from ivr.dialog.spoken import plain, plain_phrase
from ivr.dialog.turn import Turn
from ivr.menu.keys import find_key
from ivr.menu.parts import Key
from ivr.menu.verbs import Ask, AskKind, Menu


def is_sensitive(verb: Question) -> bool:
    return isinstance(verb, Ask) and verb.sensitive


def is_doubtful(turn: Turn, verb: Question, event: SpeechHeard) -> bool:
    """Whether the recogniser was too unsure of what was said. What will be read back may be doubtful at first.

    A recogniser that does not know says nothing, or 0.
    """
    if not event.confidence or (isinstance(verb, Ask) and verb.confirm and turn.state.visit.entry is None):
        return False
    return event.confidence * 100 < verb.manners.confidence


def without_stray(turn: Turn, verb: Question, digits: str, stray: str) -> str:
    """Return the digits without a finishing key that still belonged to the answer before."""
    own = isinstance(verb, Menu) and find_key((*own_keys(turn, verb), *turn.menus.line.anywhere), digits) is not None
    if not stray or (own and digits != stray):
        return digits
    return digits.removeprefix(stray)


def means_keys(turn: Turn, verb: Question, keys: str) -> bool:
    """Whether digits are meant as keys: in a menu they may be the words of a choice, and some answers are words."""
    if isinstance(verb, Ask) and verb.kind is not AskKind.WORDS:
        return True
    own = own_keys(turn, verb) if isinstance(verb, Menu) else verb.keys
    return turn.state.visit.entry is not None or find_key((*own, *turn.menus.line.anywhere), keys) is not None


def find_phrase(turn: Turn, own: tuple[Key, ...], anywhere: tuple[Key, ...], said: str) -> Key | None:
    """Return the choice whose longest phrase stands in what was said; None when two choices tie.

    A phrase of the menu's own hides the same one that works anywhere.
    """
    best: list[Key] = []
    longest = 0
    for key, is_own in [*((key, True) for key in own), *((key, False) for key in anywhere)]:
        for phrase in phrases_of(turn, key):
            if not phrase or f" {phrase} " not in f" {said} ":
                continue
            if len(phrase) > longest:
                best, longest = [key], len(phrase)
            elif len(phrase) == longest and (is_own or best[0] not in own):
                best.append(key)
    return best[0] if best and len({key.target for key in best}) == 1 else None


def phrases_of(turn: Turn, key: Key) -> tuple[str, ...]:
    reduced = plain if key.is_private else plain_phrase
    return tuple(reduced(phrase) for phrase in key.phrases.get(turn.language.code, ()))
