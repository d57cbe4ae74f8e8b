"""Texts that are a wish and no answer: which, whose, and who has answered them already."""

import pytest

from ivr.menu.carrier_words import CARRIER_WORDS, Wish, find_carrier_word
from ivr.messaging.keywords import Heard, LineWords, ProviderWords, bare_words, hear
from ivr.providers.telnyx.opt_out import WORDS as TELNYX
from ivr.providers.twilio.opt_out import read_opt_out, words_of
from ivr.values import PhoneNumber

LONG_CODE = words_of(PhoneNumber("+14155550100"))
TOLL_FREE = words_of(PhoneNumber("+18005550100"))
SHORT_CODE = words_of(PhoneNumber("12345"))
NOBODY = ProviderWords()
LINE = LineWords()


def heard(text: str, provider: ProviderWords = NOBODY, *, is_opted_out: bool = False) -> Heard | None:
    return hear(text, LINE, provider, is_opted_out=is_opted_out)


@pytest.mark.parametrize("wish", Wish)
def test_every_word_of_the_carriers_is_heard_however_it_is_written(wish: Wish) -> None:
    for word in CARRIER_WORDS[wish]:
        for text in (word, word.upper(), f"  {word.title()}\n", f"“{word}”!", f"{word}. 😡"):
            assert heard(text) == Heard(wish, is_answered=False), text


@pytest.mark.parametrize(
    "text",
    [
        *("", "   ", "😀", "stops", "I want to cancel my order", "stop at the corner shop", "the end", "endless"),
        *("yes", "YES", "information", "restart", "startled", "st op", "when do you start", "subscribe", "opt in"),
    ],
)
def test_anything_else_is_for_a_menu(text: str) -> None:
    assert heard(text) is None


@pytest.mark.parametrize(
    "text",
    ["STOP ALL", "opt-out", "opt out", "Stop please", "please stop!", "Don’t text me", "don't text me", "Remove me."],
)
def test_other_wordings_of_stop_count_too(text: str) -> None:
    assert heard(text) == Heard(Wish.STOP, is_answered=False)


def test_a_line_adds_words_of_its_own() -> None:
    line = LineWords({Wish.STOP: ("alto", "arrêt"), Wish.HELP: ("ayuda",), Wish.START: ("¡alta!", "")})

    def hears(text: str) -> Wish | None:
        found = hear(text, line, LONG_CODE, is_opted_out=False)
        assert found is None or not found.is_answered
        return None if found is None else found.wish

    assert (hears("ALTO"), hears("Arret"), hears("Ayuda?"), hears("alta")) == (
        Wish.STOP,
        Wish.STOP,
        Wish.HELP,
        Wish.START,
    )
    assert (hears("alto ahí"), hears("")) == (None, None)


def test_yes_is_an_answer_unless_it_brings_somebody_back() -> None:
    assert heard("Yes", LONG_CODE) is None
    assert hear("yes", LINE, LONG_CODE, Wish.START, is_opted_out=False) is None
    assert heard("Yes", LONG_CODE, is_opted_out=True) == Heard(Wish.START, is_answered=True)
    for others in (TOLL_FREE, TELNYX, NOBODY):
        assert heard("yes", others, is_opted_out=True) is None, "the provider would go on blocking"


@pytest.mark.parametrize("provider", [LONG_CODE, TOLL_FREE, SHORT_CODE])
def test_what_twilio_answers_is_not_answered_again(provider: ProviderWords) -> None:
    for wish in (Wish.STOP, Wish.HELP):
        assert {heard(f" {word.upper()} ", provider) for word in CARRIER_WORDS[wish]} == {Heard(wish, is_answered=True)}
    assert heard("start", provider) == Heard(Wish.START, is_answered=False), "who is not blocked gets no word from it"
    assert heard("start", provider, is_opted_out=True) == Heard(Wish.START, is_answered=True)
    assert heard("stop please", provider) == Heard(Wish.STOP, is_answered=False), "it takes single words only"


def test_what_telnyx_answers_is_not_answered_again() -> None:
    answered = {
        word for word in (*CARRIER_WORDS[Wish.STOP], "stop all") if heard(word, TELNYX) == Heard(Wish.STOP, True)
    }
    assert answered == {"stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit"}
    assert heard("help", TELNYX) == Heard(Wish.HELP, is_answered=False)


def test_what_an_account_of_its_own_words_took_counts() -> None:
    told = read_opt_out({"OptOutType": "STOP", "Body": "basta"})
    assert hear("basta", LINE, LONG_CODE, told, is_opted_out=False) == Heard(Wish.STOP, is_answered=True)
    assert (read_opt_out({}), read_opt_out({"OptOutType": "NEW"})) == (None, None)


def test_whatsapp_has_no_words_of_twilio() -> None:
    assert words_of(PhoneNumber("whatsapp:+14155550100")) == NOBODY
    assert words_of(PhoneNumber("")) == NOBODY


def test_who_opted_out_may_come_back_in_other_words() -> None:
    assert heard("opt in", is_opted_out=True) == Heard(Wish.START, is_answered=False)


def test_menus_and_texts_share_the_words() -> None:
    assert find_carrier_word(" StopAll ") is Wish.STOP
    assert find_carrier_word("yes") is None
    assert bare_words(" ¡ARRÊT!! ") == "arret"
