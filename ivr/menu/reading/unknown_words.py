"""A word that may not stand where it does: what was meant by it, and what to write instead."""

from typing import Final

from ivr.menu.reading.desk import Desk
from ivr.menu.reading.foreign_words import ADVICE
from ivr.menu.reading.nodes import Node, Scalar
from ivr.menu.reading.texts import listed
from ivr.menu.reading.words import SETTINGS, VERBS, did_you_mean, find_own_word, find_similar, verbs_with

# Where a target is written that stands under the name of a prompt.
INSTEAD: Final = {"on_silence": "silent", "on_wrong": "otherwise"}
_SPOKEN: Final = frozenset({"say", "menu", "ask", "voicemail", "callback", "hangup"})


class UnknownWords:
    """What is not `known` in one mapping; `verb` is that of the step, if it is one."""

    def __init__(self, desk: Desk, known: tuple[str, ...], flow: str | None, verb: str | None) -> None:
        self._desk = desk
        self._known = known
        self._flow = flow
        self._verb = verb

    def meant_by(self, key: Scalar, value: Node, given: set[str]) -> str | None:
        """Return the known word that an unknown one was meant to be, if any, after a complaint."""
        name = key.text.replace("-", "_")
        possible = [known for known in self._known if known not in given]
        elsewhere = verbs_with(name) if self._verb and find_own_word(name, possible) is None else ()
        if elsewhere:
            verbs = listed([f"`{verb}`" for verb in elsewhere])
            self._desk.complain(key.place, "E104", f"`{key.text}` goes with {verbs}, not with `{self._verb}`.")
            return None
        similar = find_similar(name, possible)
        instead = INSTEAD.get(similar or "")
        if instead in possible and isinstance(value, Scalar) and self._desk.find_target(value.text, self._flow):
            similar = instead
        hint = self._hint(name, possible) if similar is None else f" Did you mean `{similar}`?"
        self._desk.complain(key.place, "E104", f"`{key.text}` is not known here.{hint}")
        return similar

    def _hint(self, name: str, possible: list[str]) -> str:
        """Return what to write instead of a word that stands for nothing here."""
        if name in ADVICE:
            return f" {ADVICE[name]}"
        if self._verb not in VERBS:
            return did_you_mean(name, possible)
        verb = find_own_word(name, VERBS)
        if verb == "say" and self._verb in _SPOKEN:
            return f" What is said stands behind `{self._verb}:` itself."
        if verb is not None:
            return f" The verb `{verb}` does that, in a step of its own."
        own = find_own_word(name, SETTINGS)
        if own is not None:
            return f" It is called `{own}`, and goes with {listed([f'`{each}`' for each in verbs_with(own)])}."
        return did_you_mean(name, possible)
