"""What menus say without anybody having written it: how a callback's number is asked for, how a list goes on.

Templates by language; languages that are not here are spoken to in English.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from ivr.menu.line import Language
from ivr.menu.parts import Piece, Place, Prompt, TextPiece

CALLBACK_NUMBER: Final = "callback_number"

RIGHT_NUMBER: Final[Mapping[str, str]] = {
    "en": "We will call you back at {{ callback_number | phone }}. If that is right, press 1. For another number, "
    "press 2.",
    "es": "Le llamaremos al {{ callback_number | phone }}. Si es correcto, oprima el 1. Para otro número, oprima el 2.",
    "fr": "Nous vous rappellerons au {{ callback_number | phone }}. Si c'est exact, appuyez sur le 1. Pour un autre "
    "numéro, appuyez sur le 2.",
    "de": "Wir rufen Sie unter {{ callback_number | phone }} zurück. Wenn das stimmt, drücken Sie die 1. Für eine "
    "andere Nummer drücken Sie die 2.",
    "pt": "Ligaremos de volta para {{ callback_number | phone }}. Se estiver certo, digite 1. Para outro número, "
    "digite 2.",
}
WHICH_NUMBER: Final[Mapping[str, str]] = {
    "en": "Please enter the number where we can reach you, then press pound.",
    "es": "Marque el número donde podemos localizarle y oprima la tecla numeral.",
    "fr": "Saisissez le numéro où nous pouvons vous joindre, puis appuyez sur dièse.",
    "de": "Bitte geben Sie die Nummer ein, unter der wir Sie erreichen, und danach die Raute.",
    "pt": "Digite o número em que podemos encontrar você e depois a tecla jogo da velha.",
}
MORE: Final[Mapping[str, str]] = {
    "en": "For more, press 9.",
    "es": "Para más, oprima el 9.",
    "fr": "Pour la suite, appuyez sur le 9.",
    "de": "Für weitere drücken Sie die 9.",
    "pt": "Para mais, digite 9.",
}
RIGHT_NUMBER_BY_TEXT: Final[Mapping[str, str]] = {
    "en": "We will call you back at {{ callback_number | phone }}. Is that right? Reply yes or no.",
    "es": "Le llamaremos al {{ callback_number | phone }}. ¿Es correcto? Responda sí o no.",
    "fr": "Nous vous rappellerons au {{ callback_number | phone }}. Est-ce exact ? Répondez oui ou non.",
    "de": "Wir rufen Sie unter {{ callback_number | phone }} zurück. Stimmt das? Antworten Sie ja oder nein.",
    "pt": "Ligaremos de volta para {{ callback_number | phone }}. Está certo? Responda sim ou não.",
}
WHICH_NUMBER_BY_TEXT: Final[Mapping[str, str]] = {
    "en": "Please reply with the number where we can reach you.",
    "es": "Responda con el número donde podemos localizarle.",
    "fr": "Répondez avec le numéro où nous pouvons vous joindre.",
    "de": "Bitte antworten Sie mit der Nummer, unter der wir Sie erreichen.",
    "pt": "Responda com o número em que podemos encontrar você.",
}
MORE_BY_TEXT: Final[Mapping[str, str]] = {
    "en": "For more, reply 9.",
    "es": "Para más, responda 9.",
    "fr": "Pour la suite, répondez 9.",
    "de": "Für weitere antworten Sie 9.",
    "pt": "Para mais, responda 9.",
}


KNOWN_LANGUAGES: Final = frozenset(RIGHT_NUMBER)


def own_prompt(
    words: Mapping[str, str], languages: Iterable[Language], place: Place, written: Mapping[str, str]
) -> Prompt:
    """Return a prompt of our own words in each of the languages; English, in its own voice, where there are none.

    `written` are those by text.
    """
    known = tuple(languages)
    return Prompt(_pieces(words, known, place), _pieces(written, known, place), place)


def _pieces(words: Mapping[str, str], languages: Iterable[Language], place: Place) -> dict[str, tuple[Piece, ...]]:
    said: dict[str, tuple[Piece, ...]] = {}
    for language in languages:
        text = words.get(language.locale.partition("-")[0])
        said[language.code] = (TextPiece(text if text is not None else words["en"], place),)
    return said
