"""Every text of a line that is the same in every call and spoken in a voice of its own: what is rendered ahead."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Final

from ivr.menu.checking.check_recordings import prompts_of
from ivr.menu.line import Language, Line
from ivr.menu.model import Menus
from ivr.menu.own_words import MORE, MORE_BY_TEXT, own_prompt
from ivr.menu.parts import Prompt, TextPiece, ToStep
from ivr.menu.templates.chain import Chain
from ivr.menu.templates.markup import Words
from ivr.menu.templates.reader import Branch
from ivr.menu.templates.reader import Node as TemplateNode
from ivr.menu.templates.template import TemplateError, parse_template, render_runs
from ivr.menu.verbs import Menu, SendText
from ivr.menu.voicing.own_voice import OwnVoice, file_of, own_voice_of, speech_of
from ivr.menu.voicing.pieces import cut

# A text with more conditions than these ways through it is spoken when it is first asked for.
_MOST_WAYS: Final = 64


@dataclass(frozen=True, slots=True)
class FixedText:
    """A text to be rendered ahead. `steps`: where it is said; none: anywhere in the line."""

    voice: OwnVoice
    text: str
    steps: tuple[ToStep, ...]

    @property
    def file(self) -> str:
        """Where it lies below the audio folder once it is rendered."""
        return file_of(self.voice, self.text)


def fixed_texts(menus: Menus) -> tuple[FixedText, ...]:
    """Return what the line's prompts always say in voices of its own, each once, in the order of the steps."""
    line = menus.line
    if all(own_voice_of(language) is None for language in line.languages):
        return ()
    said: list[tuple[ToStep | None, OwnVoice, str]] = [
        (None, voice, text) for prompt in prompts_of(line) for voice, text in _texts_of(prompt, line)
    ]
    for name, step in menus.steps.items():
        if not isinstance(step.verb, SendText):
            said += [(name, voice, text) for prompt in prompts_of(step.verb) for voice, text in _texts_of(prompt, line)]
        if isinstance(step.verb, Menu) and step.verb.offers is not None:
            more = own_prompt(MORE, line.languages, step.place, MORE_BY_TEXT)
            said += [(name, voice, text) for voice, text in _texts_of(more, line)]
    return gathered(said)


def gathered(said: Iterable[tuple[ToStep | None, OwnVoice, str]]) -> tuple[FixedText, ...]:
    """Return each text once, with every step that says it."""
    steps: dict[tuple[OwnVoice, str], dict[ToStep, None]] = {}
    for step, voice, text in said:
        steps.setdefault((voice, text), {}).update({} if step is None else {step: None})
    return tuple(FixedText(voice, text, tuple(where)) for (voice, text), where in steps.items())


def _texts_of(prompt: Prompt, line: Line) -> Iterator[tuple[OwnVoice, str]]:
    for code, pieces in prompt.phone.items():
        for piece in pieces:
            language = line.find_language((piece.language or code) if isinstance(piece, TextPiece) else code)
            voice = own_voice_of(language) if language is not None else None
            if isinstance(piece, TextPiece) and language is not None and voice is not None:
                yield from ((voice, text) for text in dict.fromkeys(_fixed_in(piece.template, language, line)))


def _fixed_in(source: str, language: Language, line: Line) -> Iterator[str]:
    try:
        template = parse_template(source)
    except TemplateError:
        return
    if language.live is not None and not all(_is_fixed(node) for node in template.nodes):
        return
    speech, settled = speech_of(language, line.zone), {"line": {"name": line.name}}
    for way in islice(_ways(template.nodes), _MOST_WAYS):
        runs = render_runs(replace(template, nodes=way), settled, speech)
        yield from (piece.text for piece in cut(runs) if piece.is_fixed)


def _is_fixed(node: TemplateNode) -> bool:
    return isinstance(node, Words) or (isinstance(node, Chain) and node.is_settled)


def _ways(nodes: Sequence[TemplateNode]) -> Iterator[tuple[Words | Chain, ...]]:
    """Yield every way through a text's conditions, the first arms first."""
    choices: list[list[tuple[Words | Chain, ...]]] = [
        _arms(node) if isinstance(node, Branch) else [(node,)] for node in nodes
    ]
    yield from (tuple(node for part in way for node in part) for way in product(*choices))


def _arms(branch: Branch) -> list[tuple[Words | Chain, ...]]:
    ways = [way for _, nodes in branch.arms for way in islice(_ways(nodes), _MOST_WAYS)]
    if all(condition is not None for condition, _ in branch.arms):
        ways.append(())
    return ways[:_MOST_WAYS]
