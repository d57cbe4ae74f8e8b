"""What is heard: words per language, recordings, pauses, lists, what cannot be interrupted, what has its time."""

import pytest
from conversation import Conversation, line_yaml

from ivr.dialog.directives import Collect, HangUp, Pause, PlayAudio, Speak
from ivr.menu.reading.load import load
from ivr.menu.templates.template import Run
from ivr.values import Seconds

LANGUAGES = "{en: {locale: en-US, voice: Polly.Joanna-Neural}, es: {locale: es-US, voice: Polly.Lupe-Neural}}"
ENDS = "\nend: hangup\n"


def fixed(text: str, locale: str, voice: str | None = None) -> Speak:
    """Return words that are the same in every call."""
    return Speak(text, locale, voice, is_fixed=True)


def test_a_say_goes_on_and_its_words_are_heard_before_what_follows() -> None:
    call = Conversation("hello: {say: Hello., next: bye}\nbye: {hangup: Goodbye.}")
    assert call.heard == "Hello. Goodbye."
    assert call.waits_for == HangUp()


def test_keys_pressed_during_a_say_count_for_the_menu_it_leads_to() -> None:
    call = Conversation("hello: {say: Hello., next: m}\nm: {menu: Press 1., keys: {1: end}}" + ENDS)
    assert call.sounds.fixed == ()
    assert [getattr(sound, "text", None) for sound in call.collects.sounds] == ["Hello.", "Press 1."]


def test_what_must_be_heard_comes_before_the_keys_count_and_so_does_all_before_it() -> None:
    call = Conversation("""
        one: {say: One., next: two}
        two: {say: Two., must_hear: yes, next: three}
        three: {say: Three., next: m}
        m: {menu: Press 1., keys: {1: end}}
        end: hangup
    """)
    assert [str(sound.text) for sound in call.sounds.fixed if isinstance(sound, Speak)] == ["One.", "Two."]
    assert [str(sound.text) for sound in call.sounds.interruptible if isinstance(sound, Speak)] == [
        "Three.",
        "Press 1.",
    ]


def test_what_must_be_heard_must_be_heard_again_when_it_is_repeated() -> None:
    call = Conversation("""
        one: {say: One., must_hear: yes, next: m}
        m: {menu: Press 1., keys: {1: end, 2: repeat}}
        end: hangup
    """)
    call.presses("2")
    assert call.sounds.fixed == (fixed("One.", "en-US"),)


@pytest.mark.parametrize(
    ("at", "heard"),
    [
        ("2026-12-23 16:59", "Hello."),
        ("2026-12-23 17:00", "Merry Christmas. Hello."),
        ("2026-12-26 08:59", "Merry Christmas. Hello."),
        ("2026-12-26 09:00", "Hello."),
    ],
)
def test_a_say_is_skipped_outside_its_dates_on_the_wall_clock_of_the_line(at: str, heard: str) -> None:
    flow = """
        notice: {say: Merry Christmas., since: "2026-12-23 17:00", until: "2026-12-26 09:00", next: hello}
        hello: {hangup: Hello.}
    """
    assert Conversation(flow, at=at).heard == heard


def test_a_say_that_was_skipped_is_not_repeated_either() -> None:
    flow = """
        notice: {say: Merry Christmas., until: "2026-12-26 09:00", next: m}
        m: {menu: Press 1., keys: {1: end, 2: repeat}}
        end: hangup
    """
    assert Conversation(flow, at="2026-12-27 10:00").presses("2").heard == "Press 1."


# --- prompts -----------------------------------------------------------------------------------------------------


def test_a_list_is_heard_in_order_with_its_pauses_and_recordings() -> None:
    call = Conversation("m: {hangup: [One., {pause: 2s}, {audio: welcome.wav, text: Welcome.}, Two.]}")
    assert call.sounds.fixed == (
        fixed("One.", "en-US"),
        Pause(Seconds(2)),
        PlayAudio("en/welcome.wav", fixed("Welcome.", "en-US")),
        fixed("Two.", "en-US"),
    )
    assert call.heard == "One. (2s) [en/welcome.wav] Two."


TWO_LANGUAGES = """
m:
  menu:
    en: [Press 1., {language: es, text: "Para español, oprima el 9."}]
    es: Oprima el 1.
  keys: {1: end, 9: spanish}
spanish: {language: es, next: m}
end: {hangup: {en: Goodbye., es: Adiós.}}
"""


def test_each_language_has_its_words_and_voice_and_a_pinned_piece_keeps_its_own() -> None:
    call = Conversation(TWO_LANGUAGES, languages=LANGUAGES, patience="{give_up: hangup}")
    english, spanish = "Polly.Joanna-Neural", "Polly.Lupe-Neural"
    assert call.collects.sounds == (
        fixed("Press 1.", "en-US", english),
        fixed("Para español, oprima el 9.", "es-US", spanish),
    )
    call = call.presses("9")
    assert call.collects.sounds == (fixed("Oprima el 1.", "es-US", spanish),)
    assert call.presses("1").sounds.fixed == (fixed("Adiós.", "es-US", spanish),)


def test_a_recording_is_looked_for_in_the_language_of_the_call() -> None:
    flow = """
        m: {menu: [{audio: welcome.wav}], keys: {1: end, 9: spanish}}
        spanish: {language: es, next: m}
        end: hangup
    """
    call = Conversation(flow, languages=LANGUAGES, patience="{give_up: hangup}")
    assert call.heard == "[en/welcome.wav]"
    assert call.presses("9").heard == "[es/welcome.wav]"


def test_a_language_taken_from_a_value_is_spoken_and_an_unknown_one_changes_nothing() -> None:
    flow = """
        m: {menu: {en: Press 1., es: Oprima el 1.}, keys: {1: french, 2: spanish}}
        french: {set: {code: fr}, next: speak}
        spanish: {set: {code: es}, next: speak}
        speak: {language: "{{ code }}", next: bye}
        bye: {hangup: {en: Goodbye., es: Adiós.}}
    """
    spoken = {"languages": LANGUAGES, "patience": "{give_up: hangup}"}
    assert Conversation(flow, **spoken).presses("2").heard == "Adiós."
    french = Conversation(flow, **spoken).presses("1")
    assert french.heard == "Goodbye."
    assert french.complaints == ["language: not one of the line's languages"]


def test_other_words_by_phone_than_by_text() -> None:
    assert Conversation("m: {hangup: {by_phone: Thank you for calling., by_text: Thanks!}}").heard == (
        "Thank you for calling."
    )


def test_words_that_come_to_nothing_are_not_spoken() -> None:
    call = Conversation("""
        m: {menu: ["{{ caller.name }}", Press 1.], keys: {1: end}}
        end: hangup
    """)
    assert call.collects.sounds == (fixed("Press 1.", "en-US"),)


def test_names_of_the_call_can_be_said() -> None:
    call = Conversation(
        'm: {hangup: "{{ line.name }} at {{ line.number | phone }}, {{ call.turns }}, {{ today }}."}',
        at="2026-03-04 23:30",
    )
    assert call.heard.startswith("Test Line at ")
    assert call.heard.endswith(", 0, 2026-03-04.")


def test_a_hangup_without_words_says_nothing() -> None:
    call = Conversation('m: {hangup: ""}')
    assert call.heard == ""
    assert call.ended
    assert not isinstance(call.waits_for, Collect)


# --- a voice of the line's own -----------------------------------------------------------------------------------

OWN = '{en: {locale: en-US, voice: "pyttsx3:en-us"}}'
WITH_LIVE = '{en: {locale: en-US, voice: "pyttsx3:en-us", live: Polly.Joanna}}'
SAID = 'm: {hangup: ["Hello.", "It is {{ line.name }}.", "You are {{ caller.city | default: \\"there\\" }}."]}'


def test_the_lines_own_voice_is_told_what_depends_on_the_call() -> None:
    hello, line, city = Conversation(SAID, languages=OWN).sounds.fixed
    assert hello == fixed("Hello.", "en-US", "pyttsx3:en-us")
    assert line == Speak("It is Test Line.", "en-US", "pyttsx3:en-us")
    runs = (Run("You are ", is_value=False), Run("there", is_value=True), Run(".", is_value=False))
    assert city == Speak("You are there.", "en-US", "pyttsx3:en-us", runs=runs)


def test_another_voice_may_say_what_depends_on_the_call() -> None:
    hello, line, city = Conversation(SAID, languages=WITH_LIVE).sounds.fixed
    assert [sound.voice for sound in (hello, line) if isinstance(sound, Speak)] == ["pyttsx3:en-us"] * 2
    assert city == Speak("You are there.", "en-US", "Polly.Joanna")


def test_a_provider_is_told_what_is_spelled() -> None:
    said = """
        m:
          hangup:
            - You are {{ caller.city }}.
            - 'You are {{ caller.city | default: "a1" | spell }}.'
    """
    polly = "{en: {locale: en-US, voice: Polly.Joanna}}"
    plain, spelled = Conversation(said, languages=polly).sounds.fixed
    assert plain == Speak("You are .", "en-US", "Polly.Joanna")
    runs = (Run("You are ", is_value=False), Run("A, 1", is_value=True, is_spelled=True), Run(".", is_value=False))
    assert spelled == Speak("You are A, 1.", "en-US", "Polly.Joanna", runs=runs)


def test_where_a_translation_is_missing_the_first_language_is_heard_in_its_own_voice_and_the_log_told() -> None:
    languages = "{en: {locale: en-US, voice: Polly.Joanna}, fr: {locale: fr-FR, voice: Polly.Lea}}"
    flow = "a: {language: fr, next: b}\nb: {say: {en: Hello.}, next: c}\nc: {hangup: {en: Bye., fr: Salut.}}\n"
    draft = load({"main.yaml": flow, "line.yaml": line_yaml(languages=languages)})
    assert "E401" in [problem.code for problem in draft.problems]  # so it is only heard where nobody checks
    call = Conversation(draft.menus)
    assert call.sounds.fixed == (fixed("Hello.", "en-US", "Polly.Joanna"), fixed("Salut.", "fr-FR", "Polly.Lea"))
    assert call.complaints == ["the prompt at main.yaml:2:10 has no words in `fr`; the first language's stand in"]
