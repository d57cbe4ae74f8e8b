"""Menu files that mean harm to whoever reads them: each is read and checked, and the codes of problems are said."""

import json
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from ivr.menu.checking.check import Known, examine

LINE = "line: Acme\ncalls: main\ntimezone: UTC\npatience: {give_up: main/sorry}\n"
SORRY = "\nsorry: {hangup: Sorry.}\n"

Attack = Callable[[], str]


def read(flow: str, more: str = "", **flows: str) -> str:
    """Return the codes that are found in a flow `main`, with more in line.yaml; `runs` where there is no error."""
    others = {f"{name}.yaml": text for name, text in flows.items()}
    found = examine({"line.yaml": LINE + more, "main.yaml": flow + SORRY, **others}, Known())
    codes = {problem.code for problem in found.problems}
    return " ".join([*(["runs"] if found.menus is not None else []), *sorted(codes)])


def _of(flow: str, more: str = "") -> Attack:
    return lambda: read(flow, more)


def _made(make: Callable[[], str]) -> Attack:
    """Return the reading of a flow that is too large to be made before it is needed."""
    return lambda: read(make())


def _step(**settings: Any) -> Attack:
    """Return the reading of one step `m`; JSON is YAML too, but for its longest lines."""
    return lambda: read(f"m:\n{_block(settings)}")


def _with(more: Mapping[str, Any], flow: str = "m: {say: Hi, next: sorry}") -> Attack:
    return lambda: read(flow, _block(more, ""))


def _block(settings: Mapping[str, Any], margin: str = "  ") -> str:
    lines = []
    for name, value in settings.items():
        written = json.dumps(value, indent=1, ensure_ascii=False).replace("\n", f"\n{margin} ")
        lines.append(f"{margin}{name}: {written}\n")
    return "".join(lines)


def _lines(count: int, write: Callable[[int], str]) -> str:
    return "".join(write(number) for number in range(count))


def _laughs(levels: int) -> str:
    names = [f"a{level}" for level in range(levels)]
    lists = [f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in pairwise(names)]
    return "a0: &a0 [lol, lol]\n" + "".join(lists)


def _merged(levels: int) -> str:
    steps = [f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}], say: Hi, next: sorry}}\n" for n in range(1, levels)]
    return "m0: &m0 {say: Hi, next: sorry}\n" + "".join(steps)


def _going_through_each_other() -> str:
    flows = {f"f{n}": f"a: {{do: f{n + 1}, next: b}}\nb: {{do: f{n + 1}, next: return}}\n" for n in range(500)}
    return read("m: {do: f0, next: sorry}\n", "", **flows, f500="a: return\n")


def _day(number: int) -> str:
    return f"{2000 + number // 336}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"


def _service(**settings: Any) -> Attack:
    bank = {"url": "https://bank.example", **settings}
    return lambda: read("m: {say: Hi, next: sorry}", f"services: {json.dumps({'bank': bank})}\n")


def _fetching(fetch: str) -> Attack:
    bank = "services: {bank: {url: 'https://bank.example'}}\n"
    return lambda: read(f"m: {{fetch: {json.dumps(fetch)}, next: sorry, failed: sorry}}", bank)


# Whether two of these have a press in common only thousands of sets of states tell.
_HARD = _lines(60, lambda n: f"    /.+{n % 10}{'.' * (10 + n % 7)}{n // 10}/: sorry\n")


def _hard_patterns() -> str:
    return read(f"m:\n  menu: Hi\n  keys:\n{_HARD}")


def _pattern(keys: str) -> Attack:
    return _of(f"m:\n  menu: Hi\n  keys:\n    {keys}: sorry\n")


_YAML: Mapping[str, tuple[Attack, str]] = {
    "a tag that runs a command": (_of('m: !!python/object/apply:os.system ["id"]'), "E102"),
    "a tag that makes an object": (_of("m: !!python/object/new:type [x, !!python/tuple [], {}]"), "E102"),
    "a tag on a word": (_of("m: {say: !!python/name:os.environ Hi, next: sorry}"), "E102"),
    "a tag of base 64": (_of("m: {say: !!binary aGk=, next: sorry}"), "E102"),
    "a billion laughs": (lambda: read(_laughs(40)), "E102"),
    "merges of merges": (lambda: read(_merged(60)), "E102"),
    "an anchor within itself": (_of("m: &a {say: [*a, *a], next: sorry}"), "E102"),
    "another file included": (_of("m: !include /etc/passwd"), "E102"),
    "a second document": (_of("m: {say: Hi, next: sorry}\n---\nm: {say: Ho, next: sorry}"), "E101"),
    "a directive of YAML": (_of("%YAML 9.9\n%TAG ! tag:yaml.org,2002:python/\n---\nm: !object x"), "E101"),
    "lists in lists": (_made(lambda: "m: " + "[" * 100_000), "E107"),
    "mappings in mappings": (_made(lambda: "m: " + "{a: " * 100_000), "E107"),
    "blocks in blocks": (_made(lambda: _lines(1_500, lambda n: " " * n + "a:\n")), "E107"),
    "quotes without end": (_made(lambda: "m: {say: " + "'" * 2_000_000), "E101"),
    "tabs without end": (_made(lambda: "m:\n" + "\t" * 1_000_000), "E101"),
    "a line of five megabytes": (_made(lambda: "m: {say: '" + "x" * 5_000_000 + "', next: sorry}"), "E403"),
    "words without end": (_made(lambda: "".join(f"a{n}: b\n" for n in range(200_000))), "E107"),
    "words without end in several files": (
        lambda: read("", "", **{f"f{n}": f"lists: [{'a, ' * 80_000}]" for n in range(5)}),
        "E107",
    ),
    "braces without end": (_made(lambda: "m: {say: '" + "{{" * 500_000 + "', next: sorry}"), "E403"),
}
_TOO_MUCH: Mapping[str, tuple[Attack, str]] = {
    "brackets of a condition": (_step(choose=[{"when": "(" * 400, "next": "sorry"}], otherwise="sorry"), "E403"),
    "a chain of not": (_step(choose=[{"when": "not " * 200 + "now", "next": "sorry"}], otherwise="sorry"), "E403"),
    "conditions in conditions": (_step(hangup="{% if now %}" * 200), "E403"),
    "thousands of slips": (_made(lambda: _lines(3_000, lambda n: f"s{n}: {{sya: Hi, nxt: sorry}}\n")), "E104"),
    "thousands of unknown targets": (
        _made(lambda: _lines(3_000, lambda n: f"s{n}: {{say: Hi, next: sory{n}}}\n")),
        "E201",
    ),
    "thousands of settings": (_step(say="Hi", **{f"wait{n}": "1s" for n in range(3_000)}), "E104"),
    "the same step for ever": (_made(lambda: "m: {say: Hi, next: sorry}\n" * 3_000), "E103"),
    "pieces without end": (_step(say=["Hi"] * 10_000, next="sorry"), "E108"),
    "patterns in a menu": (_step(menu="Hi", keys={f"{n + 10_000}X": "sorry" for n in range(2_000)}), "E108"),
    "patterns everywhere": (_with({"anywhere": {f"{n + 10_000}X": "main/sorry" for n in range(2_000)}}), "E108"),
    "phrases without end": (
        _step(menu="Hi", keys={"1": "sorry"}, words={"1": [f"w{n}" for n in range(10_000)]}),
        "E108",
    ),
    "a list without end": (_with({"lists": {"l": [f"w{n}" for n in range(20_000)]}}), "E108"),
    "conditions without end": (
        _step(choose=[{"when": f"digits == {n}", "next": "sorry"} for n in range(2_000)], otherwise="sorry"),
        "E108",
    ),
    "names without end": (_step(set={f"a{n}": "x" for n in range(5_000)}, next="sorry"), "E108"),
    "exceptions without end": (
        _with({"hours": {"o": {"open": "always", "except": {_day(n): "closed" for n in range(3_000)}}}}),
        "E108",
    ),
    "opening hours without end": (_with({"hours": {f"o{n}": {"open": "always"} for n in range(2_000)}}), "E108"),
    "languages without end": (
        _with({"languages": {f"{chr(97 + n // 26)}{chr(97 + n % 26)}": {"locale": "en-US"} for n in range(600)}}),
        "E108",
    ),
    "a body without end": (
        lambda: read(
            "m:\n" + _block({"fetch": "POST bank/x", "body": [{"b": "c"}] * 5_000, "next": "sorry", "failed": "sorry"}),
            "services: {bank: {url: 'https://bank.example'}}\n",
        ),
        "E108",
    ),
    "flows that go through each other": (_going_through_each_other, "E205"),
    "a flow that goes through itself": (_of("m: {do: main, next: sorry}"), "E204"),
    "a round of targets": (_of("m: a\na: b\nb: a"), "E204"),
    "a round that only computes": (_of("m: {set: {x: '{{ x | append: x }}'}, next: m}"), "E204"),
}
_PATTERNS: Mapping[str, tuple[Attack, str]] = {
    "a pattern of optional keys": (_pattern(f"/{'1?' * 20}{{1}}/"), "E108"),
    "a pattern that doubles": (_pattern(f"/{'(1|1)' * 11}2/"), "E108"),
    "a group that repeats": (_pattern("/(1+)+/"), "E108"),
    "patterns that are hard to compare": (_hard_patterns, "runs"),
    "patterns that are hard to compare in many menus": (
        lambda: read(
            "".join(f"m{n}:\n  menu: Hi\n  keys:\n{_HARD}    /[0-9]{{6}}/: m{n + 1}\n" for n in range(20))
            + "m20: {say: Hi, next: sorry}\n"
        ),
        "runs",
    ),
    "a reference back": (_pattern("/(1)\\1+/"), "E108"),
    "a look ahead": (_pattern("/(?=1)1/"), "E108"),
}
_NOT_THEIRS: Mapping[str, tuple[Attack, str]] = {
    "a secret of the line": (_service(headers={"X": "{{ env.IVR_SECRET_KEY }}"}), "E404"),
    "a secret by another spelling": (_service(headers={"X": "{{ env['TWILIO_AUTH_TOKEN'] }}"}), "E404"),
    "a secret by a computed name": (_service(headers={"X": "{{ env[env.NAME] }}"}), "E404"),
    "the whole environment": (_service(headers={"X": "{{ env }}"}), "E404"),
    "a secret in an address": (_service(url="https://{{ env.REDIS_URL }}"), "E404"),
    "the environment in a prompt": (_of("m: {say: '{{ env.PATH }}', next: sorry}"), "E404"),
    "the environment in a set": (_of("m: {set: {x: '{{ env.PATH }}'}, next: sorry}"), "E404"),
    "the environment in a path": (_fetching("bank/{{ env.PATH }}"), "E404"),
    "the environment in a condition": (_of("m: {choose: [{when: env.PATH, next: sorry}], otherwise: sorry}"), "E404"),
    "the environment in a room": (_of("m: {conference: '{{ env.PATH }}', next: sorry}"), "E404"),
    "env as a name of one's own": (_of("m: {set: {env: x}, next: sorry}"), "E110"),
    "a service that is a file": (_service(url="file:///etc/passwd"), "E108"),
    "a service by gopher": (_service(url="gopher://10.0.0.1:6379/_FLUSHALL"), "E108"),
    "a password in an address": (_service(url="https://user:word@bank.example"), "E108"),
    "a header of two lines": (_service(headers={"X": "a\r\nHost: b"}), "E108"),
    "a header's name of two lines": (_service(headers={"X\r\nY": "b"}), "E108"),
    "a header of the protocol": (_service(headers={"Transfer-Encoding": "chunked"}), "E108"),
    "a path upwards": (_fetching("bank/a/../b"), "E108"),
    "an address instead of a service": (_fetching("http://169.254.169.254/latest"), "E1"),
    "a recording outside": (_of("m: {say: {audio: ../../etc/passwd}, next: sorry}"), "E108"),
    "a recording from the root": (_of("m: {say: {audio: /etc/passwd}, next: sorry}"), "E108"),
    "music from outside": (
        _with({"contacts": {"a": {"dial": "+14155550111"}}, "queues": {"q": {"agents": "a", "music": "../x"}}}),
        "E402",
    ),
    "a function by its inside": (_of("m: {run: 'os.system;x', next: sorry, failed: sorry}"), "E108"),
}

# name: (the attack, a code that is found)
READING: Mapping[str, tuple[Attack, str]] = {**_YAML, **_TOO_MUCH, **_PATTERNS, **_NOT_THEIRS}
ATTACKS: Mapping[str, Attack] = {name: attack for name, (attack, _) in READING.items()}
