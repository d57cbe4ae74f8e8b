"""A line that was read and checked, as JSON: what a release keeps beside its text, so that nobody reads YAML again.

A step is read when it is first met, for a call meets few of them. They lie in blocks of a hundred, compressed: so ten
thousand are opened in some milliseconds, while calls go on, and are a few megabytes in memory.
"""

import dataclasses
import types
import zlib
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from itertools import islice
from typing import Any, Final, Union, get_args, get_origin

import msgspec
from cattrs import Converter

from ivr.errors import RingtreeError
from ivr.menu.line import Line
from ivr.menu.model import Menus, Step
from ivr.menu.parts import ToStep
from ivr.values import MenuVersion, Seconds

FORMAT: Final = 2
_BLOCK: Final = 100  # steps
_BLOCKS_READ: Final = 16  # kept as text once read, for calls stay close together


class UnknownFormatError(RingtreeError):
    """The compiled line was written by a newer version of the program, or is damaged."""


class _Block(msgspec.Struct, frozen=True):
    names: list[str]
    steps: bytes  # JSON of them, in the order of their names, compressed


class _Compiled(msgspec.Struct, frozen=True):
    format: int
    version: str
    line: msgspec.Raw
    blocks: list["_Block"]
    keeps: bool
    counts_queues: bool
    savers: dict[str, str]


def dump_menus(menus: Menus) -> bytes:
    """Return the line as JSON."""
    encode = msgspec.json.encode
    return encode(
        _Compiled(
            FORMAT,
            menus.version.value,
            msgspec.Raw(encode(_CONVERTER.unstructure(menus.line, Line))),
            list(_blocks(menus.steps)),
            menus.keeps,
            menus.counts_queues,
            {name: str(step) for name, step in menus.savers.items()},
        )
    )


def load_menus(data: bytes) -> Menus:
    """Return the line in such JSON; UnknownFormatError when a newer program wrote it, or nobody did."""
    try:
        found = msgspec.json.decode(data, type=_Compiled)
        if found.format != FORMAT:
            raise UnknownFormatError(
                f"This release is in format {found.format}, and this version of Ringtree reads {FORMAT}; "
                "update Ringtree, or publish the menus again with this one."
            )
        line = _CONVERTER.structure(msgspec.json.decode(found.line), Line)
    except (msgspec.MsgspecError, KeyError, ValueError, TypeError) as error:
        raise UnknownFormatError(f"This release cannot be read ({type(error).__name__}); publish again.") from error
    savers = {name: _step_name(step) for name, step in found.savers.items()}
    return Menus(MenuVersion(found.version), line, _Steps(found.blocks), found.keeps, found.counts_queues, savers)


def _blocks(steps: Mapping[ToStep, Step]) -> Iterator[_Block]:
    encode = msgspec.json.encode
    waiting = iter(steps.items())
    while block := list(islice(waiting, _BLOCK)):
        written = encode([msgspec.Raw(encode(_CONVERTER.unstructure(step, Step))) for _, step in block])
        yield _Block([str(name) for name, _ in block], zlib.compress(written))


class _Steps(Mapping[ToStep, Step]):
    """The steps of a line, each read when it is first asked for. Threads may do so at once: both read the same."""

    __slots__ = ("_blocks", "_met", "_places", "_read")

    def __init__(self, blocks: list[_Block]) -> None:
        self._blocks = [block.steps for block in blocks]
        # By their text, which need not be taken apart: calls go on while ten thousand are gone through here.
        self._places = {
            name: (number, place) for number, block in enumerate(blocks) for place, name in enumerate(block.names)
        }
        self._met: dict[ToStep, Step] = {}
        self._read: dict[int, list[msgspec.Raw]] = {}

    def __getitem__(self, name: ToStep) -> Step:
        step = self._met.get(name)
        if step is None:
            number, place = self._places[str(name)]
            step = _CONVERTER.structure(msgspec.json.decode(self._block(number)[place]), Step)
            self._met[name] = step
        return step

    def get(self, name: ToStep, default: Any = None) -> Any:
        """Return the step, mostly one that was met already: a turn asks eight times."""
        found = self._met.get(name)
        return found if found is not None else super().get(name, default)

    def __iter__(self) -> Iterator[ToStep]:
        return map(_step_name, self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, name: object) -> bool:
        return name in self._met or (isinstance(name, ToStep) and str(name) in self._places)

    def _block(self, number: int) -> list[msgspec.Raw]:
        block = self._read.get(number)
        if block is None:
            block = msgspec.json.decode(zlib.decompress(self._blocks[number]), type=list[msgspec.Raw])
            if len(self._read) >= _BLOCKS_READ:
                self._read = {}
            self._read[number] = block
        return block


def _step_name(text: str) -> ToStep:
    flow, _, step = text.partition("/")
    return ToStep(flow, step)


def _is_choice(kind: object) -> bool:
    """Whether a field may hold one of several classes: then what it holds is stored under the name of its class."""
    is_union = get_origin(kind) in {Union, types.UnionType}
    return is_union and len([choice for choice in get_args(kind) if choice is not type(None)]) > 1


def _classes(kind: object) -> dict[str, type]:
    return {
        choice.__name__: choice
        for choice in get_args(kind)
        if isinstance(choice, type) and (dataclasses.is_dataclass(choice) or issubclass(choice, Enum | msgspec.Struct))
    }


def _reader_of_choice(kind: object, converter: Converter) -> Callable[[object, object], object]:
    classes = _classes(kind)

    def read(stored: object, _kind: object) -> object:
        if not classes or not isinstance(stored, list):
            return _frozen(stored)
        name, value = stored
        return converter.structure(value, classes[name])

    return read


def _frozen(value: object) -> object:
    """Return plain data of JSON with its lists as tuples."""
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    return {name: _frozen(item) for name, item in value.items()} if isinstance(value, dict) else value


def _writer_of_choice(kind: object, converter: Converter) -> Callable[[object], object]:
    classes = _classes(kind)

    def write(value: object) -> object:
        name = type(value).__name__
        return [name, converter.unstructure(value, classes[name])] if name in classes else value

    return write


def _make_converter() -> Converter:
    converter = Converter(omit_if_default=True, detailed_validation=False)
    converter.register_structure_hook_factory(_is_choice, _reader_of_choice)
    converter.register_unstructure_hook_factory(_is_choice, _writer_of_choice)
    converter.register_structure_hook(Seconds, lambda value, _: Seconds(value))
    converter.register_unstructure_hook(Seconds, int)
    converter.register_structure_hook(ToStep, lambda value, _: _step_name(value))
    converter.register_unstructure_hook(ToStep, str)
    return converter


_CONVERTER: Final = _make_converter()
