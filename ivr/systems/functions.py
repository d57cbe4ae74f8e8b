"""Functions that developers register for `run`: by entry point, or every public function of a module.

A function is called with keyword arguments of the types that it names (text, numbers, true or false, lists, objects),
and returns what JSON can hold. It runs beside the call, in a thread, and should be done in a second or two.
"""

import importlib
import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoints, entry_points
from typing import Any, Final

import msgspec

from ivr.dialog.directives import AskFunction
from ivr.dialog.events import SystemEnded, SystemOutcome
from ivr.errors import SettingsError
from ivr.log import get_logger
from ivr.menu.templates.value import Value
from ivr.systems.answers import read_answer

GROUP: Final = "ringtree.functions"
_LARGEST_RESULT: Final = 64 * 1024
_FAILED: Final = SystemEnded(SystemOutcome.FAILED)
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument of a function: its type, and whether it must be given."""

    kind: Any
    is_needed: bool


@dataclass(frozen=True, slots=True)
class Function:
    """A function that `run` may name."""

    name: str
    call: Callable[..., Any]
    parameters: Mapping[str, Parameter]
    takes_more: bool  # it has **names, and so takes arguments of any name


def load_functions(modules: tuple[str, ...]) -> Mapping[str, Function]:
    """Return the registered functions by name; SettingsError, a sentence, when one cannot be had or is not typed."""
    found: dict[str, Function] = {}
    for module in modules:
        for name, call in _functions_in(module):
            found[name] = _function(name, call)
    for entry in _installed():
        try:
            call = entry.load()
        except Exception as error:
            raise SettingsError(f"The function {entry.name} ({entry.value}) cannot be loaded: {error}.") from error
        found[entry.name] = _function(entry.name, call)
    return found


@cache
def _installed() -> EntryPoints:
    return entry_points(group=GROUP)  # it reads through all that is installed, which stays while a process runs


def _functions_in(name: str) -> list[tuple[str, Callable[..., Any]]]:
    try:
        module = importlib.import_module(name)
    except Exception as error:
        raise SettingsError(f"IVR_FUNCTIONS names the module {name}, which cannot be imported: {error}.") from error
    own: list[tuple[str, Callable[..., Any]]] = [
        (found, call)
        for found, call in vars(module).items()
        if inspect.isfunction(call) and call.__module__ == name and not found.startswith("_")
    ]
    if not own:
        raise SettingsError(f"IVR_FUNCTIONS names the module {name}, which defines no public function.")
    return own


def _function(name: str, call: Callable[..., Any]) -> Function:
    hints = typing.get_type_hints(call)
    parameters: dict[str, Parameter] = {}
    takes_more = False
    for each in inspect.signature(call).parameters.values():
        if each.kind is inspect.Parameter.VAR_KEYWORD:
            takes_more = True
        elif each.kind in {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.VAR_POSITIONAL}:
            raise SettingsError(f"The function {name} takes arguments without names; `run` gives each by its name.")
        elif each.name not in hints:
            raise SettingsError(f"The argument {each.name} of the function {name} has no type; write {each.name}: str.")
        else:
            parameters[each.name] = Parameter(hints[each.name], each.default is inspect.Parameter.empty)
    return Function(name, call, parameters, takes_more)


class Functions:
    """Runs registered functions."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self._functions = functions

    def run(self, asked: AskFunction) -> SystemEnded:
        """Return what the function returns. Never raises; what went wrong is logged, without any value."""
        function = self._functions.get(asked.name)
        if function is None:
            _log.error("function_unknown", function=asked.name, known=sorted(self._functions))
            return _FAILED
        try:
            result = read_answer(msgspec.to_builtins(function.call(**_arguments(function, asked.arguments))))
            size = len(msgspec.json.encode(result))
        except Exception as error:  # noqa: BLE001 - a developer's function may raise anything
            # Not the error's text, nor its trace: both may hold what the caller entered.
            where = _innermost(error)
            _log.error("function_failed", function=asked.name, error=type(error).__name__, where=where)
            return _FAILED
        if size > _LARGEST_RESULT:
            _log.error("function_failed", function=asked.name, error="it returned more than 64 KiB")
            return _FAILED
        return SystemEnded(SystemOutcome.OK, result)


def _arguments(function: Function, given: Mapping[str, Value]) -> dict[str, Any]:
    converted: dict[str, Any] = {}
    for name, value in given.items():
        parameter = function.parameters.get(name)
        if parameter is None:
            if not function.takes_more:
                raise TypeError(name)
            converted[name] = value
        else:
            converted[name] = msgspec.convert(value, parameter.kind, strict=False)
    return converted


def _innermost(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
