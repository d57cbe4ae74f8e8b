"""One mapping being read: each setting is asked for by name and kind; every mistake in it is told."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, TypeVar

from ivr.menu.desk import NOWHERE, Desk
from ivr.menu.model import Place, Prompt, Target
from ivr.menu.read_prompt import read_prompt
from ivr.menu.source import Listing, Node, Scalar, Table
from ivr.menu.words import did_you_mean, find_similar
from ivr.values import Seconds

_YES: Final = frozenset({"yes", "true", "on"})
_NO: Final = frozenset({"no", "false", "off"})
_Word = TypeVar("_Word", bound=StrEnum)


class Fields:
    """The settings of one step, or of one part of line.yaml, by name. Absent ones read as None.

    `known` are the names that may stand here, `later` those that a later version reads. An unknown name is a
    problem; when a known one was surely meant, its value is read all the same.
    """

    def __init__(
        self, desk: Desk, table: Table, known: Iterable[str], later: Iterable[str] = (), flow: str | None = None
    ) -> None:
        self.desk = desk
        self.flow = flow
        self.place = table.place
        self._known = tuple(dict.fromkeys(known))
        self._nodes: dict[str, Node] = {}
        self._keys: dict[str, Scalar] = {}
        later_names = frozenset(later)
        given = {key.text.replace("-", "_") for key, _ in table.entries}
        for key, value in table.entries:
            name = key.text.replace("-", "_")
            if name in later_names:
                desk.complain(
                    key.place, "E106", f"`{name}` belongs to the language, but this version does not run it yet."
                )
                continue
            if name not in self._known:
                similar = find_similar(name, self._known)
                desk.complain(key.place, "E104", f"`{key.text}` is not known here.{did_you_mean(name, self._known)}")
                if similar is None or similar in given:
                    continue
                name = similar
            self._nodes[name] = value
            self._keys[name] = key

    def has(self, name: str) -> bool:
        """Return whether the setting is given."""
        assert name in self._known, name
        return name in self._nodes

    def node(self, name: str) -> Node | None:
        """Return what stands under the name, unread."""
        assert name in self._known, name
        return self._nodes.get(name)

    def place_of(self, name: str) -> Place:
        """Return where the setting stands, or where the whole mapping does."""
        key = self._keys.get(name)
        return key.place if key is not None else self.place

    def text(self, name: str) -> str | None:
        """Return one text."""
        node = self.node(name)
        if node is None:
            return None
        if isinstance(node, Scalar):
            if node.text:
                return node.text
            self.desk.complain(self.place_of(name), "E109", f"`{name}` has no value.")
            return None
        self.desk.complain(node.place, "E107", f"`{name}` takes one text, not a list or a mapping.")
        return None

    def flag(self, name: str) -> bool:
        """Return a yes or no; absent is no."""
        text = self.text(name)
        if text is None:
            return False
        if text.lower() not in _YES | _NO:
            self._malformed(name, text, "yes or no")
        return text.lower() in _YES

    def seconds(self, name: str, low: int = 0, high: int = 86_400) -> Seconds | None:
        """Return a duration."""
        text = self.text(name)
        if text is None:
            return None
        try:
            seconds = Seconds.parse(text)
        except ValueError:
            unit = f" (did you mean `{text}s`?)" if text.isdigit() else ""
            self._malformed(name, text, f"a whole number with a unit, like 20s, 5m or 1h{unit}")
            return None
        if not low <= seconds <= high:
            self._malformed(name, text, f"between {low}s and {high}s")
            return None
        return seconds

    def count(self, name: str, low: int, high: int) -> int | None:
        """Return a whole number within bounds."""
        text = self.text(name)
        if text is None:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high):
            self._malformed(name, text, f"a whole number from {low} to {high}")
            return None
        return int(text)

    def one_of(self, name: str, words: type[_Word]) -> _Word | None:
        """Return one of a few words."""
        text = self.text(name)
        if text is None:
            return None
        word = text.replace("-", "_")
        if word in set(words):
            return words(word)
        self.desk.complain(
            self._value_place(name), "E108", f"`{text}` is not known for `{name}`.{did_you_mean(word, words)}"
        )
        similar = find_similar(word, words)
        return words(similar) if similar else None

    def keys(self, name: str) -> str | None:
        """Return keys of a telephone, like `#` or `12`."""
        text = self.text(name)
        if text is not None and not set(text) <= set("0123456789*#"):
            self._malformed(name, text, "keys: 0-9, * and # (in quotes)")
            return None
        return text

    def target(self, name: str) -> Target | None:
        """Return where a setting leads."""
        node = self.node(name)
        return None if node is None else self.desk.target(node, self.flow)

    def required_target(self, name: str, verb: str) -> Target:
        """Return where a step goes on; a complaint when it says nothing."""
        target = self.target(name)
        if target is None:
            self.desk.complain(
                self.place,
                "E203",
                f"After this `{verb}` nothing comes next; add `{name}:` with a step, `hangup` or another target.",
            )
            return NOWHERE
        return target

    def prompt(self, name: str) -> Prompt | None:
        """Return what is to be said."""
        node = self.node(name)
        return None if node is None else read_prompt(self.desk, node, self.flow)

    def required_prompt(self, name: str) -> Prompt:
        """Return what is to be said; a complaint when there is nothing."""
        node = self.node(name)
        if node is None or (isinstance(node, Scalar) and not node.text):
            self.desk.complain(self.place_of(name), "E109", f"`{name}` has nothing to say.")
            return Prompt({}, {}, self.place_of(name))
        return read_prompt(self.desk, node, self.flow)

    def template(self, name: str) -> str | None:
        """Return a text that may hold `{{ … }}`."""
        text = self.text(name)
        if text is not None:
            self.desk.check_template(text, self._value_place(name))
        return text

    def condition(self, name: str) -> str | None:
        """Return a condition."""
        text = self.text(name)
        if text is not None:
            self.desk.check_condition(text, self._value_place(name))
        return text

    def texts(self, name: str) -> tuple[tuple[str, Place], ...]:
        """Return one text or a list of them, each with its place."""
        node = self.node(name)
        return () if node is None else texts_of(self.desk, node, name)

    def table(self, name: str) -> Table | None:
        """Return a mapping."""
        node = self.node(name)
        if node is None or isinstance(node, Table):
            return node
        self.desk.complain(node.place, "E107", f"`{name}` takes a mapping: names, each with a colon and a value.")
        return None

    def saved_name(self, name: str) -> str | None:
        """Return the name that something is saved under."""
        text = self.text(name)
        if text is not None:
            self.desk.check_name(Scalar(text, self._value_place(name)), "saved value")
        return text

    def defined(self, name: str, among: Mapping[str, object], what: str) -> str | None:
        """Return a name that line.yaml must define."""
        text = self.text(name)
        if text is not None and text not in among:
            hint = did_you_mean(text, among)
            self.desk.complain(self._value_place(name), "E504", f"line.yaml defines no {what} `{text}`.{hint}")
            return None
        return text

    def _value_place(self, name: str) -> Place:
        return self._nodes[name].place

    def _malformed(self, name: str, text: str, wanted: str) -> None:
        self.desk.complain(self._value_place(name), "E108", f"`{name}: {text}` is not understood; write {wanted}.")


def texts_of(desk: Desk, node: Node, name: str) -> tuple[tuple[str, Place], ...]:
    """Return one text or a list of them, each with its place."""
    match node:
        case Scalar():
            return ((node.text, node.place),) if node.text else ()
        case Listing():
            found = []
            for item in node.items:
                if isinstance(item, Scalar):
                    found.append((item.text, item.place))
                else:
                    desk.complain(item.place, "E107", f"`{name}` takes texts here.")
            return tuple(found)
        case Table():
            desk.complain(node.place, "E107", f"`{name}` takes a text or a list of texts.")
            return ()
