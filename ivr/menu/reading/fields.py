"""One mapping being read: each setting is asked for by name and kind; every mistake in it is told."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from ivr.menu.parts import Place, Prompt, Target
from ivr.menu.reading.asked import Kind
from ivr.menu.reading.desk import NOWHERE
from ivr.menu.reading.given import Given
from ivr.menu.reading.nodes import Scalar, Table
from ivr.menu.reading.read_prompt import read_prompt
from ivr.menu.reading.texts import shown_seconds, texts_of
from ivr.menu.reading.unknown_words import INSTEAD
from ivr.menu.reading.words import did_you_mean, find_similar
from ivr.values import Seconds

YES: Final = frozenset({"yes", "true", "on"})
NO: Final = frozenset({"no", "false", "off"})
_A_MINUTE, _A_DAY = 60, 86_400
_Word = TypeVar("_Word", bound=StrEnum)


class Fields(Given):
    """The settings of one step, or of one part of line.yaml, by name. Absent ones read as None."""

    def text(self, name: str) -> str | None:
        """Return one text."""
        self._asked(name, Kind.TEXT)
        node = self.node(name)
        if node is None:
            return None
        if isinstance(node, Scalar):
            if node.text:
                return node.text
            self.desk.complain(self.place_of(name), "E109", f"`{name}` has no value; write one behind the colon.")
            return None
        self.desk.complain(node.place, "E107", f"`{name}` takes one text, not a list or a mapping.")
        return None

    def flag(self, name: str) -> bool:
        """Return a yes or no; absent is no."""
        self._asked(name, Kind.YES_NO)
        text = self.text(name)
        if text is None:
            return False
        if text.lower() not in YES | NO:
            self.malformed(name, text, "yes or no")
        return text.lower() in YES

    def seconds(self, name: str, low: int = 0, high: int = 86_400) -> Seconds | None:
        """Return a duration."""
        self._asked(name, Kind.DURATION, low, high)
        text = self.text(name)
        if text is None:
            return None
        try:
            seconds = Seconds.parse(text)
        except ValueError:
            unit, units = ("d", "days") if low >= _A_MINUTE and high > _A_DAY else ("s", "seconds")
            meant = f"; `{text}{unit}` if you mean {units}" if text.isascii() and text.isdigit() else ""
            example = "90d, 12h or 30m" if unit == "d" else "20s, 5m or 1h"
            self.malformed(name, text, f"a whole number with a unit, like {example}{meant}")
            return None
        if not low <= seconds <= high:
            self.malformed(name, text, f"a time from {shown_seconds(low)} to {shown_seconds(high)}")
            return None
        return seconds

    def count(self, name: str, low: int, high: int) -> int | None:
        """Return a whole number within bounds."""
        self._asked(name, Kind.COUNT, low, high)
        text = self.text(name)
        if text is None:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high):
            self.malformed(name, text, f"a whole number from {low} to {high}")
            return None
        return int(text)

    def percent(self, name: str) -> int | None:
        """Return a percentage."""
        self._asked(name, Kind.PERCENT)
        text = self.text(name)
        if text is None:
            return None
        number = text.removesuffix("%").strip()
        if not (number.isascii() and number.isdigit() and len(number) < 4 and int(number) <= 100):
            self.malformed(name, text, "a percentage from 0% to 100%")
            return None
        return int(number)

    def one_of(self, name: str, words: type[_Word]) -> _Word | None:
        """Return one of a few words."""
        self._asked(name, Kind.ONE_OF, *words)
        text = self.text(name)
        if text is None:
            return None
        word = text.replace("-", "_")
        if word in set(words):
            return words(word)
        self.desk.complain(
            self.value_place(name), "E108", f"`{text}` is not known for `{name}`.{did_you_mean(word, words)}"
        )
        similar = find_similar(word, words)
        return words(similar) if similar else None

    def keys(self, name: str) -> str | None:
        """Return keys of a telephone, like `#` or `12`."""
        self._asked(name, Kind.KEYS)
        text = self.text(name)
        if text is not None and not set(text) <= set("0123456789*#"):
            self.malformed(name, text, "keys: 0-9, * and # (in quotes)")
            return None
        return text

    def target(self, name: str) -> Target | None:
        """Return where a setting leads."""
        self._asked(name, Kind.TARGET)
        node = self.node(name)
        return None if node is None else self.desk.target(node, self.flow)

    def required_target(self, name: str, verb: str) -> Target:
        """Return where a step goes on; a complaint when it says nothing."""
        target = self.target(name)
        if target is None:
            self.miss(
                "E203",
                f"After this `{verb}` nothing comes next; add `{name}:` with a step, `hangup` or another target.",
            )
            return NOWHERE
        return target

    def prompt(self, name: str) -> Prompt | None:
        """Return what is to be said."""
        self._asked(name, Kind.PROMPT)
        node = self.node(name)
        return None if node is None else read_prompt(self.desk, node, self.flow, self._way(name))

    def _way(self, name: str) -> str:
        """Return what leads to `{target}`, where a prompt under this name was given a target."""
        instead = INSTEAD.get(name)
        if instead in self._known:
            return f"`{instead}: {{target}}` instead"
        if name == "again" or instead is not None:
            return f"`{'otherwise' if 'otherwise' in self._known else 'give_up'}: {{target}}` instead"
        if name == "menu":
            return "it behind a key, like `1: {target}`"
        if name == "hangup":
            return "it behind the name of the step, without `hangup`"
        return "`next: {target}`"

    def required_prompt(self, name: str) -> Prompt:
        """Return what is to be said; a complaint when there is nothing."""
        self._asked(name, Kind.PROMPT)
        node = self.node(name)
        if node is None or (isinstance(node, Scalar) and not node.text):
            self.desk.complain(self.place_of(name), "E109", f"`{name}` has nothing to say; write it behind the colon.")
            return Prompt({}, {}, self.place_of(name))
        return read_prompt(self.desk, node, self.flow, self._way(name))

    def template(self, name: str) -> str | None:
        """Return a text that may hold `{{ … }}`."""
        self._asked(name, Kind.TEMPLATE)
        text = self.text(name)
        if text is not None:
            self.desk.check_template(self._scalar(name))
        return text

    def condition(self, name: str) -> str | None:
        """Return a condition."""
        self._asked(name, Kind.CONDITION)
        text = self.text(name)
        if text is not None:
            self.desk.check_condition(self._scalar(name))
        return text

    def texts(self, name: str) -> tuple[tuple[str, Place], ...]:
        """Return one text or a list of them, each with its place."""
        self._asked(name, Kind.TEXTS)
        node = self.node(name)
        return () if node is None else texts_of(self.desk, node, name)

    def table(self, name: str) -> Table | None:
        """Return a mapping."""
        self._asked(name, Kind.TABLE)
        node = self.node(name)
        if node is None or isinstance(node, Table):
            return node
        self.desk.complain(node.place, "E107", f"`{name}` takes a mapping: names, each with a colon and a value.")
        return None

    def saved_name(self, name: str) -> str | None:
        """Return the name that something is saved under."""
        self._asked(name, Kind.SAVED)
        text = self.text(name)
        if text is not None:
            self.desk.check_saved(self._scalar(name))
        elif self.has(name):
            self.desk.names_are_known = False
        return text

    def finish_key(self, name: str) -> str:
        """Return the key that ends an answer, `#` unless another is given."""
        keys = self.keys(name)
        if keys is not None and len(keys) > 1:
            self.desk.complain(self.value_place(name), "E108", f"`{name}: {keys}` is several keys; one key finishes.")
        return keys or "#"

    def defined(self, name: str, among: Mapping[str, object], what: str) -> str | None:
        """Return a name that line.yaml must define."""
        self._asked(name, Kind.DEFINED, what)
        text = self.text(name)
        if text is not None and text not in among:
            if self.desk.defines(text, among):
                return None
            hint = did_you_mean(text, among)
            self.desk.complain(self.value_place(name), "E504", f"line.yaml defines no {what} `{text}`.{hint}")
            return None
        return text
