"""Reading what callers choose by: keys, the words that stand for them, and the manners of asking."""

from ivr.menu.keys import explain_bad_keys
from ivr.menu.parts import ByChannel, Key, Manners, Place, Target
from ivr.menu.reading.desk import Desk
from ivr.menu.reading.fields import Fields
from ivr.menu.reading.nodes import Node, Scalar, Table
from ivr.menu.reading.sizes import MOST_PATTERNS, too_many
from ivr.menu.reading.texts import texts_of
from ivr.menu.reading.words import did_you_mean
from ivr.values import Seconds


def read_keys(
    desk: Desk, table: Table, flow: str | None, phrases: dict[str, dict[str, tuple[str, ...]]]
) -> tuple[Key, ...]:
    """Return the choices of a mapping from keys to targets."""
    choices = []
    for key, node in table.entries:
        wrong = explain_bad_keys(key.text)
        if wrong is not None:
            words = "; what callers say stands under `words:`" if key.text.isalpha() and len(key.text) > 1 else ""
            desk.complain(key.place, "E108", f"`{key.text}` cannot be pressed: {wrong}{words}.")
            desk.target(node, flow)
            continue
        choices.append(Key(key.text, desk.target(node, flow), key.place, phrases.get(key.text, {})))
    _check_patterns(desk, table, choices)
    return tuple(choices)


def _check_patterns(desk: Desk, table: Table, choices: list[Key]) -> None:
    if sum(choice.is_pattern for choice in choices) > MOST_PATTERNS:
        desk.complain(table.place, "E108", too_many("Keys with X or a /pattern/", MOST_PATTERNS))


def read_phrases(fields: Fields) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the phrases of a menu's `words`, by key and language."""
    table = fields.table("words")
    keys = fields.table("keys")
    if table is None or keys is None:
        return {}
    known = [key.text for key, _ in keys.entries]
    found = {}
    leads_to = {key.text: target for key, target in keys.entries}
    first: dict[tuple[str, str], Scalar] = {}
    for key, node in table.entries:
        if key.text not in known:
            fields.desk.complain(
                key.place,
                "E504",
                f"`{key.text}` stands under `words`, but not under `keys`.{did_you_mean(key.text, known)}",
            )
        phrases = _phrases_by_language(fields.desk, node, "words")
        found[key.text] = {code: tuple(text for text, _ in spoken) for code, spoken in phrases.items()}
        for code, spoken in phrases.items():
            for text, place in spoken:
                _check_comma(fields.desk, text, place)
                other = first.setdefault((code, _as_heard(text)), key)
                if not _lead_to_one(fields, leads_to.get(other.text), leads_to.get(key.text)):
                    said = f"`{text}` is said for the keys `{other.text}` and `{key.text}`, which lead to two places"
                    fields.desk.complain(place, "E301", f"{said}; leave it with one of them.")
    return found


def _check_comma(desk: Desk, text: str, place: Place) -> None:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if "," in text and parts:
        listed = f"; if these are several, write a list: [{', '.join(parts)}]." if len(parts) > 1 else "; remove it."
        desk.complain(place, "W306", f"`{text}` is one phrase, and the comma in it is not heard{listed}")


def _as_heard(phrase: str) -> str:
    kept = "".join(letter if letter.isalnum() else " " for letter in phrase.casefold())
    return " ".join(kept.split())


def _lead_to_one(fields: Fields, one: Node | None, other: Node | None) -> bool:
    """Whether both targets are the same, as far as they are there and can be read."""
    if not isinstance(one, Scalar) or not isinstance(other, Scalar) or one.text == other.text:
        return True
    there = [fields.desk.find_target(node.text, fields.flow) for node in (one, other)]
    return None in there or there[0] == there[1]


def _phrases_by_language(desk: Desk, node: Node, name: str) -> dict[str, tuple[tuple[str, Place], ...]]:
    if not isinstance(node, Table):
        return dict.fromkeys(desk.languages, texts_of(desk, node, name))
    found = {}
    for code, value in node.entries:
        language = desk.find_language(code)
        if language is not None:
            found[language] = texts_of(desk, value, name)
    return found


def read_hints(fields: Fields) -> dict[str, tuple[str, ...]]:
    """Return what is likely to be said, by language: one list for all of them, or one for each."""
    node = fields.node("hints")
    if node is None:
        return {}
    if not isinstance(node, Table):
        return dict.fromkeys(fields.desk.languages, tuple(text for text, _ in fields.texts("hints")))
    spoken = _phrases_by_language(fields.desk, node, "hints")
    return {code: tuple(text for text, _ in phrases) for code, phrases in spoken.items()}


def read_anywhere(desk: Desk, table: Table) -> tuple[Key, ...]:
    """Return the keys, words and phrases that work everywhere. A phrase that no key goes with has keys ""."""
    choices = []
    for key, node in table.entries:
        target = desk.target(node, None)
        wrong = explain_bad_keys(key.text)
        if wrong is not None and not any(letter.isalpha() for letter in key.text):
            desk.complain(key.place, "E108", f"`{key.text}` cannot be pressed: {wrong}.")
        elif wrong is None:
            choices.append(Key(key.text, target, key.place))
        else:
            choices.append(Key("", target, key.place, dict.fromkeys(desk.languages, (key.text,))))
    _check_patterns(desk, table, choices)
    return tuple(choices)


def read_by_channel(desk: Desk, node: Node, flow: str | None) -> ByChannel:
    """Return one target for calls and texts, or `{calls: …, texts: …}`."""
    if not isinstance(node, Table):
        target = desk.target(node, flow)
        return ByChannel(target, target)
    fields = Fields(desk, node, ("calls", "texts"), flow=flow)
    return ByChannel(fields.required_target("calls", "give_up"), fields.target("texts"))


def read_give_up(fields: Fields) -> ByChannel | None:
    """Return where those go who could not be understood."""
    node = fields.node("give_up")
    return None if node is None else read_by_channel(fields.desk, node, fields.flow)


def read_manners(fields: Fields, inherited: Manners) -> Manners:
    """Return a menu's or an ask's own manners, the line's where it says nothing."""
    own_give_up = read_give_up(fields)
    return Manners(
        wait=fields.seconds("wait", 1, 120) or inherited.wait,
        tries=fields.count("tries", 1, 10) or inherited.tries,
        on_silence=fields.prompt("on_silence") or inherited.on_silence,
        on_wrong=fields.prompt("on_wrong") or inherited.on_wrong,
        give_up=own_give_up or inherited.give_up,
        confidence=inherited.confidence if (own := fields.percent("confidence")) is None else own,
    )


def demand_give_up(fields: Fields, when: str, place: Place | None = None) -> None:
    """Complain, once for all steps, that those who used up their tries or visits have nowhere to go."""
    desk = fields.desk
    if desk.line_is_whole and not desk.demanded_give_up:
        desk.demanded_give_up = not fields.is_torn
        fields.miss("E203", f"{when}; add `give_up:` under `patience:` in line.yaml, or here.", place)


def check_way_out(fields: Fields, manners: Manners, silent: Target | None, otherwise: Target | None) -> None:
    """Complain when somebody who is not understood has nowhere to go."""
    if manners.give_up is None and (silent is None or otherwise is None):
        demand_give_up(fields, "After the last try nothing comes next")


def default_manners() -> Manners:
    """Return the manners of a line that names none."""
    return Manners(wait=Seconds(5), tries=3, on_silence=None, on_wrong=None, give_up=None)


def is_blank(node: Node | None) -> bool:
    """Return whether nothing stands after the colon."""
    return isinstance(node, Scalar) and not node.text
