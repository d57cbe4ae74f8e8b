"""What is spoken ahead in a voice of the line's own: the pieces, their files, and that both sides find the same."""

from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.menu.line import Encoding, Language
from ivr.menu.model import Menus
from ivr.menu.reading.load import load
from ivr.menu.speaking.speech import Speech
from ivr.menu.templates.template import Run, Value, parse_template, render, render_runs
from ivr.menu.voicing import OwnVoice, cut, file_of, find_own_voice, fixed_texts, is_rendered_file, own_voice_of

SPEECH: Final = Speech("en-US", "UTC")
NAMES: Final[dict[str, Value]] = {"line": {"name": "Acme"}, "n": "Ann Lee", "b": 12.5, "gone": "", "yes": True}
LINE: Final = """
line: Acme
calls: main
timezone: UTC
languages:
  en: {locale: en-US, voice: "pyttsx3:en-us+f2", rate: 150}
  fr: {locale: fr-FR, voice: "pyttsx3:french", live: Polly.Lea}
  es: {locale: es-US, voice: Polly.Lupe-Neural}
"""


def pieces(template: str, names: dict[str, Value] = NAMES) -> list[tuple[str, bool]]:
    return [(piece.text, piece.is_fixed) for piece in cut(render_runs(parse_template(template), names, SPEECH))]


def menus(main: str, line: str = LINE) -> Menus:
    return load({"line.yaml": line, "main.yaml": main}).menus


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("Hello.\n  Welcome.", [("Hello. Welcome.", True)]),
        ("Your balance is {{ b | money }}.", [("Your balance is,", True), ("12 dollars and 50 cents.", False)]),
        ("Welcome to {{ line.name }}.", [("Welcome to Acme.", True)]),
        ("Hello. You are {{ n }}. Press 1.", [("Hello. You are,", True), ("Ann Lee.", False), ("Press 1.", True)]),
        ("Hello {{ n }}, how are you?", [("Hello Ann Lee,", False), ("how are you?", True)]),
        ("For {{ n }}, press {{ b }}.", [("For Ann Lee, press 12.5.", False)]),
        ("It is now {{ b }}% off.", [("It is now,", True), ("12.5% off.", False)]),
        ("Costs: ${{ b }}.", [("Costs:", True), ("$12.5.", False)]),
        ("We are sorry, Dr. {{ n }} is out.", [("We are sorry,", True), ("Dr. Ann Lee is out.", False)]),
        ("You owe us {{ gone }}.", [("You owe us,", True)]),
        ("Solde de {{ n }} … d'accord.", [("Solde de,", True), ("Ann Lee …", False), ("d'accord.", True)]),
        ("您的余额是{{ b }}。谢谢。", [("您的余额是12.5。", False), ("谢谢。", True)]),
        ("", []),
        ("{{ gone }}", []),
        ("{% if yes %}Yes it is {{ b }}{% else %}No.{% endif %}", [("Yes it is,", True), ("12.5", False)]),
    ],
)
def test_a_text_is_cut_where_it_is_heard_least(template: str, expected: list[tuple[str, bool]]) -> None:
    assert pieces(template) == expected


WORDS = st.text(st.sampled_from("abc Dr.!?,;:。 \n{}é"), max_size=20)
RUNS = st.lists(st.builds(Run, WORDS, st.booleans()), max_size=6)


@given(RUNS)
def test_nothing_that_is_to_be_said_is_lost_and_nothing_is_added_but_commas(runs: list[Run]) -> None:
    said = "".join(piece.text for piece in cut(runs))
    letters = [sign for run in runs for sign in run.text if sign.isalnum()]
    assert [sign for sign in said if sign.isalnum()] == letters


@given(RUNS, st.lists(WORDS, min_size=6, max_size=6))
def test_what_is_fixed_does_not_depend_on_the_values(runs: list[Run], values: list[str]) -> None:
    others = [
        Run(value, run.is_value, run.is_spelled) if run.is_value else run
        for run, value in zip(runs, values, strict=False)
    ]
    fixed = [piece.text for piece in cut(runs) if piece.is_fixed]
    assert fixed == [piece.text for piece in cut(others) if piece.is_fixed]


TEMPLATES = [
    "Welcome to {{ line.name | upcase }}, {{ n }}. Bye bye now.",
    "A {% if yes %}red {{ n }}{% elsif n %}blue{% endif %} day. And {% unless yes %}no{% endunless %} more.",
    "{% if yes %}Only here {% if gone %}one{% else %}two words{% endif %}.{% endif %} Then it is {{ b | money }}.",
]


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("yes", [True, False])
@pytest.mark.parametrize("n", ["Ann", ""])
def test_what_a_call_finds_fixed_was_to_be_rendered_ahead(template: str, yes: bool, n: str) -> None:
    ahead = fixed_texts(menus(f"hello:\n  hangup: {{en: '{template}', fr: Non., es: No.}}\n"))
    here = pieces(template, {**NAMES, "yes": yes, "n": n})
    assert {text for text, is_fixed in here if is_fixed} <= {text.text for text in ahead}
    assert any(is_fixed for _, is_fixed in here)


@pytest.mark.parametrize("template", [*TEMPLATES, "{{ b }}{{ n }}", "{{ n }} is here. " + "x" * 3_980])
def test_runs_are_what_render_returns(template: str) -> None:
    read = parse_template(template)
    assert "".join(run.text for run in render_runs(read, NAMES, SPEECH)) == render(read, NAMES, SPEECH)


def test_fixed_texts_are_those_of_own_voices_once_with_the_steps_that_say_them() -> None:
    found = fixed_texts(
        menus("""
one: {say: {en: Hello., fr: Bonjour., es: Hola.}, next: two}
two:
  say:
    en: [Hello., {language: fr, text: "Pour le français."}, {language: es, text: "Para español."}]
    fr: "Solde de votre compte: {{ caller.city }}. Merci."
    es: Hola.
  next: end
end: hangup
""")
    )
    assert [(text.voice.language, text.text, [str(step) for step in text.steps]) for text in found] == [
        ("en", "Hello.", ["main/one", "main/two"]),
        ("fr", "Bonjour.", ["main/one"]),
        ("fr", "Pour le français.", ["main/two"]),
    ]


def test_a_voice_is_read_from_its_language() -> None:
    line = menus("hello: hangup").line
    english, french, spanish = line.languages
    assert own_voice_of(english) == OwnVoice("en", "en-us+f2", 150)
    assert own_voice_of(french) == OwnVoice("fr", "french")
    assert own_voice_of(spanish) is None
    assert find_own_voice(line, "en-US", "pyttsx3:en-us+f2") == own_voice_of(english)
    assert find_own_voice(line, "es-US", "Polly.Lupe-Neural") is None
    assert find_own_voice(line, "en-US", None) is None
    assert (french.live, french.encoding) == ("Polly.Lea", Encoding.PCM)


def test_a_file_is_named_by_all_that_makes_its_sound_and_by_nothing_else() -> None:
    voice = OwnVoice("en", "en-us+f2", 160)
    others = [
        file_of(voice, "Hello!"),
        file_of(voice.slower(), "Hello."),
        file_of(replace(voice, name="en-gb"), "Hello."),
        file_of(replace(voice, encoding=Encoding.ULAW), "Hello."),
        file_of(replace(voice, language="us"), "Hello."),
    ]
    assert len({file_of(voice, "Hello."), *others}) == 6
    assert file_of(voice, "Hello.\n  You.") == file_of(voice, "Hello. You.")
    assert file_of(voice, "cafe\u0301") == file_of(voice, "caf\u00e9")
    assert (
        file_of(OwnVoice("en", "en-us"), "Hello.") == "en/251ae821faebb093baef841c0bce2387.wav"
    )  # as it lies on disks
    assert all(map(is_rendered_file, others))
    assert not is_rendered_file("en/welcome.wav")


def test_a_line_whose_provider_speaks_has_nothing_to_render() -> None:
    spoken = LINE.replace("pyttsx3:", "Polly.")
    assert fixed_texts(menus("hello: {hangup: {en: A., fr: B., es: C.}}", spoken)) == ()
    assert own_voice_of(Language("en", "en-US", None)) is None
