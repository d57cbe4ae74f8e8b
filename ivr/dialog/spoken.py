"""What callers say for yes and no, and for the keys of a telephone, in the languages that the line speaks by itself."""

import unicodedata
from functools import lru_cache
from typing import Final

# Whole answers, as `plain` makes of them. They count in every language, for people mix them.
_YES: Final = frozenset(
    {
        *("yes", "yeah", "yep", "yup", "sure", "of course", "ok", "okay", "correct", "right", "that s right"),
        *("thats right", "that is right", "that s it", "thats it", "exactly"),
        *("si", "claro", "correcto", "asi es", "exacto", "de acuerdo", "vale", "eso es"),
        *("oui", "d accord", "exact", "exactement", "c est ca", "c est exact", "bien sur"),
        *("ja", "jawohl", "richtig", "stimmt", "genau", "das stimmt", "das ist richtig", "korrekt"),
        *("sim", "correto", "certo", "isso", "isso mesmo", "esta certo", "claro que sim"),
    }
)
_NO: Final = frozenset(
    {
        *("no", "nope", "nah", "wrong", "incorrect", "not right", "that s wrong", "thats wrong", "no that s wrong"),
        *("falso", "incorrecto", "no es correcto", "mal"),
        *("non", "c est faux", "pas du tout"),
        *("nein", "falsch", "das stimmt nicht", "stimmt nicht", "nicht richtig"),
        *("nao", "errado", "incorreto", "nao esta certo"),
    }
)
# One such word in a longer answer is enough, where none of the others stands beside it.
_YES_WORDS: Final = frozenset({"yes", "yeah", "yep", "yup", "sure", "si", "oui", "ja", "sim"})
_NO_WORDS: Final = frozenset({"no", "nope", "wrong", "incorrect", "non", "nein", "nao", "falsch", "errado"})
# Agreement on their own, but "not right" is a no and "not wrong" is nobody's guess.
_RIGHT_WORDS: Final = frozenset(
    {"correct", "right", "correcto", "exacto", "exact", "richtig", "stimmt", "genau", "correto", "certo"}
)
_NOT_WORDS: Final = frozenset({"not", "isn", "aren", "wasn", "nicht", "pas"})

_DIGITS: Final = (
    ("zero", "oh", "cero", "null", "nul"),
    ("one", "uno", "una", "un", "une", "eins", "ein", "eine", "um", "uma"),
    ("two", "dos", "deux", "zwei", "zwo", "dois", "duas"),
    ("three", "tres", "trois", "drei"),
    ("four", "cuatro", "quatre", "vier", "quatro"),
    ("five", "cinco", "cinq", "funf"),
    ("six", "seis", "sechs"),
    ("seven", "siete", "sept", "sieben", "sete"),
    ("eight", "ocho", "huit", "acht", "oito"),
    ("nine", "nueve", "neuf", "neun", "nove"),
)
_KEY_OF: Final = {
    **{word: str(digit) for digit, words in enumerate(_DIGITS) for word in words},
    **dict.fromkeys(("star", "asterisk", "asterisco", "estrella", "etoile", "stern", "estrela"), "*"),
    **dict.fromkeys(("pound", "hash", "numeral", "almohadilla", "diese", "raute", "cerquilha"), "#"),
}
# Said around the key: "option one", "press two please", "extension 1042".
_AROUND: Final = frozenset(
    {
        *("option", "number", "press", "key", "the", "choice", "please", "dial", "extension"),
        *("opcion", "numero", "oprima", "marque", "pulse", "el", "la", "tecla", "por", "favor", "interno", "anexo"),
        *("touche", "appuyez", "sur", "le", "poste", "taste", "nummer", "die", "drucken", "bitte", "durchwahl"),
        *("opcao", "digite", "a", "o", "ramal"),
    }
)


def said_yes(said: str) -> bool | None:
    """Return whether plain words agree, or None when they do neither."""
    if said in _YES or said in _NO:
        return said in _YES
    words = set(said.split())
    yes, no = bool(words & _YES_WORDS), bool(words & _NO_WORDS)
    if words & _NOT_WORDS:
        is_no = not yes and not words & {"wrong", "falsch", "errado", "faux"} and (no or words & _RIGHT_WORDS)
        return False if is_no else None
    yes = yes or (not no and bool(words & _RIGHT_WORDS))
    return yes if yes != no else None


def keys_said(said: str) -> str:
    """Return the keys that plain words name, such as "option one" or "star"; "" when there is any other word."""
    keys = []
    for word in said.split():
        if word.isascii() and word.isdigit():
            keys.append(word)
        elif word in _KEY_OF:
            keys.append(_KEY_OF[word])
        elif word not in _AROUND:
            return ""
    return "".join(keys)


def plain(text: str) -> str:
    """Return the words of a text without case, accents and punctuation, one space between them."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join(kept.split())


@lru_cache(maxsize=4096)
def plain_phrase(phrase: str) -> str:
    """Return the same of a phrase that stands in a menu; what callers say is not kept in memory."""
    return plain(phrase)


def yes_and_no(locale: str) -> tuple[str, ...]:
    """Return what people most likely say to a question of yes or no, for a recogniser."""
    words = {
        "en": ("yes", "no", "correct", "wrong", "one", "two"),
        "es": ("sí", "no", "correcto", "incorrecto", "uno", "dos"),
        "fr": ("oui", "non", "exact", "c'est faux", "un", "deux"),
        "de": ("ja", "nein", "richtig", "falsch", "eins", "zwei"),
        "pt": ("sim", "não", "correto", "errado", "um", "dois"),
    }
    return words.get(locale.partition("-")[0], ("yes", "no"))
