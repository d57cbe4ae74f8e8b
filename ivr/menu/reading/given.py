"""What is given in one mapping: which settings stand there and where, unread; what may not stand there is told."""

from collections.abc import Iterable, Mapping

from ivr.menu.parts import Place
from ivr.menu.reading.asked import Asked, Kind
from ivr.menu.reading.desk import Desk
from ivr.menu.reading.nodes import Node, Scalar, Table
from ivr.menu.reading.sizes import explain_too_many
from ivr.menu.reading.texts import listed
from ivr.menu.reading.unknown_words import UnknownWords


class Given:
    """The settings of one mapping as they are written, by name.

    `known` are the names that may stand here, `later` those that a later version reads. An unknown name is a
    problem; when a known one was surely meant, its value is read all the same. `has_unknown`, `has_later`: something
    stands here that is not read, so nothing is called missing.
    """

    def __init__(
        self,
        desk: Desk,
        table: Table,
        known: Iterable[str],
        later: Iterable[str] = (),
        flow: str | None = None,
        verb: str | None = None,
    ) -> None:
        self.desk = desk
        self.flow = flow
        self.place = table.place
        self.has_unknown = bool(table.dropped)
        self.has_later = False
        self._known = tuple(dict.fromkeys(known))
        self._unknown = UnknownWords(desk, self._known, flow, verb)
        self._nodes: dict[str, Node] = {}
        self._keys: dict[str, Scalar] = {}
        for name in self._known if desk.asked is not None else ():
            self._asked(name, Kind.KNOWN)
        self._read(table, frozenset(later))

    def _read(self, table: Table, later: frozenset[str]) -> None:
        not_yet: list[Scalar] = []
        given = {key.text.replace("-", "_") for key, _ in table.entries}
        empty: Scalar | None = None  # the name above, when nothing stands behind it: this may belong below it
        for key, value in table.entries:
            name: str | None = key.text.replace("-", "_")
            if name in later:
                not_yet.append(key)
                continue
            if name not in self._known:
                name = None if empty else self._unknown.meant_by(key, value, given)
                if empty is not None:
                    self._complain_of_margin(key, empty)
                if name is None:
                    self.has_unknown = True
                    self.desk.is_lost = self.desk.is_lost or self.flow is not None
                    continue
            empty = key if isinstance(value, Scalar) and value.plain and not value.text else None
            self._nodes[name] = value
            self._keys[name] = key
            wrong = explain_too_many(name, value)
            if wrong is not None:
                self.desk.complain(key.place, "E108", wrong)
        if not_yet:
            self.has_later = True
            words = [f"`{key.text}`" for key in not_yet]
            said = f"{listed(words)} belong{'' if words[1:] else 's'}"
            them = "them" if words[1:] else "it"
            self.desk.complain(
                not_yet[0].place, "E106", f"{said} to the language, but this version does not run {them} yet."
            )

    def _complain_of_margin(self, key: Scalar, owner: Scalar) -> None:
        name = owner.text.replace("-", "_")
        if self._nodes.pop(name, None) is None:
            return  # told of the line above this one
        self.desk.complain(
            key.place,
            "E104",
            f"`{key.text}` is not known here. If it belongs to `{owner.text}`, indent it below that, and what follows.",
        )

    def _asked(self, name: str, kind: Kind, *details: object) -> None:
        """Note what is asked for, where somebody wants to know what a reader asks."""
        if self.desk.asked is not None:
            self.desk.asked.append(Asked(self.place, name, kind, details))

    @property
    def is_torn(self) -> bool:
        """Whether what seems to be missing may be among what is not read."""
        return self.has_unknown or self.has_later

    def miss(self, code: str, text: str, place: Place | None = None) -> None:
        """Complain of something missing, unless it may be among what was not understood."""
        if not self.is_torn:
            self.desk.complain(place or self.place, code, text)

    def has(self, name: str) -> bool:
        """Return whether the setting is given."""
        assert name in self._known, name
        return name in self._nodes

    def node(self, name: str) -> Node | None:
        """Return what stands under the name, unread."""
        assert name in self._known, name
        return self._nodes.get(name)

    def places(self) -> Mapping[str, Place]:
        """Return where every setting stands, by name."""
        return {name: key.place for name, key in self._keys.items()}

    def place_of(self, name: str) -> Place:
        """Return where the setting stands, or where the whole mapping does."""
        key = self._keys.get(name)
        return key.place if key is not None else self.place

    def _scalar(self, name: str) -> Scalar:
        node = self._nodes[name]
        assert isinstance(node, Scalar)
        return node

    def value_place(self, name: str) -> Place:
        """Return where the setting's value stands."""
        return self._nodes[name].place

    def malformed(self, name: str, text: str, wanted: str) -> None:
        """Complain of a value that is not written as it should be."""
        self.desk.complain(self.value_place(name), "E108", f"`{name}: {text}` is not understood; write {wanted}.")
