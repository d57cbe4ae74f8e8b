"""Putting a question: what is heard of it, and how its answer is waited for."""

from ivr.dialog.answers import lengths
from ivr.dialog.directives import AwaitText, Collect, Directive, Listening, Record, Sound
from ivr.dialog.listing import tell_page, write_choices
from ivr.dialog.offering import labels, page_of
from ivr.dialog.spoken import yes_and_no
from ivr.dialog.state import Awaited
from ivr.dialog.turn import Turn
from ivr.menu.keys import longest_press, uses_key
from ivr.menu.parts import Key
from ivr.menu.verbs import Ask, AskKind, Menu
from ivr.values import Seconds

_SILENCE_S = Seconds(5)
_LONGEST_RECORDING_S = Seconds(120)

Question = Menu | Ask


def hear_question(turn: Turn, verb: Question, *, again: bool = False) -> None:
    """Add the question to what is heard, and the choices that come from a list; `again`: as it is put again."""
    turn.hear((verb.again if again else None) or verb.prompt)
    if isinstance(verb, Menu) and turn.by_text:
        write_choices(turn, verb)
    elif isinstance(verb, Menu) and verb.offers is not None:
        tell_page(turn, verb.offers)


def put(turn: Turn, verb: Question) -> tuple[Directive, ...]:
    """Return the directives that wait for an answer, after what there is to hear."""
    if turn.by_text:
        return turn.wait(Awaited.TEXT, AwaitText(), ())
    if isinstance(verb, Ask) and verb.kind is AskKind.RECORDING and turn.state.visit.entry is None:
        recording = Record(verb.max or _LONGEST_RECORDING_S, _SILENCE_S, verb.finish, verb.transcribe)
        return turn.wait(Awaited.MESSAGE, recording, turn.sounds)
    waiting = collect(turn, verb, tuple(turn.sounds[turn.must_hear :]))
    return turn.wait(Awaited.KEYS, waiting, turn.sounds[: turn.must_hear])


def collect(turn: Turn, verb: Question, sounds: tuple[Sound, ...] = ()) -> Collect:
    """Return how the answer is waited for while these are heard."""
    wait = Seconds(verb.manners.wait * (2 if turn.state.slower else 1))
    anywhere = turn.menus.line.anywhere
    if isinstance(verb, Menu):
        choices = (*own_keys(turn, verb), *[key for key in anywhere if key.keys])
        longest = longest_press(choices)
        finish = "" if longest == 1 or uses_key(choices, "#") else "#"
        return Collect(sounds, wait, longest, finish, _listening(turn, choices))
    if turn.state.visit.entry is not None:
        return Collect(sounds, wait, 1, "", _yes_or_no(turn) if _listens(verb) else None)
    _, longest = lengths(verb, turn.language.locale)
    if verb.kind is AskKind.WORDS:
        longest = longest_press((*verb.keys, *anywhere))
    elif longest is not None:
        longest = max(longest, longest_press(verb.keys) or 1)
    taking = (*verb.keys, *(anywhere if verb.ends_by_itself else ()))  # where nothing has to be finished, they win
    finish = "" if uses_key(taking, verb.finish) else verb.finish
    listening = Listening(turn.language.locale, verb.hints.get(turn.language.code, ())) if _listens(verb) else None
    return Collect(sounds, wait, longest, finish, listening)


def _yes_or_no(turn: Turn) -> Listening:
    return Listening(turn.language.locale, yes_and_no(turn.language.locale))


def _listens(verb: Ask) -> bool:
    return verb.kind in {AskKind.WORDS, AskKind.YES_NO} or bool(verb.hints)


def _listening(turn: Turn, choices: tuple[Key, ...]) -> Listening | None:
    """Return how words are listened for, where any choice has some; those that work everywhere come last."""
    spoken = [key for key in (*choices, *turn.menus.line.anywhere) if key.phrases]
    if not spoken:
        return None
    language = turn.language
    phrases = dict.fromkeys(phrase for key in spoken for phrase in key.phrases.get(language.code, ()))
    return Listening(language.locale, tuple(phrases), any(key.is_private for key in spoken))


def own_keys(turn: Turn, verb: Menu) -> tuple[Key, ...]:
    """Return the choices of the menu itself, with those that it offers from a list now."""
    offers = verb.offers
    if offers is None:
        return verb.keys
    page = page_of(turn, offers)
    named = labels(turn, offers)
    code, place = turn.language.code, offers.source_place
    offered = [
        Key(key, offers.next, place, {code: (named[key],)} if key in named else {}, is_private=True)
        for key in (*page.items, *(("9",) if page.has_more else ()))
    ]
    return (*offered, *verb.keys)
