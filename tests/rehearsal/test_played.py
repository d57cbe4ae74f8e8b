"""What a rehearsing telephone knows of the files that it is told to play."""

from ivr.dialog.directives import Speak
from ivr.handset.heard import HeardWords
from ivr.rehearsal.played import HEADER, PlayedSide, told_of

FIRST = Speak("Your balance is 5.", "en-US", "pyttsx3:en")
SECOND = Speak("Your balance is 6.", "en-US", "pyttsx3:en")


def side_of(told: str) -> PlayedSide:
    side = PlayedSide()
    side.note({HEADER: told})
    return side


def heard(side: PlayedSide, *files: str) -> list[str | None]:
    found = [side.recognise(f"http://line.example/audio/{file}") for file in files]
    return [None if words is None else words.text for words in found]


def test_a_prompt_is_known_by_its_first_file_and_goes_on_in_the_others() -> None:
    side = side_of(told_of([(FIRST, ("en/lead.wav", "live/5.wav"))]))
    assert side.recognise("http://line.example/audio/en/lead.wav") == HeardWords(FIRST.text, "pyttsx3:en", "en-US")
    assert heard(side, "live/5.wav", "en/recorded.wav") == ["", None]


def test_prompts_that_begin_alike_are_told_apart_by_their_order_also_when_heard_again() -> None:
    told = [(FIRST, ("en/lead.wav", "live/5.wav")), (SECOND, ("en/lead.wav", "live/6.wav"))]
    files = ("en/lead.wav", "live/5.wav", "en/lead.wav", "live/6.wav")
    assert heard(side_of(told_of(told)), *files, *files) == [FIRST.text, "", SECOND.text, ""] * 2


def test_what_makes_no_sense_is_nothing() -> None:
    for told in ("", "{", "7", "{}"):
        assert heard(side_of(told), "en/lead.wav") == [None]
    side = side_of(told_of([(FIRST, ("a.wav",))]))
    side.note({})
    assert heard(side, "a.wav") == [FIRST.text]
    assert told_of([]) == ""
    assert told_of([(Speak("x" * 40_000, "en-US"), ("a.wav",))]) == ""
