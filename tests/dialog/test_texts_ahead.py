"""What the line says of itself is rendered ahead too, in every language that has a voice of its own."""

from conversation import menus_of

from ivr.dialog.texts_ahead import texts_ahead

LANGUAGES = '{en: {locale: en-US, voice: "pyttsx3:en-us"}, fr: {locale: fr-FR, voice: "pyttsx3:fr"}}'
FLOW = """
ring: {dial: support, accept: "#", otherwise: wait}
wait: {queue: cards, otherwise: bye}
bye: {hangup: BYE}
"""


def texts(code: str, bye: str = "{en: Goodbye., fr: Au revoir.}", **line: str) -> dict[str, list[str]]:
    usual = {"contacts": "{support: {dial: '+14155550111'}}", "queues": "{cards: {agents: support}}"}
    menus = menus_of(FLOW.replace("BYE", bye), **usual, **{"patience": "{give_up: hangup}", **line})
    return {text.text: [str(step) for step in text.steps] for text in texts_ahead(menus) if text.voice.language == code}


def test_apologies_offers_and_greetings_are_texts_of_the_line() -> None:
    found = texts("en", languages=LANGUAGES)
    assert found == {
        "Goodbye.": ["main/bye"],
        "We are sorry, something went wrong.": [],
        "Sorry, I need to ask you that again.": [],
        "A call from Test Line. To take it, press pound.": ["main/ring"],
        "A call from Test Line, queue cards. To take it, press 1.": [],
        "Nobody waits any more. Thank you.": [],
        "They could not be reached.": [],
        "Hello, this is Test Line. You asked us to call you back. One moment please.": [],
        "We are sorry, we will call you again in a moment.": [],
    }
    french = texts("fr", languages=LANGUAGES)
    assert french["Un appel de Test Line. Pour l'accepter, appuyez sur dièse."] == ["main/ring"]
    assert "Désolé, je dois vous reposer la question." in french


def test_words_of_the_menu_stand_in_for_ours() -> None:
    patience = "{lost: {en: Once more., fr: Encore.}, broken: {en: Ouch., fr: Aïe.}, give_up: hangup}"
    found = texts("en", languages=LANGUAGES, patience=patience)
    assert "Once more." in found
    assert "Sorry, I need to ask you that again." not in found
    assert "Ouch." in found
    assert "We are sorry, something went wrong." not in found


def test_what_we_only_have_in_english_is_not_said_in_another_language_s_voice() -> None:
    found = texts("pl", "Do widzenia.", languages='{pl: {locale: pl-PL, voice: "pyttsx3:pl"}}')
    assert set(found) == {"Do widzenia."}
