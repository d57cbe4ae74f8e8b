"""The choices of a menu as a text message lists them: each key with its label, where the prompt does not tell them."""

from collections.abc import Mapping

from ivr.dialog.offering import hear_more, hear_page, labels, page_of
from ivr.dialog.spoken import plain, plain_phrase
from ivr.dialog.turn import Turn
from ivr.menu.verbs import Menu, Offers


def write_choices(turn: Turn, verb: Menu) -> None:
    """Write what there is to choose from: those of a list always, those of the menu when its prompt leaves one out."""
    prompt = turn.writes[-1].text if turn.writes else ""
    if verb.offers is not None:
        tell_page(turn, verb.offers)
    own = _labels(turn, verb)
    if any(not _is_told(prompt, key, label) for key, label in own.items()):
        _write_list(turn, own)


def tell_page(turn: Turn, offers: Offers) -> None:
    """Tell the choices of a list that are offered at once: by phone each as the menu says, by text with its label."""
    named = labels(turn, offers) if turn.by_text else {}
    if len(named) < len(page_of(turn, offers).items):
        hear_page(turn, offers)
        return
    _write_list(turn, named)
    hear_more(turn, offers)


def _write_list(turn: Turn, listed: Mapping[str, str]) -> None:
    turn.write("\n".join(f"{key}: {label}" for key, label in listed.items()))


def _labels(turn: Turn, verb: Menu) -> dict[str, str]:
    """Return the first phrase of each key that has some in the language of the conversation."""
    found = {}
    for key in verb.keys:
        phrases = key.phrases.get(turn.language.code, ())
        if phrases and key.keys and not key.is_pattern:
            found[key.keys] = phrases[0]
    return found


def _is_told(prompt: str, key: str, label: str) -> bool:
    """Whether a prompt names the key, or the label, as a word of its own."""
    words = f" {plain(prompt)} "
    names_key = f" {key} " in words if key.isdigit() else key in prompt
    return names_key or f" {plain_phrase(label)} " in words
