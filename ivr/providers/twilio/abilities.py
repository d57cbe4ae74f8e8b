"""What Twilio can do, as far as menus can ask for more: https://www.twilio.com/docs/voice/twiml, …/docs/api/errors."""

from typing import Final

from ivr.menu.checking.check_provider import Abilities
from ivr.values import Seconds

# https://docs.aws.amazon.com/polly/latest/dg/available-voices.html
_POLLY: Final = {
    "en": "Joanna Matthew Ivy Justin Kendra Kimberly Salli Joey Kevin Ruth Stephen Danielle Gregory Amy Emma Brian "
    "Arthur Nicole Russell Olivia Aditi Raveena Kajal Geraint Niamh Aria Ayanda",
    "es": "Lupe Pedro Miguel Penelope Lucia Sergio Conchita Enrique Mia Andres",
    "fr": "Celine Lea Mathieu Remi Chantal Gabrielle Liam Isabelle",
    "de": "Marlene Vicki Hans Daniel Hannah Sabrina",
    "pt": "Camila Vitoria Ricardo Thiago Ines Cristiano",
    "it": "Carla Bianca Giorgio Adriano",
    "nl": "Lotte Ruben Laura Lisa",
    "pl": "Ewa Maja Jacek Jan Ola",
    "sv": "Astrid Elin",
    "da": "Naja Mads Sofie",
    "nb": "Liv Ida",
    "ja": "Mizuki Takumi Kazuha Tomoko",
    "ko": "Seoyeon Jihye",
    "tr": "Filiz Burcu",
    "ru": "Tatyana Maxim",
    "ro": "Carmen",
    "cy": "Gwyneth",
    "is": "Dora Karl",
    "fi": "Suvi",
    "ca": "Arlet",
}

TWILIO_ABILITIES: Final = Abilities(
    provider="Twilio",
    longest_transcribed=Seconds(120),
    most_callees=10,
    most_hints=500,
    longest_hint=100,
    longest_queue_name=64,
    voices=tuple((f"Polly.{name}", code) for code, names in _POLLY.items() for name in names.split()),
)
