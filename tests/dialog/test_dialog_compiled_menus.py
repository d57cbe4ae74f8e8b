"""A line that was stored as JSON is the line that was read from its text."""

import contextlib
from pathlib import Path

import msgspec
import pytest
from conversation import loaded, sample_menus
from how_much import so_many
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_lines import lines

from ivr.menu.compiled import FORMAT, UnknownFormatError, dump_menus, load_menus
from ivr.menu.model import Menus
from ivr.menu.parts import ToStep

GOOD = sorted(folder for folder in (Path(__file__).parents[1] / "menus" / "good").iterdir() if folder.is_dir())


def is_same(menus: Menus, again: Menus) -> bool:
    # 1 equals True and 1.0; as they print they differ.
    return (again.version, again.keeps, again.counts_queues, dict(again.savers)) == (
        menus.version,
        menus.keeps,
        menus.counts_queues,
        dict(menus.savers),
    ) and repr((again.line, dict(again.steps))) == repr((menus.line, dict(menus.steps)))


@pytest.mark.parametrize("folder", GOOD, ids=lambda folder: folder.name)
def test_a_good_line_is_itself_again(folder: Path) -> None:
    menus = loaded(tuple((path.name, path.read_text("utf-8-sig")) for path in sorted(folder.glob("*.yaml"))))
    assert is_same(menus, load_menus(dump_menus(menus)))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=so_many(15, 60))
@given(lines())
def test_any_line_is_itself_again(menus: Menus) -> None:
    assert is_same(menus, load_menus(dump_menus(menus)))


def test_a_step_is_found_by_its_name_and_by_no_other() -> None:
    menus = load_menus(dump_menus(sample_menus()))
    first = menus.line.calls
    assert menus.steps[first] is menus.steps[first]
    assert ToStep("no", "where") not in menus.steps
    assert menus.steps.get(ToStep("no", "where")) is None
    assert len(menus.steps) == len(sample_menus().steps)


def test_a_newer_format_is_refused_in_a_sentence() -> None:
    newer = {**msgspec.json.decode(dump_menus(sample_menus())), "format": FORMAT + 1}
    with pytest.raises(UnknownFormatError, match=f"format {FORMAT + 1}.*update Ringtree"):
        load_menus(msgspec.json.encode(newer))


@settings(deadline=None)
@given(st.integers(0, 20_000), st.binary(max_size=3))
def test_what_was_damaged_is_refused_or_opened_and_never_breaks(place: int, instead: bytes) -> None:
    whole = dump_menus(sample_menus())
    place %= len(whole)
    with contextlib.suppress(UnknownFormatError):
        load_menus(whole[:place] + instead + whole[place + 1 :])
