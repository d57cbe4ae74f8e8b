"""The benchmark runs and prints what it promises; how fast anything is, no test says."""

import re

import pytest
from bench.checking import show_checking
from bench.in_process import show_in_process
from bench.publishing import measure_publishing
from bench.rehearsal import show_rehearsal
from how_much import in_all


def test_it_prints_each_app_and_the_ratios(capsys: pytest.CaptureFixture[str]) -> None:
    show_in_process(calls=1)
    printed = re.sub(r" +[0-9.]+", " N", capsys.readouterr().out)
    apps = [
        "  (a) bare Flask route N N",
        "  (b) tutorial app N N",
        "  (c) Ringtree N N",
        "  (c) / (b) N N",
        "  (c) / (a) N N",
    ]
    how = ("call by call", "turn by turn, so that each finds the caches cold")
    heads = [f"microseconds per turn in process, {each} (median; a tenth is faster than)" for each in how]
    assert printed.splitlines() == [heads[0], *apps, heads[1], *apps]


def test_it_prints_how_long_scripts_take(capsys: pytest.CaptureFixture[str]) -> None:
    show_rehearsal(turns=1)
    printed = re.sub(r" *[0-9]+\.[0-9]+", " N", capsys.readouterr().out)
    printed = re.sub(r"  \d\d+ turns", "  N turns", printed)
    assert printed.splitlines() == [
        "call scripts on the engine alone, with reading them",
        "  N turns N s",
        "  1,000 turns N s N of the 2 s promised",
    ]


def test_it_prints_what_a_check_takes(capsys: pytest.CaptureFixture[str]) -> None:
    show_checking((10,))
    printed = re.sub(r" +[0-9.]+", " N", capsys.readouterr().out)
    assert printed.splitlines()[0] == "ivr check, seconds of the processor and peak memory"
    assert printed.splitlines()[1].startswith(" N steps N s N MB   (")
    assert printed.splitlines()[1].endswith(" of them errors)")


@in_all
def test_calls_go_on_while_menus_go_live() -> None:
    measured = measure_publishing(steps=10, times=2, between_s=0.3)
    assert len(measured.followed_s) == 2
    assert measured.publishing_s
