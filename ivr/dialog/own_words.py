"""What the line says of itself, in the languages it can speak without being told how: apologies, a call offered."""

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
# `{line}` calls; `{key}` is to be pressed.
_TO_ACCEPT: Final[Mapping[str, tuple[str, str]]] = {
    "en": ("A call from {line}. To take it, press {key}.", "any key"),
    "es": ("Una llamada de {line}. Para aceptarla, oprima {key}.", "cualquier tecla"),
    "fr": ("Un appel de {line}. Pour l'accepter, appuyez sur {key}.", "une touche"),
    "de": ("Ein Anruf von {line}. Um ihn anzunehmen, drücken Sie {key}.", "eine Taste"),
    "pt": ("Uma chamada de {line}. Para aceitar, pressione {key}.", "qualquer tecla"),
}
_KEYS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {"*": "star", "#": "pound"},
    "es": {"*": "asterisco", "#": "numeral"},
    "fr": {"*": "étoile", "#": "dièse"},
    "de": {"*": "Stern", "#": "Raute"},
    "pt": {"*": "asterisco", "#": "jogo da velha"},
}


def ask_again(language: Language) -> Speak:
    """Return the words before a question that has to be put a second time for no fault of the caller's."""
    return _said(_ASK_AGAIN, language)


def went_wrong(language: Language) -> Speak:
    """Return the words before the way out, when something broke."""
    return _said(_WENT_WRONG, language)


def to_accept(language: Language, line_name: str, key: str) -> Speak:
    """Return the words that ask a callee for the key (or `any`) that takes the call."""
    code = language.locale.partition("-")[0]
    known = code if code in _TO_ACCEPT else "en"
    words, any_key = _TO_ACCEPT[known]
    text = words.format(line=line_name, key=any_key if key == "any" else _KEYS[known].get(key, key))
    return Speak(text, language.locale, language.voice) if known == code else Speak(text, "en-US")


def _said(words: Mapping[str, str], language: Language) -> Speak:
    """Return the words in the caller's language; in English, and an English voice, where we have none."""
    text = words.get(language.locale.partition("-")[0])
    return Speak(words["en"], "en-US") if text is None else Speak(text, language.locale, language.voice)
