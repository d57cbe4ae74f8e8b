"""What is answered to STOP, START and HELP where a line says nothing itself: one segment each, brand and way out in it.

Every sign is of the seven-bit alphabet, so no accents that it lacks. Languages that are not here are answered in
English.
"""

from collections.abc import Mapping
from typing import Final

from ivr.menu.carrier_words import Wish

# `{line}` writes.
_OWN: Final[Mapping[Wish, Mapping[str, str]]] = {
    Wish.STOP: {
        "en": "{line}: You will get no more messages from us. Reply START to get them again.",
        "es": "{line}: Ya no le mandaremos mensajes. Responda START para volver a recibirlos.",
        "fr": "{line} : Vous ne recevrez plus de messages de notre part. Répondez START pour en recevoir de nouveau.",
        "de": "{line}: Sie bekommen keine Nachrichten mehr von uns. Mit START bekommen Sie wieder welche.",
        "pt": "{line}: Suas mensagens foram canceladas. Responda START para receber de novo.",
    },
    Wish.START: {
        "en": "{line}: You get messages from us again. Reply HELP for help, STOP to end them.",
        "es": "{line}: Vuelve a recibir mensajes nuestros. Responda HELP para ayuda, STOP para terminar.",
        "fr": "{line} : Vous recevez de nouveau nos messages. Répondez HELP pour de l'aide, STOP pour terminer.",
        "de": "{line}: Sie bekommen wieder Nachrichten von uns. Hilfe mit HELP, Ende mit STOP.",
        "pt": "{line}: As mensagens voltam a chegar. Responda HELP para ajuda, STOP para parar.",
    },
    Wish.HELP: {
        "en": "{line}: Call this number for help. Msg & data rates may apply. Reply STOP to get no more messages.",
        "es": "{line}: Para ayuda, llame a este teléfono. Responda STOP para no recibir mensajes. Puede haber cargos.",
        "fr": "{line} : Pour de l'aide, appelez ce numéro. Répondez STOP pour ne plus recevoir de messages.",
        "de": "{line}: Hilfe unter dieser Nummer. Mit STOP bekommen Sie keine Nachrichten mehr.",
        "pt": "{line}: Para ajuda, ligue para este telefone. Responda STOP para parar de receber.",
    },
}


def own_text(wish: Wish, locale: str, line_name: str) -> str:
    """Return what the line answers, in the language of that locale."""
    texts = _OWN[wish]
    return texts.get(locale.partition("-")[0], texts["en"]).format(line=line_name)
