"""Every text that can be rendered ahead: what the menus say, and what the line says of itself."""

from collections.abc import Iterator

from ivr.dialog.directives import Speak
from ivr.dialog.own_words import ask_again, to_accept, went_wrong
from ivr.dialog.people_words import call_again, greet, nobody_waits, not_reached, offer_call
from ivr.menu.line import Line
from ivr.menu.model import Menus
from ivr.menu.parts import ToStep
from ivr.menu.verbs import Dial
from ivr.menu.voicing import FixedText, find_own_voice, fixed_texts
from ivr.menu.voicing.fixed_texts import gathered


def texts_ahead(menus: Menus) -> tuple[FixedText, ...]:
    """Return every text that is the same in every call and spoken in a voice of the line's own, each once."""
    line = menus.line
    said = [(step, text.voice, text.text) for text in fixed_texts(menus) for step in text.steps or (None,)]
    for step, sound in _own(menus):
        voice = find_own_voice(line, sound.locale, sound.voice)
        if voice is not None:
            said.append((step, voice, sound.text))
    return gathered(said)


def _own(menus: Menus) -> Iterator[tuple[ToStep | None, Speak]]:
    line = menus.line
    for language in line.languages:
        if line.broken is None:
            yield None, went_wrong(language)
        if line.lost is None:
            yield None, ask_again(language)
    for name, step in menus.steps.items():
        if isinstance(step.verb, Dial) and step.verb.whisper is None and step.verb.accept is not None:
            yield from ((name, to_accept(language, line.name, step.verb.accept)) for language in line.languages)
    yield from ((None, sound) for sound in _of_queues(line))


def _of_queues(line: Line) -> Iterator[Speak]:
    for queue in line.queues:
        yield offer_call(line, queue)
    if line.queues:
        yield from (nobody_waits(line), not_reached(line))
        for language in line.languages:
            yield from (greet(line, language.code), call_again(line, language.code))
