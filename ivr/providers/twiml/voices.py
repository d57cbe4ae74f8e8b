"""Voices that several companies let speak, and the language of each."""

from typing import Final

# https://docs.aws.amazon.com/polly/latest/dg/available-voices.html
_NAMES: Final = {
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

POLLY: Final = tuple((f"Polly.{name}", code) for code, names in _NAMES.items() for name in names.split())
