"""Reading the verbs that put something to a system: fetch, run, text."""

import re
from typing import Final

from ivr.menu.line import Line
from ivr.menu.numbers import explain_bad_number
from ivr.menu.parts import Piece, Place, Prompt, TextPiece
from ivr.menu.reading.desk import NOWHERE
from ivr.menu.reading.fields import Fields
from ivr.menu.reading.nodes import Scalar
from ivr.menu.reading.read_values import read_body, read_templates, texts_in
from ivr.menu.reading.sizes import MOST_IN_BODY, count_within, too_many
from ivr.menu.reading.words import did_you_mean
from ivr.menu.verbs import Fetch, Run, SendText

_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
REQUEST: Final = re.compile(r"(?:([A-Za-z]+)\s+)?([a-z0-9_]+)(?:/(.*))?", re.ASCII | re.DOTALL)
FUNCTION: Final = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*", re.ASCII)
_IN_BRACES: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_UNPARTED: Final = re.compile(r"[?#\\]|\s")


def read_fetch(fields: Fields, line: Line) -> Fetch:
    """Return a fetch."""
    method, service, path = _request(fields, line)
    body, form = fields.node("body"), fields.node("form")
    query, query_places = read_templates(fields, "query")
    form_texts, form_places = read_templates(fields, "form")
    fetch = Fetch(
        method=method or ("POST" if body is not None or form is not None else "GET"),
        service=service,
        path=path,
        next=fields.required_target("next", "fetch"),
        failed=fields.target("failed") or NOWHERE,
        query=query,
        body=read_body(fields.desk, body),
        form=form_texts,
        save=fields.saved_name("save"),
        timeout=fields.seconds("timeout", 1, 10),
        meanwhile=fields.prompt("meanwhile"),
        missing=fields.target("missing"),
        refused=fields.target("refused"),
        path_place=fields.value_place("fetch") if fields.has("fetch") else fields.place,
        texts=(
            *((text, query_places[name], False) for name, text in query.items()),
            *((text, form_places[name], True) for name, text in form_texts.items()),
            *((text, place, True) for text, place in texts_in(body)),
        ),
    )
    if not fields.has("failed"):
        fields.miss("E203", "When the service gives no answer nothing comes next; add `failed:`.")
    _check_sent(fields, fetch.method)
    if count_within(body) > MOST_IN_BODY:
        fields.desk.complain(fields.place_of("body"), "E108", too_many("`body`", MOST_IN_BODY))
    return fetch


def _check_sent(fields: Fields, method: str) -> None:
    if fields.has("body") and fields.has("form"):
        fields.desk.complain(fields.place_of("form"), "E108", "A request has either a `body` or a `form`; remove one.")
    elif method in {"GET", "DELETE"} and (fields.has("body") or fields.has("form")):
        name = "body" if fields.has("body") else "form"
        text = f"A {method} sends no `{name}`; write `query:` for what belongs to the address, or POST."
        fields.desk.complain(fields.place_of(name), "E108", text)


def _request(fields: Fields, line: Line) -> tuple[str | None, str, str]:
    """Return method, service and path of `[METHOD] service/path`."""
    text = fields.template("fetch")
    if text is None:
        return None, "", ""
    place = fields.value_place("fetch")
    found = REQUEST.fullmatch(text)
    if found is None:
        wanted = "a service of line.yaml and a path, like bank/accounts/{{ number }} or POST bank/transfers"
        fields.malformed("fetch", text, wanted)
        return None, "", ""
    method, service, path = found[1], found[2], found[3] or ""
    if method is not None and method.upper() not in _METHODS:
        hint = did_you_mean(method.upper(), _METHODS)
        fields.desk.complain(place, "E108", f"`{method}` is no method of a request.{hint}")
    if not fields.desk.defines(service, line.services):
        hint = did_you_mean(service, line.services)
        text = f"line.yaml defines no service `{service}`; nothing else can be reached.{hint}"
        fields.desk.complain(place, "E504", text)
    _check_path(fields, path, place)
    return method.upper() if method is not None else None, service, path


def _check_path(fields: Fields, path: str, place: Place) -> None:
    plain = _IN_BRACES.sub("0", path)
    if _UNPARTED.search(plain):
        text = "A path has no `?`, `#`, `\\` or blank in it; what stands behind a question mark belongs under `query:`."
        fields.desk.complain(place, "E108", text)
    elif any(part in {".", ".."} for part in plain.split("/")):
        fields.desk.complain(place, "E108", "A path cannot lead upwards with `..`; write it whole.")


def read_run(fields: Fields, _line: Line) -> Run:
    """Return a run."""
    name = fields.text("run") or ""
    if name and not FUNCTION.fullmatch(name):
        fields.malformed("run", name, "the name of a function that a developer registered, like find_order")
    data, places = read_templates(fields, "with")
    for key in data:
        if not key.isidentifier():
            fields.desk.complain(places[key], "E110", f"`{key}` is no name for an argument; use a-z, 0-9 and _ only.")
    run = Run(
        name=name,
        next=fields.required_target("next", "run"),
        failed=fields.target("failed") or NOWHERE,
        data=data,
        places=places,
        save=fields.saved_name("save"),
    )
    if not fields.has("failed"):
        fields.miss("E203", "When the function breaks nothing comes next; add `failed:`.")
    return run


def read_text(fields: Fields, line: Line) -> SendText:
    """Return a text."""
    media = fields.texts("media")
    for address, place in media:
        fields.desk.check_template(Scalar(address, place))
        if "{{" not in address and not address.startswith("https://"):
            text = f"`media: {address}` is not understood; write whole addresses that begin with https://."
            fields.desk.complain(place, "E108", text)
    return SendText(
        text=_what(fields),
        next=fields.required_target("next", "text"),
        to=_to(fields, line),
        media=tuple(address for address, _ in media),
        failed=fields.target("failed"),
        place=fields.value_place("to") if fields.has("to") else fields.place,
    )


def _what(fields: Fields) -> Prompt:
    """Return the words. One text serves every language here: it may go to somebody who has chosen none."""
    node = fields.node("text")
    if not isinstance(node, Scalar) or not node.text:
        return fields.required_prompt("text")
    fields.desk.check_template(node)
    said: dict[str, tuple[Piece, ...]] = dict.fromkeys(fields.desk.languages, (TextPiece(node.text, node.place),))
    return Prompt(said, said, node.place)


def _to(fields: Fields, line: Line) -> str | None:
    text = fields.template("to")
    if text is None or "{{" in text or text in fields.desk.broken:
        return text
    contact = line.contacts.get(text)
    if contact is not None:
        if contact.text is None:
            message = f"The contact `{text}` has no `text:` number in line.yaml."
            fields.desk.complain(fields.value_place("to"), "E504", message)
    elif fields.desk.line_is_whole:
        is_name = any(letter.isalpha() for letter in text)
        wrong = (
            f"`{text}` is neither a number (+…) nor a contact of line.yaml." if is_name else explain_bad_number(text)
        )
        if wrong is not None:
            hint = did_you_mean(text, line.contacts) if is_name else ""
            fields.desk.complain(fields.value_place("to"), "E506", f"{wrong}{hint}")
    return text
