"""What agents hear who are rung for a queue, and customers who are called back, in the line's languages."""

from collections.abc import Mapping
from typing import Final

from ivr.dialog.directives import Speak
from ivr.dialog.speaking import of_this_call
from ivr.menu.line import Language, Line
from ivr.menu.speaking.speech import Speech
from ivr.menu.templates.template import parse_template, render
from ivr.values import PhoneNumber

ACCEPT_KEY: Final = "1"  # a machine that answers presses none

_Words = Mapping[str, str]
_OFFER: Final[_Words] = {
    "en": "A call from {line}, queue {queue}. To take it, press 1.",
    "es": "Una llamada de {line}, cola {queue}. Para aceptarla, oprima 1.",
    "fr": "Un appel de {line}, file {queue}. Pour l'accepter, appuyez sur 1.",
    "de": "Ein Anruf von {line}, Warteschlange {queue}. Um ihn anzunehmen, drücken Sie 1.",
    "pt": "Uma chamada de {line}, fila {queue}. Para aceitar, pressione 1.",
}
_NOBODY: Final[_Words] = {
    "en": "Nobody waits any more. Thank you.",
    "es": "Ya no espera nadie. Gracias.",
    "fr": "Plus personne n'attend. Merci.",
    "de": "Es wartet niemand mehr. Danke.",
    "pt": "Ninguém mais está esperando. Obrigado.",
}
_CALLING: Final[_Words] = {
    "en": "We are calling {number} back. Please hold on.",
    "es": "Estamos llamando al {number}. Espere, por favor.",
    "fr": "Nous rappelons le {number}. Veuillez patienter.",
    "de": "Wir rufen {number} zurück. Bitte bleiben Sie dran.",
    "pt": "Estamos ligando de volta para {number}. Aguarde, por favor.",
}
_NOT_REACHED: Final[_Words] = {
    "en": "They could not be reached.",
    "es": "No se pudo localizar a la persona.",
    "fr": "La personne n'a pas pu être jointe.",
    "de": "Niemand war zu erreichen.",
    "pt": "Não foi possível falar com a pessoa.",
}
_HELLO: Final[_Words] = {
    "en": "Hello, this is {line}. You asked us to call you back. One moment please.",
    "es": "Hola, le llama {line}. Nos pidió que le llamáramos. Un momento, por favor.",
    "fr": "Bonjour, ici {line}. Vous avez demandé à être rappelé. Un instant, s'il vous plaît.",
    "de": "Guten Tag, hier ist {line}. Sie wollten zurückgerufen werden. Einen Moment bitte.",
    "pt": "Olá, aqui é {line}. Você pediu que ligássemos de volta. Um momento, por favor.",
}
_AGAIN: Final[_Words] = {
    "en": "We are sorry, we will call you again in a moment.",
    "es": "Lo sentimos, volveremos a llamarle en un momento.",
    "fr": "Nous sommes désolés, nous vous rappelons dans un instant.",
    "de": "Es tut uns leid, wir rufen gleich noch einmal an.",
    "pt": "Desculpe, ligaremos novamente em instantes.",
}


def offer_call(line: Line, queue: str) -> Speak:
    """Return what an agent hears who picks up."""
    return _said(_OFFER, line.first_language, line=line.name, queue=_spoken(queue))


def tell_data(line: Line, data: Mapping[str, str]) -> tuple[Speak, ...]:
    """Return what an agent hears about the caller they accepted: what the menu gave `with` them."""
    told = " ".join([f"{_spoken(name)}: {value}." for name, value in data.items() if value])
    language = line.first_language
    return (of_this_call(Speak(told, language.locale, language.voice), language),) if told else ()


def nobody_waits(line: Line) -> Speak:
    """Return what an agent hears for whom nobody is left."""
    return _said(_NOBODY, line.first_language)


def calling_back(line: Line, number: PhoneNumber) -> Speak:
    """Return what an agent hears while a customer is rung."""
    language = line.first_language
    speech = Speech(locale=language.locale, zone=line.zone, written=False)
    spoken = render(parse_template("{{ number | phone }}"), {"number": number.reveal()}, speech, lambda _: None)
    return of_this_call(_said(_CALLING, language, number=spoken), language)


def not_reached(line: Line) -> Speak:
    """Return what an agent hears whose customer was not reached."""
    return _said(_NOT_REACHED, line.first_language)


def greet(line: Line, code: str) -> Speak:
    """Return what a customer hears who is called back."""
    return _said(_HELLO, line.find_language(code) or line.first_language, line=line.name)


def call_again(line: Line, code: str) -> Speak:
    """Return what a customer hears when the agent has gone meanwhile."""
    return _said(_AGAIN, line.find_language(code) or line.first_language)


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _said(words: _Words, language: Language, **names: str) -> Speak:
    """Return the words in a language; in English, and an English voice, where we have none."""
    text = words.get(language.locale.partition("-")[0])
    if text is None:
        return Speak(words["en"].format(**names), "en-US")
    return Speak(text.format(**names), language.locale, language.voice)
