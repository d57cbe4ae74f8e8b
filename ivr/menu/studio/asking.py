"""Questions: gathers that become menus where a split on their keys follows, else asks."""

import re
from dataclasses import dataclass, field
from typing import Final

from ivr.menu.studio.draft import Draft, Setting
from ivr.menu.studio.flow import Condition, Exit, Widget

GATHER: Final = "gather-input-on-call"
SPLIT: Final = "split-based-on"
_KEYS: Final = re.compile(r"[0-9*#]{1,10}")
_EQUAL: Final = frozenset({"equal_to", "matches_any_of"})
_HEARD: Final = frozenset({*_EQUAL, "contains"})


@dataclass(slots=True)
class _Choices:
    """What a split makes of a gather's answer: targets by key, phrases by target, and where the rest goes."""

    by_key: dict[str, str] = field(default_factory=dict)
    phrases: dict[str, list[str]] = field(default_factory=dict)
    rest: str | None = None


def gather(draft: Draft, widget: Widget) -> None:
    """Put the step that a gather becomes."""
    name = draft.names.step(widget.name)
    prompt = draft.prompt(widget)
    if prompt is None:
        prompt = {"pause": "1s"}
    pressed = _choices(draft, widget, "keypress", "Digits", _EQUAL)
    heard = _choices(draft, widget, "speech", "SpeechResult", _HEARD)
    step: dict[str, Setting]
    if pressed is not None and pressed.by_key:
        step = {"menu": [prompt] if isinstance(prompt, dict) else prompt, "keys": pressed.by_key}
        _add_words(draft, widget, step, heard)
        rest = pressed.rest
        if rest not in {None, name}:
            step["otherwise"] = rest
    else:
        step = {"ask": [prompt] if isinstance(prompt, dict) else prompt, "save": draft.names.saved(widget.name)}
        _add_answer(draft, widget, step)
    _add_manners(draft, widget, step, name)
    draft.steps[name] = step


def is_asked_by(draft: Draft, split: Widget) -> Widget | None:
    """Return the gather that leads straight to a split, when only one widget does."""
    leading = [widget for widget in draft.flow.widgets.values() if any(way.next == split.name for way in widget.exits)]
    return leading[0] if len(leading) == 1 and leading[0].kind == GATHER else None


def is_in_menu(draft: Draft, split: Widget) -> bool:
    """Whether the menu before a split does all that it does, so that it needs no step of its own."""
    asked = is_asked_by(draft, split)
    if asked is None:
        return False
    pressed = _choices(draft, asked, "keypress", "Digits", _EQUAL)
    heard = _choices(draft, asked, "speech", "SpeechResult", _HEARD)
    into = {way.event for way in asked.exits if way.next == split.name}
    if pressed is None or not pressed.by_key or "timeout" in into:
        return False
    return "speech" not in into or (heard is not None and set(heard.phrases) <= set(pressed.by_key.values()))


def _choices(draft: Draft, widget: Widget, event: str, part: str, kinds: frozenset[str]) -> _Choices | None:
    """Return what the split behind an exit of a gather does, when it looks at nothing but the gather's own answer."""
    following = widget.next(event)
    split = draft.flow.widgets.get(following) if following is not None else None
    if split is None or split.kind != SPLIT:
        return None
    own = (f"{{{{widgets.{widget.name}.{part}}}}}", f'{{{{widgets["{widget.name}"].{part}}}}}')
    choices = _Choices()
    for way in split.exits:
        if way.event != "match":
            choices.rest = draft.names.step(way.next) if way.next is not None else "hangup"
            continue
        values = _values(way, own, kinds)
        if values is None:
            if part == "SpeechResult":  # one split for keys and words: the others look at the keys
                continue
            if _looks_at(way, f".{'SpeechResult'}"):
                continue
            return None
        target = draft.names.step(way.next) if way.next is not None else "hangup"
        if part == "Digits":
            choices.by_key |= dict.fromkeys(values, target)
        else:
            choices.phrases.setdefault(target, []).extend(values)
    return choices


def _values(way: Exit, own: tuple[str, ...], kinds: frozenset[str]) -> list[str] | None:
    if len(way.conditions) != 1:
        return None
    condition = way.conditions[0]
    if condition.kind not in kinds or re.sub(r"\s", "", condition.argument) not in own:
        return None
    values = [each.strip() for each in condition.value.split(",") if each.strip()]
    if not values or ("Digits" in own[0] and not all(map(_KEYS.fullmatch, values))):
        return None
    return values


def _looks_at(way: Exit, part: str) -> bool:
    def looks(condition: Condition) -> bool:
        return part in condition.argument

    return bool(way.conditions) and all(map(looks, way.conditions))


def _add_words(draft: Draft, widget: Widget, step: dict[str, Setting], heard: _Choices | None) -> None:
    if heard is None or not heard.phrases:
        if widget.next("speech") is not None and heard is None:
            draft.remarks.look(
                widget.name, "what was said went its own way; here a choice is said by its `words`, which you may add."
            )
        return
    words: dict[str, Setting] = {}
    for target, phrases in heard.phrases.items():
        key = next((key for key, goes in step["keys"].items() if goes == target), None)
        if key is None:
            draft.remarks.lost(
                widget.name, f"“{', '.join(phrases)}” led where no key does; give that a key, then its words."
            )
        else:
            words[key] = phrases
    if words:
        step["words"] = words


def _add_answer(draft: Draft, widget: Widget, step: dict[str, Setting]) -> None:
    pressed, said = widget.next("keypress"), widget.next("speech")
    # What was pressed and goes its own way is a choice, unless somebody asks later which key it was.
    is_choice = pressed is not None and said not in {None, pressed} and not _asks_for_digits(draft, widget)
    if is_choice or (pressed is None and said is not None):
        step["as"] = "words"
    else:
        step["as"] = "digits"
        digits = widget.text("number_of_digits")
        if digits.isdigit() and int(digits) > 0:
            step["length"] = digits
    hints = [hint.strip() for hint in widget.text("hints").split(",") if hint.strip()]
    if hints:
        step["hints"] = hints
    finish = widget.text("finish_on_key")
    if finish == "*":
        step["finish"] = finish
    if is_choice and pressed != widget.name:  # a key that only asks again is a wrong answer
        step["keys"] = {"X": draft.names.step(str(pressed))}
        draft.remarks.look(widget.name, f"any key led to `{pressed}`; here any single digit does.")
    elif not is_choice and said is not None and pressed is not None and said != pressed:
        draft.remarks.lost(
            widget.name,
            f"what was said led to `{said}`, what was pressed to `{pressed}`; here both lead to the latter.",
        )
    following = said if is_choice else pressed or said
    step["next"] = draft.names.step(following) if following is not None else "hangup"
    split = draft.flow.widgets.get(following) if following is not None else None
    if split is not None and split.kind == SPLIT:
        _look_for_others_answer(draft, widget, split)


def _asks_for_digits(draft: Draft, widget: Widget) -> bool:
    return re.search(rf"""widgets(\.|\[["']){re.escape(widget.name)}(["']\])?\.Digits""", draft.flow.text) is not None


def _look_for_others_answer(draft: Draft, widget: Widget, split: Widget) -> None:
    looked_at = {condition.argument for way in split.exits for condition in way.conditions}
    others = {
        found
        for argument in looked_at
        for found in re.findall(r"widgets\.([\w-]+)\.(?:Digits|SpeechResult)", argument)
        if found != widget.name
    }
    for other in sorted(others):
        draft.remarks.mistake(
            split.name, f"it follows the question `{widget.name}`, but looks at what was answered to `{other}`."
        )


def _add_manners(draft: Draft, widget: Widget, step: dict[str, Setting], name: str) -> None:
    seconds = widget.text("timeout")
    if seconds.isdigit() and int(seconds) not in {0, 5}:
        step["wait"] = f"{min(int(seconds), 60)}s"
    silent = draft.target(widget, "timeout")
    if silent == name:
        draft.remarks.mistake(
            widget.name, "it asks for ever where nobody answers; here it asks as often as `tries` says."
        )
    else:
        step["silent"] = silent
