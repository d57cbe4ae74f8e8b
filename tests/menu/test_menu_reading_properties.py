"""Whatever stands in the files, reading them ends, raises nothing and tells places that exist."""

import time
from typing import Final

import pytest
from how_much import so_many
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from menu_samples import BAD, GOOD, LINE, files_in, known_in, problems_of

from ivr.menu.checking.check import Known, examine
from ivr.menu.parts import LINE_FILE
from ivr.menu.problems import Problem, in_order
from ivr.menu.reading.flow_traps import quoted
from ivr.menu.reading.silent_traps import lines_of
from ivr.menu.reading.source import read_yaml
from ivr.menu.rules import RULES

SAMPLES: Final = tuple((files_in(folder), known_in(folder)) for folder in (*GOOD, *BAD))
# Far beyond what any of these takes on a slow machine, and far below what a person waits for.
LONGEST_S: Final = 20.0
PIECES: Final = (
    *("{", "}", "[", "]", "{{", "}}", "{%", "%}", ":", ": ", "-", "- ", "#", " #", "*", "&", "!", "|", ">", "'", '"'),
    *(
        "\t",
        "  ",
        "\n",
        "\r",
        "\u00a0",
        "\u2028",
        "\u0085",
        "\x00",
        "\ufeff",
        "“",
        "”",
        ",",
        "@",
        "%",
        "`",
        "?",
        "~",
        "<<",
    ),
    *("---", "...", "say", "next: ", "keys", "menu: ", "*a", "&a ", "!!str ", "\\", "0", "é", "😀", "\ud800"),
)


def _check_told(files: dict[str, str], problems: tuple[Problem, ...]) -> None:
    assert problems == in_order(problems)
    lines_by_file = {file: lines_of(text) for file, text in files.items()}
    for problem in problems:
        assert problem.code in RULES, problem
        assert problem.text
        if problem.place.file not in files:
            assert problem.place.file == LINE_FILE, problem
            continue
        lines = lines_by_file[problem.place.file]
        assert 1 <= problem.place.line <= len(lines), problem
        assert 1 <= problem.place.column <= len(lines[problem.place.line - 1]) + 1, problem


def _read(files: dict[str, str], known: Known) -> tuple[Problem, ...]:
    begun = time.perf_counter()
    examined = examine(files, known)
    assert time.perf_counter() - begun < LONGEST_S
    _check_told(files, examined.problems)
    return examined.problems


@st.composite
def mutated_samples(draw: st.DrawFn) -> tuple[dict[str, str], Known]:
    """A sample whose lines and characters were deleted, inserted, doubled and swapped."""
    files, known = draw(st.sampled_from(SAMPLES))
    changed = dict(files)
    for _ in range(draw(st.integers(1, 4))):
        file = draw(st.sampled_from(sorted(changed)))
        changed[file] = _mutated(draw, changed[file])
    return changed, known


def _mutated(draw: st.DrawFn, text: str) -> str:
    by_line = draw(st.booleans())
    parts = text.splitlines(keepends=True) if by_line else list(text)
    at, other = (draw(st.integers(0, max(len(parts) - 1, 0))) for _ in range(2))
    kind = draw(st.sampled_from(("delete", "insert", "double", "swap", "move", "cut")))
    if not parts or kind == "insert":
        parts.insert(at, draw(st.sampled_from(PIECES)) + ("\n" if by_line else ""))
    elif kind == "delete":
        del parts[at]
    elif kind == "double":
        parts.insert(other, parts[at])
    elif kind == "swap":
        parts[at], parts[other] = parts[other], parts[at]
    elif kind == "move":
        parts[at] = " " * draw(st.integers(1, 3)) + parts[at]
    else:
        parts = parts[:at]
    return "".join(parts)


@given(mutated_samples())
@settings(
    max_examples=so_many(75, 300),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_a_mutated_line_is_read_to_the_end(sample: tuple[dict[str, str], Known]) -> None:
    _read(*sample)


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=40).map("".join))
@example("[" * 3000)
@example("{" * 3000)
@example("a: " * 3000)
@example("- " * 3000)
@example("? " * 3000)
@example("{a: " * 3000)
@example("'" * 3001)
@example("&a " * 100 + "*a")
@example("*a" * 1000)
@example("! " * 1000)
@example("say: |\n" * 500)
@example("%YAML 9.9\n---\na: b\n")
@settings(max_examples=so_many(75, 300), deadline=None)
def test_any_text_is_read_to_the_end(text: str) -> None:
    _read({"line.yaml": LINE, "main.yaml": text}, Known())
    _read({"line.yaml": text, "main.yaml": "welcome: {say: Hello., next: hangup}\n"}, Known())


WORDS: Final = st.sampled_from(
    (
        *("say", "menu", "ask", "keys", "next", "hours", "choose", "when", "set", "do", "dial", "en", "text", "audio"),
        *(
            "pause",
            "line",
            "calls",
            "languages",
            "patience",
            "contacts",
            "open",
            "except",
            "give_up",
            "by_text",
            "save",
        ),
        *("main", "hangup", "return", "yes", "5s", "1", "*", "09:00-17:00", "mon-fri", "+14155550111", "{{ x }}", ""),
    )
)
TREES: Final = st.recursive(
    WORDS.map(quoted) | st.text(max_size=6).map(quoted),
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(st.tuples(WORDS.map(quoted), inner), max_size=5).map(
            lambda entries: f"{{{', '.join(f'{key}: {value}' for key, value in entries)}}}"
        )
    ),
    max_leaves=25,
)


@given(
    st.lists(st.tuples(WORDS.map(quoted), TREES), max_size=6), st.lists(st.tuples(WORDS.map(quoted), TREES), max_size=6)
)
@settings(max_examples=so_many(30, 250), deadline=None)
def test_any_structure_is_read_to_the_end(line: list[tuple[str, str]], flow: list[tuple[str, str]]) -> None:
    files = {
        "line.yaml": "".join(f"{key}: {value}\n" for key, value in line),
        "main.yaml": "".join(f"{key}: {value}\n" for key, value in flow),
    }
    _read(files, Known())


@given(st.text(max_size=60))
@example("say \"hello\" and 'bye' \\ : # {")
@settings(max_examples=so_many(50, 200), deadline=None)
def test_quoted_text_is_read_as_it_was(text: str) -> None:
    printable = "".join(letter for letter in text if letter.isprintable())
    root, problems = read_yaml("main.yaml", f"{quoted(printable)}\n")
    assert problems == ()
    assert getattr(root, "text", None) == printable


STEPS: Final = ("welcome", "check_hours", "main_menu", "balance", "lost_card", "operator", "voicemail_box", "goodbye")


@given(st.sampled_from(STEPS), st.integers(0, 20), st.sampled_from(("delete", "swap", "double", "change", "hyphen")))
@settings(max_examples=so_many(50, 200), deadline=None)
def test_a_misspelt_target_is_found(step: str, at: int, kind: str) -> None:
    at %= len(step) - 1
    word = {
        "delete": step[:at] + step[at + 1 :],
        "swap": step[:at] + step[at + 1] + step[at] + step[at + 2 :],
        "double": step[:at] + step[at] + step[at:],
        "change": step[:at] + "z" + step[at + 1 :],
        "hyphen": step.replace("_", "-").upper(),
    }[kind]
    if word in STEPS:
        return
    flow = (
        "start_here: {menu: Choose., keys: {0: "
        + word
        + ", "
        + ", ".join(f"{number}: {name}" for number, name in enumerate(STEPS, start=1))
    )
    flow += "}}\n" + "".join(f"{name}: {{hangup: Bye.}}\n" for name in STEPS)
    (problem,) = problems_of(flow)
    assert (problem.code, problem.place.line) == ("E201", 1)
    assert problem.text == f"There is no step or flow `{word}`. Did you mean `{step}`?"


HUGE: Final[dict[str, tuple[str, str]]] = {
    "deep lists": ("a: " + "[" * 100_000, "E107"),
    "deep mappings": ("a: " + "{b: " * 50_000, "E107"),
    "deep block": ("".join("  " * depth + f"k{depth}:\n" for depth in range(600)), "E107"),
    "a huge prompt": (f"a: {{say: {'x' * 2_000_000}, next: hangup}}\n", "E403"),
    "a huge line that cannot be read": (f"a: {{say: {'x: ' * 100_000}, next: hangup}}\n", "E101"),
    "a huge name": (f"{'a' * 100_000}: {{say: x, next: hangup}}\n", "E101"),
    "ten thousand times one name": ("a: {hangup: x}\n" * 10_000, "E103"),
    "ten thousand times one key": ("a: {menu: x, keys: {" + "1: hangup, " * 10_000 + "2: hangup}}\n", "E103"),
    "aliases of aliases": (
        "a0: &a0 {hangup: x}\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20)),
        "E102",
    ),
    "an alias of itself": ("a: &a\n  say: *a\n  next: *a\n", "E102"),
    "ten thousand broken lines": ("a: {say: @x, next: hangup}\n" * 10_000, "E101"),
    "ten thousand unknown targets": (
        "a: {menu: x, keys: {" + ", ".join(f"{n}: nowhere_{n}" for n in range(10_000)) + "}}\n",
        "E201",
    ),
    "ten thousand unknown names": (
        "".join(f"s{n}: {{say: '{{{{ n{n} }}}}', next: hangup}}\n" for n in range(10_000)),
        "E404",
    ),
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", HUGE)
def test_what_is_huge_is_told_in_bounded_time(name: str) -> None:
    text, code = HUGE[name]
    problems = _read({"line.yaml": LINE, "main.yaml": text}, Known())
    assert code in {problem.code for problem in problems}
