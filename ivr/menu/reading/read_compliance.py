"""Reading what a line adds to the carriers' rules for texts."""

from typing import Final

from ivr.menu.carrier_words import Wish, find_carrier_word
from ivr.menu.line import Compliance
from ivr.menu.parts import Prompt, TextPiece
from ivr.menu.reading.fields import Fields
from ivr.menu.templates.expression import TemplateError
from ivr.menu.templates.template import names_in

_SETTINGS: Final = ("stop_words", "start_words", "help_words", "stopped", "started", "helped")
_WISHES: Final = {"stop_words": Wish.STOP, "start_words": Wish.START, "help_words": Wish.HELP}
_NAME: Final = ("line", "name")


def read_compliance(line: Fields) -> Compliance:
    """Return the line's own words and answers; none where nothing is said of them."""
    table = line.table("compliance")
    if table is None:
        return Compliance()
    fields = Fields(line.desk, table, _SETTINGS)
    return Compliance(
        stop_words=_words(fields, "stop_words"),
        start_words=_words(fields, "start_words"),
        help_words=_words(fields, "help_words"),
        stopped=_answer(fields, "stopped"),
        started=_answer(fields, "started"),
        helped=_answer(fields, "helped"),
    )


def _words(fields: Fields, name: str) -> tuple[str, ...]:
    found = fields.texts(name)
    for word, place in found:
        if not any(sign.isalnum() for sign in word):
            fields.desk.complain(place, "E108", f"`{word}` is no word; write what somebody texts, like baja.")
        elif find_carrier_word(word) not in {None, _WISHES[name]}:
            fields.desk.complain(
                place, "E108", f"`{word}` means something else by the carriers' rules; use another word."
            )
    return tuple(word for word, _ in found)


def _answer(fields: Fields, name: str) -> Prompt | None:
    """Return an answer; it is sent outside of any conversation, so nothing but the line's name can stand in it."""
    prompt = fields.prompt(name)
    for piece in (piece for pieces in prompt.text.values() for piece in pieces) if prompt is not None else ():
        try:
            uses = names_in(piece.template) if isinstance(piece, TextPiece) else ()
        except TemplateError:
            continue  # told where the prompt was read
        for use in uses:
            if use.path[:2] != _NAME and isinstance(piece, TextPiece):
                said = ".".join(map(str, use.path))
                text = f"`{said}` is not known in `{name}`, which is sent outside of a conversation; "
                fields.desk.complain(piece.place, "E108", f"{text}only `line.name` is.")
    return prompt
