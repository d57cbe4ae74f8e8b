"""Reading line.yaml: what is true for the whole line."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, TypeVar

from babel import Locale, UnknownLocaleError
from phonenumbers import SUPPORTED_REGIONS

from ivr.menu.line import RESTART, Encoding, Language, Limits, Line, NumberRoute
from ivr.menu.parts import LINE_FILE, Manners, Place, Prompt, ToStep
from ivr.menu.reading.desk import Desk, as_name
from ivr.menu.reading.fields import Fields
from ivr.menu.reading.nodes import Node, Scalar, Table, places_within, texts_within
from ivr.menu.reading.read_choices import default_manners, read_anywhere, read_manners
from ivr.menu.reading.read_compliance import read_compliance
from ivr.menu.reading.read_contacts import check_number, read_contact, read_mailbox, read_queue_settings, read_service
from ivr.menu.reading.read_hours import read_schedule, read_zone
from ivr.menu.reading.sizes import MOST_LISTED, RATES
from ivr.menu.reading.texts import texts_of
from ivr.menu.reading.words import LATER_LINE_KEYS, LINE_KEYS, find_similar
from ivr.values import Seconds

_T = TypeVar("_T")
_ONE_OF: Final = {"hours": "schedule", "mailboxes": "mailbox"}
_ENGLISH: Final = Language("en", "en-US", None)
_TEXT_WAIT: Final = Seconds(86_400)
_LONGEST_TEXT_WAIT_S: Final = 30 * 86_400
_OF_LANGUAGE: Final = ("locale", "voice", "live", "rate", "encoding")
_PATIENCE: Final = ("wait", "tries", "on_silence", "on_wrong", "give_up", "confidence", "text_wait", "lost", "broken")
_SECTIONS: Final = (
    *("languages", "patience", "anywhere", "hours", "contacts", "mailboxes", "queues", "services", "lists"),
    *("numbers", "limits", "compliance"),
)


def read_language_codes(root: Node | None) -> tuple[str, ...]:
    """Return the languages a line.yaml names, before anything else of it is read; English when it names none."""
    for key, value in root.entries if isinstance(root, Table) else ():
        if find_similar(key.text, LINE_KEYS) == "languages":
            # A list or a single code is told as a mistake later; the codes are surely meant all the same.
            codes = texts_within(value) if not isinstance(value, Table) else (code.text for code, _ in value.entries)
            return tuple(dict.fromkeys(code.lower() for code in codes if code)) or (_ENGLISH.code,)
    return (_ENGLISH.code,)


def read_line(desk: Desk, root: Node | None, place: Place) -> Line:
    """Return the line's settings; what is missing or malformed is told to the desk."""
    if not isinstance(root, Table):
        desk.complain(
            place,
            "E109",
            f"{LINE_FILE} is empty; it needs at least `line:` (a name), `calls:` (a flow) and `timezone:`.",
        )
        desk.line_is_whole = desk.start_is_known = False
        return _nothing(desk)
    fields = Fields(desk, root, LINE_KEYS, LATER_LINE_KEYS)
    if fields.has_unknown or any(fields.has(name) and not isinstance(fields.node(name), Table) for name in _SECTIONS):
        desk.line_is_whole = desk.names_are_known = False
        desk.is_lost = True
    languages = _languages(fields)
    zone = _zone(fields)
    contacts = _each(fields, "contacts", '{dial: "+…"}', partial(read_contact, desk))
    manners, apologies, text_wait = _manners(fields)
    anywhere = fields.table("anywhere")
    read_hours = partial(read_schedule, desk, zone=zone)
    calls = fields.node("calls")
    start = desk.flow_start(calls) if calls is not None else None
    if calls is None:
        fields.miss("E109", "`calls:` is missing: the flow where a call starts.")
    desk.start_is_known = desk.start_is_known and start is not None
    texts, hung_up = fields.node("texts"), fields.node("hung_up")
    return Line(
        name=fields.text("line") or _missing_name(fields),
        calls=start or _first_step(desk),
        zone=zone,
        languages=languages,
        manners=manners,
        texts=desk.flow_start(texts) if texts is not None else None,
        keywords=_keywords(fields),
        restart=tuple(word for word, _ in fields.texts("restart")) or RESTART,
        numbers=_numbers(fields),
        anywhere=read_anywhere(desk, anywhere) if anywhere is not None else (),
        hours=_each(fields, "hours", '{open: {mon-fri: "09:00-17:00"}}', read_hours),
        contacts=contacts,
        mailboxes=_each(fields, "mailboxes", "{notify: CONTACT}", partial(read_mailbox, desk, contacts=contacts)),
        queues=_each(fields, "queues", "{agents: CONTACT}", partial(read_queue_settings, desk, contacts=contacts)),
        services=_each(fields, "services", "{url: https://…}", partial(read_service, desk)),
        lists=_lists(fields),
        limits=_limits(fields),
        hung_up=desk.flow_start(hung_up) if hung_up is not None else None,
        lost=apologies[0],
        broken=apologies[1],
        compliance=read_compliance(fields),
        text_wait=text_wait,
        provider=fields.text("provider"),
        places={"": place, **dict(places_within(root))},
    )


def _nothing(desk: Desk) -> Line:
    return Line("", _first_step(desk), "UTC", (_ENGLISH,), default_manners())


def _first_step(desk: Desk) -> ToStep:
    """Return some step, so that the rest of a line without `calls` can still be looked at."""
    return next((ToStep(flow, steps[0]) for flow, steps in desk.flows.items() if steps), ToStep("", ""))


def _missing_name(fields: Fields) -> str:
    if not fields.has("line"):
        fields.miss("E109", "`line:` is missing: the name of this line, as callers may hear it.")
    return ""


def _manners(fields: Fields) -> tuple[Manners, tuple[Prompt | None, Prompt | None], Seconds]:
    """Return the manners of every menu and ask; what is heard before a question that has to be asked again, and when
    something broke; how long a text conversation waits.
    """
    table = fields.table("patience")
    if table is None:
        return default_manners(), (None, None), _TEXT_WAIT
    patience = Fields(fields.desk, table, _PATIENCE, verb="patience")
    if patience.is_torn:
        fields.desk.demanded_give_up = True  # it may be what was not understood
    text_wait = patience.seconds("text_wait", 60, _LONGEST_TEXT_WAIT_S) or _TEXT_WAIT
    return read_manners(patience, default_manners()), (patience.prompt("lost"), patience.prompt("broken")), text_wait


def _keywords(fields: Fields) -> Mapping[str, ToStep]:
    """Return the steps that a first text may start at, by what it says."""
    table = fields.table("keywords")
    found = {}
    for word, target in table.entries if table is not None else ():
        start = fields.desk.flow_start(target)
        if start is not None:
            found[word.text] = start
    return found


def _languages(fields: Fields) -> tuple[Language, ...]:
    table = fields.table("languages")
    if table is not None and not table.entries:
        fields.desk.line_is_whole = False
        fields.desk.complain(table.place, "E109", "`languages` names none; write {en: {locale: en-US}}, or remove it.")
    if table is None or not table.entries:
        return (_ENGLISH,)
    found = []
    for code, node in table.entries:
        if not (code.text.isascii() and code.text.replace("_", "").isalnum() and code.text.islower()):
            fields.desk.complain(
                code.place, "E110", f"`{code.text}` is no code for a language; use small letters, like en or pt_br."
            )
        if not isinstance(node, Table):
            fields.desk.complain(node.place, "E107", f"`{code.text}` needs {{locale: …, voice: …}}.")
            found.append(Language(code.text, "en-US", None))
            continue
        found.append(_language(Fields(fields.desk, node, _OF_LANGUAGE), code.text))
    return tuple(found)


def _language(fields: Fields, code: str) -> Language:
    return Language(
        code.lower(),
        _locale(fields, code),
        fields.text("voice"),
        fields.text("live"),
        fields.count("rate", *RATES),
        fields.one_of("encoding", Encoding) or Encoding.PCM,
    )


def _locale(fields: Fields, code: str) -> str:
    text = fields.text("locale")
    if text is None:
        if not fields.has("locale"):
            fields.miss("E109", f"The language `{code}` has no `locale:`, like en-US or es-MX.")
        return "en-US"
    try:
        usual = str(Locale.parse(text, sep="-")).replace("_", "-")
    except (UnknownLocaleError, ValueError):
        hint = f" with a hyphen: `{text.replace('_', '-')}`." if "_" in text else ", like en-US or es-MX."
        fields.desk.complain(
            fields.value_place("locale"), "E501", f"`{text}` is no locale; write language and country{hint}"
        )
        return "en-US"
    return usual if usual.lower() == text.lower() else text


def _zone(fields: Fields) -> str:
    text = fields.text("timezone")
    if text is None:
        if not fields.has("timezone"):
            fields.miss("E109", "`timezone:` is missing, like America/New_York or Europe/Berlin.")
        return "UTC"
    return read_zone(fields, "timezone", text)


def _each(fields: Fields, name: str, example: str, read: Callable[[str, Table], _T]) -> Mapping[str, _T]:
    """Return what each entry of a mapping of mappings describes, by its name."""
    table = fields.table(name)
    found = {}
    for key, node in table.entries if table is not None else ():
        if not fields.desk.check_name(key, _ONE_OF.get(name, name.removesuffix("s"))):
            fields.desk.broken.add(as_name(key.text))  # which is how others may refer to it already
        if isinstance(node, Table):
            found[key.text] = read(key.text, node)
        else:
            fields.desk.broken.add(key.text)
            fields.desk.complain(node.place, "E107", f"`{key.text}` takes a mapping, like {example}.")
    if table is not None:
        fields.desk.broken.update(key.text for key, _ in table.dropped)
    return found


def _numbers(fields: Fields) -> Mapping[str, NumberRoute]:
    table = fields.table("numbers")
    found = {}
    for number, node in table.entries if table is not None else ():
        check_number(fields.desk, number.text, number.place)
        if not isinstance(node, Table):
            fields.desk.complain(node.place, "E107", "A number takes a mapping, like {calls: emergency, language: es}.")
            continue
        route = Fields(fields.desk, node, ("calls", "texts", "language", "set", "provider"))
        calls, texts, language = route.node("calls"), route.node("texts"), route.text("language")
        if language is not None:
            language = fields.desk.find_language(Scalar(language, route.value_place("language")))
        values = route.table("set")
        found[number.text] = NumberRoute(
            fields.desk.flow_start(calls) if calls is not None else None,
            fields.desk.flow_start(texts) if texts is not None else None,
            language,
            _set_values(fields.desk, values) if values is not None else {},
            route.text("provider"),
        )
    return found


def _set_values(desk: Desk, table: Table) -> Mapping[str, str]:
    found = {}
    for key, value in table.entries:
        desk.check_saved(key)
        if isinstance(value, Scalar):
            found[key.text] = value.text
        else:
            desk.complain(value.place, "E107", f"`{key.text}` takes one text.")
    return found


def _lists(fields: Fields) -> Mapping[str, tuple[str, ...]]:
    table = fields.table("lists")
    if table is None:
        return {}
    found = {}
    for key, node in table.entries:
        texts = texts_of(fields.desk, node, key.text, may_be_empty=True, most=MOST_LISTED)
        for text, place in texts:
            if text.startswith("+"):
                check_number(fields.desk, text, place)
        found[key.text] = tuple(text for text, _ in texts)
    return found


def _limits(fields: Fields) -> Limits:
    table = fields.table("limits")
    if table is None:
        return Limits()
    limits = Fields(fields.desk, table, ("turns", "minutes", "dial"))
    usual = Limits()
    countries = []
    for country, place in limits.texts("dial"):
        if country not in SUPPORTED_REGIONS:
            meant = {"UK": "GB", "USA": "US"}.get(country.upper(), country.upper())
            mend = f"did you mean `{meant}`?" if meant in SUPPORTED_REGIONS else "write two capitals, like US or CA."
            fields.desk.complain(place, "E108", f"`{country}` is no country; {mend}")
        countries.append(country)
    return Limits(
        limits.count("turns", 10, 1000) or usual.turns,
        limits.count("minutes", 1, 240) or usual.minutes,
        tuple(countries),
    )
