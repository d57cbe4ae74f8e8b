"""Texts spoken by pyttsx3 in its processes: each file is measured, and understood by a recogniser."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from speech_meter import measure, understood

from ivr.menu.line import Encoding
from ivr.menu.voicing import FixedText, OwnVoice
from ivr.ports.voices import NotSpoken, Rendered, VoicesError
from ivr.voices.speakers import PooledSpeakers

VOICE = OwnVoice("en", "en-us+f2")
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
WORDS = (
    *("balance", "operator", "payment", "monday", "language"),
    *("hospital", "telephone", "manager", "weather", "information"),
)


@pytest.fixture(scope="module")
def speakers() -> Iterator[PooledSpeakers]:
    with PooledSpeakers(2) as found:
        yield found


@pytest.fixture(scope="module")
def spoken(speakers: PooledSpeakers, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("words")
    texts = [FixedText(VOICE, word, ()) for word in (*DIGITS, *WORDS)]
    told = speak_all(speakers, texts, folder)
    assert not [each for each in told if isinstance(each, NotSpoken)]
    return {text.text: folder / text.file for text in texts}


def speak_all(speakers: PooledSpeakers, texts: Sequence[FixedText], folder: Path) -> list[Rendered | NotSpoken]:
    told: list[Rendered | NotSpoken] = []
    speakers.speak_all(texts, lambda file: folder / file, told.append)
    return told


def right(files: dict[str, Path]) -> int:
    return sum(understood(files[word], words) == word for words in (DIGITS, WORDS) for word in words)


def test_words_and_digits_are_understood_and_only_where_they_are_spoken(
    spoken: dict[str, Path], tmp_path: Path
) -> None:
    assert right(spoken) >= 15
    swapped = dict(
        zip(spoken, [*list(spoken.values())[1:10], spoken["zero"], *list(spoken.values())[10:]], strict=True)
    )
    assert right(swapped) < 15
    silent = tmp_path / "silent.wav"
    soundfile.write(silent, np.zeros(8_000), 8_000)
    assert right({**spoken, **dict.fromkeys(WORDS, silent)}) < 15


def test_every_file_is_telephone_audio_of_one_loudness(spoken: dict[str, Path]) -> None:
    for file in spoken.values():
        found = measure(file)
        assert (found.rate, found.channels, found.subtype) == (8_000, 1, "PCM_16")
        assert found.peak_db <= -1
        assert found.lead_s < 0.05
        assert found.active_db == pytest.approx(-22, abs=1)
        assert 0.2 < found.seconds < 1.5


LANGUAGES = {
    "french": "Bienvenue. Pour votre solde, appuyez sur le un.",
    "es": "Gracias por llamar. Para saldos, oprima el uno.",
    "en-us+f2": "For balances, press one.",
    "pt-br": "Obrigado por ligar. Para saldo, digite um.",
    "de": "Für Ihren Kontostand drücken Sie bitte die Eins.",
    "cmn": "您的余额是十二元。谢谢。",
    "ar": "مرحبا بكم في البنك",
}


def test_many_languages_are_spoken_at_once_each_in_its_voice(speakers: PooledSpeakers, tmp_path: Path) -> None:
    texts = [FixedText(OwnVoice("x", name), text, ()) for name, text in LANGUAGES.items()]
    told = speak_all(speakers, texts * 2, tmp_path)
    assert all(isinstance(each, Rendered) for each in told)
    seconds = {each.text: each.seconds for each in told if isinstance(each, Rendered)}
    assert all(measure(tmp_path / text.file).seconds == pytest.approx(seconds[text.text], abs=0.01) for text in texts)
    assert all(measure(tmp_path / text.file).active_db == pytest.approx(-22, abs=1) for text in texts)


def test_voices_change_from_text_to_text_and_none_is_spoken_by_the_one_before(
    speakers: PooledSpeakers, tmp_path: Path
) -> None:
    names = ["en-us", "fr", "de", "es", "en-us+f2"]
    said = {name: speakers.speak(OwnVoice("x", name), "Paris Madrid Berlin", tmp_path / "a.wav") for name in names}
    again = {name: speakers.speak(OwnVoice("x", name), "Paris Madrid Berlin", tmp_path / "a.wav") for name in said}
    assert again == pytest.approx(said, abs=0.02)
    assert len(set(said.values())) >= 4


def test_a_slower_voice_takes_longer_and_u_law_half_the_room(speakers: PooledSpeakers, tmp_path: Path) -> None:
    text, usual, slow = "Please have your account number ready.", tmp_path / "usual.wav", tmp_path / "slow.wav"
    assert speakers.speak(VOICE.slower(), text, slow) > 1.2 * speakers.speak(VOICE, text, usual)
    small = tmp_path / "small.wav"
    speakers.speak(replace(VOICE, encoding=Encoding.ULAW), text, small)
    assert small.stat().st_size == pytest.approx(usual.stat().st_size / 2, rel=0.05)
    assert measure(small).subtype == "ULAW"
    assert measure(small).active_db == pytest.approx(-22, abs=1)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("frenhc", "There is no voice `frenhc`. Did you mean french"),
        ("french+f9", "The voice `french` has no variant `f9`; try french+f"),
        ("nsss:Alex", "This machine has no `nsss` that pyttsx3 can speak with"),
        ("", "There is no voice ``."),
    ],
)
def test_an_unknown_voice_is_a_sentence_before_anything_is_spoken(
    speakers: PooledSpeakers, name: str, sentence: str
) -> None:
    with pytest.raises(VoicesError) as error:
        speakers.check([VOICE, OwnVoice("fr", name)])
    assert str(error.value).startswith(f"languages.fr.voice in line.yaml: {sentence}")
    assert str(error.value).endswith("Until then callers hear the provider's voice.")


def test_a_variant_is_known_in_small_and_large_letters(speakers: PooledSpeakers, tmp_path: Path) -> None:
    for name in ("en-us+F2", "en-us+f2", "EN-US+f2", "en-us+alex"):
        assert speakers.speak(OwnVoice("x", name), "Hello there.", tmp_path / "a.wav") > 0, name


def test_names_of_voices_are_those_that_a_menu_may_write(speakers: PooledSpeakers) -> None:
    names = dict(speakers.names())
    assert (names["pt-br"], names["fr"]) == ("Portuguese (Brazil)", "French (France)")
    speakers.check(OwnVoice("x", name) for name in list(names)[::20])
    speakers.check([OwnVoice("x", "Portuguese (Brazil)"), OwnVoice("x", "roa/fr"), OwnVoice("x", "german")])


def test_what_cannot_be_spoken_is_told_and_the_rest_is_spoken(speakers: PooledSpeakers, tmp_path: Path) -> None:
    texts = [FixedText(VOICE, text, ()) for text in ("Hello.", "\u200b", "Goodbye.")]
    told = speak_all(speakers, texts, tmp_path)
    (failed,) = [each for each in told if isinstance(each, NotSpoken)]
    assert failed.text is texts[1]
    assert "was not spoken, tried 5 times" in failed.why
    assert len(list(tmp_path.rglob("*.wav"))) == 2


def test_a_long_last_word_is_spoken_though_no_more_than_its_begin_is_told(
    speakers: PooledSpeakers, tmp_path: Path
) -> None:
    assert speakers.speak(VOICE, "1234567890" * 6, tmp_path / "a.wav") > 5


def test_a_process_that_dies_is_replaced(speakers: PooledSpeakers, tmp_path: Path) -> None:
    speakers.speak(VOICE, "One.", tmp_path / "a.wav")
    for child in speakers._idle[""]:
        child._process.kill()
        child._process.wait()
    assert speakers.speak(VOICE, "Two.", tmp_path / "b.wav") > 0


def test_nothing_runs_any_more_once_they_are_closed(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with PooledSpeakers(1) as few:
        few.speak(VOICE, "One.", tmp_path / "a.wav")
        processes = [child._process for child in few._idle[""]]
    assert [process.returncode for process in processes] == [0]
    assert set(threading.enumerate()) <= before
