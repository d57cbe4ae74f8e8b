"""What is said of a text: in the voice of its language, and with its values told apart where that voice needs it."""

from msgspec.structs import replace

from ivr.dialog.directives import Speak
from ivr.menu.line import Language
from ivr.menu.speaking.speech import Speech
from ivr.menu.templates.template import Run, Template, render, render_runs
from ivr.menu.templates.value import Complain, Scope
from ivr.menu.voicing import is_own, own_voice_of


def speak(
    template: Template, language: Language, scope: Scope, speech: Speech, complain: Complain, *, slow: bool
) -> Speak | None:
    """Return what is said of a template with values; None when that is nothing.

    Values are said by the language's `live` voice where it has one, together with the words around them.
    """
    speaks_itself = own_voice_of(language) is not None
    if not (speaks_itself or template.spells):
        text = render(template, scope, speech, complain).strip()
        return Speak(text, language.locale, language.voice, slow) if text else None
    runs = render_runs(template, scope, speech, complain)
    text = "".join([run.text for run in runs]).strip()
    if not text:
        return None
    if speaks_itself and not any(run.is_value for run in runs):
        return Speak(text, language.locale, language.voice, slow)
    voice = language.live if speaks_itself and language.live is not None else language.voice
    return Speak(text, language.locale, voice, slow, runs if template.spells or is_own(voice) else ())


def provider_voice(language: Language) -> str | None:
    """Return whom the provider speaks a language with where the line's own voice does not; None: its own choice."""
    return language.voice if own_voice_of(language) is None else language.live


def of_this_call(words: Speak, language: Language) -> Speak:
    """Return words that no other call hears, so that the line's own voice neither looks for them nor remembers them."""
    if own_voice_of(language) is None:
        return words
    if language.live is not None:
        return replace(words, voice=language.live)
    return replace(words, runs=(Run(words.text, is_value=True),))
