"""What a synthesiser is told that knows words and counts only, and what a real one, eSpeak, makes of it."""

import subprocess
import sys

import pytest

from ivr.menu.line import Language
from ivr.menu.speaking.speaking import Speech, date, money, number, ordinal, time
from ivr.menu.speaking.speech_german import GERMAN
from ivr.menu.voicing import speech_of

_PLACES = [
    ("de-DE", 100, "einhundertste"),
    ("de-DE", 121, "einhunderteinundzwanzigste"),
    ("de-DE", 1000, "1.000."),
    ("fr-FR", 1, "premier"),
    ("fr-FR", 9, "neuvième"),
    ("fr-FR", 71, "soixante et onzième"),
    ("fr-CA", 81, "quatre-vingt-unième"),
    ("fr-FR", 100, "100ème"),
    ("en-US", 3, "3rd"),
]
DAY, EVE = "2026-12-01", "2026-12-24"


@pytest.mark.parametrize(
    ("locale", "value", "said"),
    [
        ("en-US", DAY, "Tuesday, December 1st, 2026"),
        ("en-US", "2026-12-22", "Tuesday, December 22nd, 2026"),
        ("en-US", EVE, "Thursday, December 24th, 2026"),
        ("en-US", "12-03", "December 3rd"),
        ("en-GB", EVE, "Thursday, 24th December 2026"),
        ("de-DE", DAY, "Dienstag, erster Dezember 2026"),
        ("de-DE", EVE, "Donnerstag, vierundzwanzigster Dezember 2026"),
        ("de-DE", "12-31", "einunddreißigster Dezember"),
        ("es-US", DAY, "martes, primero de diciembre de 2026"),
        ("fr-FR", DAY, "mardi 1er décembre 2026"),
        ("pt-BR", DAY, "terça-feira, 1º de dezembro de 2026"),
    ],
)
def test_dates(locale: str, value: str, said: str) -> None:
    assert date(Speech(locale, "UTC", plain=True), value) == said


@pytest.mark.parametrize(
    ("locale", "value", "said"),
    [
        ("en-US", "17:05", "5 oh 5 PM"),
        ("en-US", "17:15", "5:15 PM"),
        ("en-US", "17:00", "5 PM"),
        ("en-GB", "17:05", "17 oh 5"),
        ("en-GB", "17:00", "17 hundred"),
        ("es-US", "17:05", "5 y 5 de la tarde"),
        ("es-US", "13:40", "una y 40 de la tarde"),
        ("es-US", "17:00", "5 de la tarde"),
        ("de-DE", "17:05", "17 Uhr 5"),
        ("fr-FR", "17:05", "17 heures 5"),
        ("pt-BR", "17:05", "17 horas e 5 minutos"),
    ],
)
def test_times(locale: str, value: str, said: str) -> None:
    assert time(Speech(locale, "UTC", plain=True), value) == said


@pytest.mark.parametrize(
    ("locale", "value", "said"),
    [("de-DE", 3, "dritte"), ("de-DE", 21, "einundzwanzigste"), *_PLACES],
)
def test_ordinals(locale: str, value: int, said: str) -> None:
    assert ordinal(Speech(locale, "UTC", plain=True), value) == said


def test_every_german_place_below_a_thousand_has_its_word() -> None:
    words = GERMAN.plain.ordinals
    assert sorted(words) == list(range(1_000))
    assert len(set(words.values())) == 1_000
    assert all(word.endswith("te") for word in words.values())


def test_who_is_told_so() -> None:
    own = Language("en", "en-US", "pyttsx3:en-us")
    assert speech_of(own, "UTC") == Speech("en-US", "UTC", plain=True)
    assert speech_of(Language("en", "en-US", "pyttsx3:en-us", live="Polly.Joanna"), "UTC") == Speech("en-US", "UTC")
    assert speech_of(Language("en", "en-US", "Polly.Joanna"), "UTC") == Speech("en-US", "UTC")


_READ = """
import ctypes, sys
import espeakng_loader
library = ctypes.CDLL(espeakng_loader.get_library_path())
library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0)
library.espeak_TextToPhonemes.restype = ctypes.c_char_p
for line in sys.stdin.buffer.read().splitlines():
    voice, text = line.split(b"|")
    library.espeak_SetVoiceByName(voice)
    left, read = ctypes.c_char_p(text), []
    while left.value is not None:
        read.append(library.espeak_TextToPhonemes(ctypes.byref(left), 1, 0).decode())
    print(" / ".join(read))
"""


def _plain(locale: str) -> Speech:
    return Speech(locale, "UTC", plain=True)


def test_espeak_reads_it_as_people_say_it() -> None:
    pairs = {
        "gmw/de|Dienstag, 1. Dezember": "gmw/de|Dienstag, erster Dezember",
        "gmw/en-US|December 1": "gmw/en-US|December first",
        "gmw/en-US|5:05 PM": "gmw/en-US|five oh five PM",
        "roa/es-419|5:05 de la tarde": "roa/es-419|cinco y cinco de la tarde",
        "roa/fr|9ème": "roa/fr|neuvième",
        "roa/fr|81ème": "roa/fr|quatre-vingt-unième",
        "roa/es-419|101 dólares": "roa/es-419|ciento un dólares",
        "roa/es-419|21000": "roa/es-419|veintiún mil",
        "roa/pt-BR|214 libras": "roa/pt-BR|duzentas e catorze libras",
    }
    told = [
        "gmw/de|Dienstag, erster Dezember",
        "gmw/en-US|December 1st",
        "gmw/en-US|5 oh 5 PM",
        "roa/es-419|5 y 5 de la tarde",
        f"roa/fr|{ordinal(_plain('fr-FR'), 9)}",
        f"roa/fr|{ordinal(_plain('fr-FR'), 81)}",
        f"roa/es-419|{money(_plain('es-US'), 101)}",
        f"roa/es-419|{number(_plain('es-US'), 21_000)}",
        f"roa/pt-BR|{money(_plain('pt-BR'), 214, 'GBP')}",
    ]
    asked = "\n".join([*pairs, *pairs.values(), *told])
    read = subprocess.run(
        [sys.executable, "-c", _READ], input=asked.encode(), capture_output=True, check=True, timeout=60
    ).stdout.decode()
    before, meant, now = (read.splitlines()[begin : begin + len(told)] for begin in (0, len(told), 2 * len(told)))
    assert now == meant
    assert all(old != new for old, new in zip(before, meant, strict=True)), "eSpeak has learned; leave out what is said"
