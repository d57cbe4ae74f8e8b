"""What is to be written mends what it is told of, and what only looks like a slip is left alone."""

import re
from typing import Final

import pytest
from how_much import so_many
from hypothesis import example, given, settings
from hypothesis import strategies as st
from menu_samples import LINE, flow, problems_of, told

_WRITE: Final = re.compile(r"\bWrite: (.+)$")
_ENTRIES: Final = st.sampled_from(
    (
        *("next: hangup", 'when: caller.zip in ["1", "2"]', "when: caller.zip: 94110", 'when: "zip" == "94110"'),
        *(
            'say: "Thank" you.',
            "say: Sorry: too far",
            "say: {{ line.name }}",
            "say: @home",
            "say: 'Hello",
            "next:hangup",
        ),
        *("say: [Hello.", "say: {en: Hello.", "*: hangup", "say: Hello, you", "when: caller.zip == '1'"),
    )
)


@given(st.lists(_ENTRIES, min_size=1, max_size=3, unique=True).map(", ".join), st.sampled_from(("welcome: ", "    - ")))
@example('when: zip in ["94110", "94103"], next: hangup', "    - ")
@settings(max_examples=so_many(50, 200), deadline=None)
def test_a_line_in_braces_is_better_once_it_is_as_told(entries: str, before: str) -> None:
    lines = [f"{before}{{{entries}}}"]
    if before.startswith(" "):
        lines = ["welcome:", "  choose:", *lines, "  otherwise: hangup"]
    problems = problems_of(flow(*lines))
    for problem in problems:
        written = _WRITE.search(problem.text)
        if written is None or problem.place.file != "main.yaml":
            continue
        old = lines[problem.place.line - 1]
        pasted = [*lines]
        pasted[problem.place.line - 1] = old[: len(old) - len(old.lstrip())] + written[1]
        after = problems_of(flow(*pasted))
        assert str(problem) not in map(str, after), (problem, after)
        assert len(after) <= len(problems), (problem, after)


_NOT_SLIPS: Final = {
    "a step with the name of a setting, which another leads to": flow(
        "welcome: {say: Hello., next: otherwise}", "choices: {menu: x, keys: {1: choices}}", "otherwise: choices"
    ),
    "a step with the name of a setting, which has a verb": flow(
        "welcome: {menu: x, keys: {1: silent}}", "silent: {hangup: Bye.}"
    ),
    "a phrase for two keys that lead to one place": flow(
        "welcome: {menu: x, keys: {1: bye, 2: main/bye}, words: {1: [stop], 2: [stop]}}", "bye: {hangup: Bye.}"
    ),
    "double braces, and braces around what is no name": flow(
        'welcome: {hangup: "{{ line.name }} {%if caller.name%}{{caller.name}}{%endif%} {nobody}"}'
    ),
    "words that nothing saves": flow("welcome: {set: {kind: call, of: hours}, next: hangup}"),
}


@pytest.mark.parametrize("name", _NOT_SLIPS)
def test_what_only_looks_like_a_slip_is_not_told(name: str) -> None:
    codes = {each.partition(" ")[2] for each in told(problems_of(_NOT_SLIPS[name]))}
    assert codes - {"E202"} == set()


@pytest.mark.parametrize("zone", ["GMT+1", "UTC-5", "+01:00", "Etc/GMT+15", "Europe/Berln", "EST", "XST"])
def test_a_zone_of_a_fixed_offset_is_never_suggested(zone: str) -> None:
    line = LINE.replace("America/New_York", f'"{zone}"')
    (problem,) = problems_of("welcome: {hangup: Bye.}", line)
    assert problem.code == "E501"
    assert "`Etc/" not in problem.text.replace(f"`{zone}`", "")
