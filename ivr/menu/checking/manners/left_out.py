"""Advice on translations that say less: a value that one language tells and another does not, a key likewise."""

from collections.abc import Iterator, Mapping
from typing import Final

from ivr.menu.checking.check_recordings import prompts_of
from ivr.menu.checking.manners.choices import language_of
from ivr.menu.checking.wording import figures_in, keys_in, plain_words
from ivr.menu.own_words import KNOWN_LANGUAGES
from ivr.menu.parts import AudioPiece, Piece, Place, Prompt, RecordingPiece, TextPiece
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.reading.texts import listed
from ivr.menu.templates.said_names import said_names
from ivr.menu.templates.template import TemplateError, parse_template
from ivr.menu.verbs import Ask, Menu

_Pieces = tuple[Piece, ...]
_LINE: Final = "line"  # its name may well be written out in one of them


def advise_on_what_is_left_out(draft: Draft) -> Iterator[Problem]:
    """Yield prompts of which a language tells no value, or no key, that another one tells."""
    told: set[int] = set()  # a prompt of the line's is used by many steps
    for holder in (draft.menus.line, *(step.verb for step in draft.menus.steps.values())):
        for prompt in prompts_of(holder):
            versions = {code: pieces for code, pieces in prompt.phone.items() if _are_all_words(pieces)}
            if id(prompt) in told or len(set(versions.values())) < 2:
                continue
            told.add(id(prompt))
            yield from _compared(prompt, _values(versions), "the value")
            if isinstance(holder, Menu | Ask) and prompt is holder.prompt:
                yield from _compared(prompt, _keys_told(draft, holder, versions), "the key")


def _compared(prompt: Prompt, told: Mapping[str, frozenset[str]], what: str) -> Iterator[Problem]:
    for code, own in told.items():
        for other, theirs in told.items():
            missing = sorted(theirs - own)
            if missing:
                named = listed([f"`{each}`" for each in missing])
                plural = "" if len(missing) == 1 else "s"
                text = f"`{code}` leaves out {what}{plural} {named}, which `{other}` tells; say it there too."
                yield Problem(_place_of(prompt, code), "W721", text)
                break


def _place_of(prompt: Prompt, code: str) -> Place:
    return next((piece.place for piece in prompt.phone[code] if isinstance(piece, TextPiece)), prompt.place)


def _are_all_words(pieces: _Pieces) -> bool:
    """Return whether all that is said is known here; what a recording without words says is not."""
    return bool(pieces) and not any(
        isinstance(piece, RecordingPiece) or (isinstance(piece, AudioPiece) and not piece.words) for piece in pieces
    )


def _values(versions: Mapping[str, _Pieces]) -> dict[str, frozenset[str]]:
    """Return the names whose values each language says; a recording says none, whatever its words are."""
    return {
        code: frozenset(name for piece in pieces for name in _values_in(piece))
        for code, pieces in versions.items()
        if not any(isinstance(piece, AudioPiece) for piece in pieces)
    }


def _values_in(piece: Piece) -> Iterator[str]:
    if not isinstance(piece, TextPiece):
        return
    try:
        paths = tuple(said_names(parse_template(piece.template)))
    except TemplateError:
        return  # an error of its own
    yield from (".".join(map(str, path)) for path in paths if path[0] != _LINE)


def _keys_told(draft: Draft, verb: Menu | Ask, versions: Mapping[str, _Pieces]) -> dict[str, frozenset[str]]:
    """Return the keys that each language tells, of those that do something there, where its words for them are known.

    W705 tells of those that a menu's words forget among others, so here they count as told.
    """
    line = draft.menus.line
    known = {each.code for each in line.languages if each.locale.partition("-")[0] in KNOWN_LANGUAGES}
    words = {code: plain_words(pieces) for code, pieces in versions.items() if code in known}
    bound = {key.keys for key in (*verb.keys, *line.anywhere) if language_of(draft, key.target) is None}
    bound |= {verb.finish} if isinstance(verb, Ask) else set()
    sure = {key for text in words.values() for key in figures_in(text) if key in bound}
    numbers = {key for key in sure if key.isdigit() and key != "0"} if isinstance(verb, Menu) else set()
    return {
        code: frozenset(sure & {*keys_in(text), *(numbers if any(map(str.isdigit, text)) else ())})
        for code, text in words.items()
    }
