"""What the line says when it is itself at fault, in the languages it can speak without being told how."""

from collections.abc import Mapping
from typing import Final

from ivr.dialog.directives import Speak
from ivr.menu.line import Language

_ASK_AGAIN: Final[Mapping[str, str]] = {
    "en": "Sorry, I need to ask you that again.",
    "es": "Perdón, tengo que preguntárselo otra vez.",
    "fr": "Désolé, je dois vous reposer la question.",
    "de": "Entschuldigung, das muss ich Sie noch einmal fragen.",
    "pt": "Desculpe, preciso perguntar de novo.",
}
_WENT_WRONG: Final[Mapping[str, str]] = {
    "en": "We are sorry, something went wrong.",
    "es": "Lo sentimos, algo salió mal.",
    "fr": "Nous sommes désolés, une erreur s'est produite.",
    "de": "Es tut uns leid, etwas ist schiefgegangen.",
    "pt": "Lamentamos, algo deu errado.",
}


def ask_again(language: Language) -> Speak:
    """Return the words before a question that has to be put a second time for no fault of the caller's."""
    return _said(_ASK_AGAIN, language)


def went_wrong(language: Language) -> Speak:
    """Return the words before the way out, when something broke."""
    return _said(_WENT_WRONG, language)


def _said(words: Mapping[str, str], language: Language) -> Speak:
    """Return the words in the caller's language; in English, and an English voice, where we have none."""
    text = words.get(language.locale.partition("-")[0])
    return Speak(words["en"], "en-US") if text is None else Speak(text, language.locale, language.voice)
