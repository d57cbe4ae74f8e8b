"""What a text is charged as: by hand, by property, and by the calculator of a provider."""

import os
import random
from typing import Final

import pytest
from how_much import in_all
from hypothesis import given
from hypothesis import strategies as st
from npm import NotBroughtError
from segments_calculator import calculate

from ivr.messaging.graphemes import split_graphemes
from ivr.messaging.plain_signs import make_plain
from ivr.messaging.segments import Encoding, Measured, encoding_of, find_strangers, measure
from ivr.messaging.splitting import split_reply

GSM, UCS = Encoding.GSM_7, Encoding.UCS_2
BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED: Final = "\f^{}\\[~]|€"
FAMILY: Final = "👨\u200d👩\u200d👧\u200d👦"


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", GSM, 0, 1),
        ("Hello", GSM, 5, 1),
        ("a" * 160, GSM, 160, 1),
        ("a" * 161, GSM, 161, 2),
        ("a" * 306, GSM, 306, 2),
        ("a" * 307, GSM, 307, 3),
        ("€" * 80, GSM, 160, 1),
        ("€" * 81, GSM, 162, 2),
        ("a" * 152 + "€" + "a" * 152, GSM, 306, 3),  # no room for half of it at the end of the first
        ("\f", GSM, 2, 1),
        ("one\r\ntwo", GSM, 8, 1),
        ("`", UCS, 1, 1),
        ("\t", UCS, 1, 1),
        ("ç", UCS, 1, 1),
        ("Ç", GSM, 1, 1),
        ("Don’t", UCS, 5, 1),
        ("é" * 160, GSM, 160, 1),
        ("á" * 70, UCS, 70, 1),
        ("á" * 71, UCS, 71, 2),
        ("á" * 134, UCS, 134, 2),
        ("á" * 135, UCS, 135, 3),
        ("😀" * 35, UCS, 70, 1),
        ("á" * 66 + "😀" + "á" * 66, UCS, 134, 3),
        (FAMILY * 7, UCS, 77, 2),
        ("e\u0301" * 67, UCS, 134, 3),  # 33 of them a segment: a letter keeps its accent
        ("한국어", UCS, 3, 1),
    ],
)
def test_by_hand(text: str, encoding: Encoding, units: int, segments: int) -> None:
    assert measure(text) == Measured(encoding, units, segments)


def test_the_alphabet_is_the_one_of_the_specification() -> None:
    assert len(set(BASIC)) == 127, "128 places, one of which is the escape"
    assert all(measure(sign) == Measured(GSM, 1, 1) for sign in BASIC)
    assert all(measure(sign) == Measured(GSM, 2, 1) for sign in EXTENDED)
    others = (chr(code) for code in range(0x3000) if chr(code) not in BASIC + EXTENDED)
    assert {encoding_of(sign) for sign in others} == {UCS}


def test_what_makes_a_text_dear_is_named() -> None:
    assert find_strangers("Don’t – “really” don’t") == ("’", "–", "“", "”")
    assert find_strangers(BASIC + EXTENDED) == ()


@given(st.text())
def test_graphemes_are_the_text(text: str) -> None:
    assert "".join(split_graphemes(text)) == text


@pytest.mark.parametrize(
    "whole", [FAMILY, "👍🏽", "🇺🇸", "e\u0301", "\u1112\u1161\u11ab", "न\u0940", "❤\ufe0f", "1\ufe0f\u20e3", "ก\u0e33"]
)
def test_what_people_see_as_one_stays_one(whole: str) -> None:
    assert list(split_graphemes(f"a{whole}{whole}b")) == ["a", whole, whole, "b"]


def test_plain_signs() -> None:
    assert make_plain("“Don’t” – really…\u00a0½\u200b ＡＣＭＥ") == '"Don\'t" - really... 1/2 ACME'
    assert make_plain("Größe für ñandú 😀 ł") == "Größe für ñandú 😀 ł", "letters and emoji stay"
    assert encoding_of(make_plain("“Don’t” – really…")) is GSM


@given(st.text(alphabet=st.sampled_from(BASIC + EXTENDED)))
def test_what_is_plain_already_stays(text: str) -> None:
    assert make_plain(text) == text


def test_a_reply_is_split_where_a_reader_pauses() -> None:
    first, second = "We are open. " * 12, "Call us, or write. " * 8
    assert split_reply(first + "\n\n" + second, most_segments=1) == (
        ("We are open. " * 12).strip(),
        ("Call us, or write. " * 8).strip(),
    )
    assert split_reply("word " * 40, most_segments=1) == (("word " * 32).strip(), ("word " * 8).strip())
    assert split_reply("a" * 161, most_segments=1) == ("a" * 160, "a")
    assert split_reply("  \n ") == ()
    assert split_reply("short") == ("short",)


def test_what_is_left_over_ends_in_dots() -> None:
    messages = split_reply("a" * 5000, most_segments=1, most_messages=3)
    assert messages == ("a" * 160, "a" * 160, "a" * 157 + "...")
    messages = split_reply("á" * 500, most_segments=1, most_messages=2)
    assert messages == ("á" * 70, "á" * 69 + "…")


_WORDY = st.lists(st.sampled_from([*"ab cd. \n€á日", "😀", "👍🏽", FAMILY, "word " * 20]), max_size=300).map("".join)


@given(_WORDY, st.integers(1, 3))
def test_messages_are_the_reply_but_for_blanks_between_them(text: str, most: int) -> None:
    messages = split_reply(text, most_segments=most, most_messages=10_000)
    assert "".join("".join(messages).split()) == "".join(text.split())
    assert all(measure(message).segments <= most for message in messages)
    assert all(message == message.strip() and message for message in messages)
    graphemes = set(split_graphemes(text))
    assert all(graphemes.issuperset(split_graphemes(message)) for message in messages)


@given(_WORDY, st.integers(1, 4))
def test_never_more_messages_than_allowed(text: str, most: int) -> None:
    messages = split_reply(text, most_segments=1, most_messages=most)
    assert len(messages) <= most
    assert all(measure(message).segments == 1 for message in messages)


PIECES: Final = (
    list(BASIC),
    list(BASIC + EXTENDED),
    list(BASIC + "ç`\t–’“”…"),
    list("ñáéíóúü¿¡ abc"),
    list("日本語テスト漢字"),
    ["😀", "a", "🎉", "👍🏽", FAMILY, "🇺🇸", "é", "e\u0301", "n\u0303"],
    ["한", "\u1112", "\u1161", "\u11ab", "a"],
    ["ก", "\u0e33", "\u0e34", "न\u0940", "क\u094dष", "a"],
    ["e\u0301", "x", "\u200d", "\u200b", "\ufeff", "❤\ufe0f", "1\ufe0f\u20e3", " "],
    ["\r\n", "a", "é", "\u0301"],
)
EDGES: Final = (0, 1, 2, 66, 67, 68, 69, 70, 71, 134, 135, 152, 153, 154, 159, 160, 161, 306, 307, 400)


def _random_texts() -> list[str]:
    random_of = random.Random(3_000)
    texts = []
    for number in range(3_000):
        pieces = PIECES[number % len(PIECES)]
        length = random_of.choice((*EDGES, random_of.randrange(500)))
        texts.append("".join(random_of.choices(pieces, k=length)))
    return texts


@in_all
def test_three_thousand_texts_come_to_what_twilio_calculates() -> None:
    texts = _random_texts()
    try:
        theirs = calculate(texts)
    except NotBroughtError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
    ours = [measure(text) for text in texts]
    different = [text for text, a, b in zip(texts, ours, theirs, strict=True) if (a.encoding, a.segments) != b]
    assert different == []
