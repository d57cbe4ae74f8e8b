"""Menus and asks: put the question, understand the answer, be patient about the rest."""

from typing import assert_never

from msgspec.structs import replace

from ivr.dialog.answers import Answer, lengths, read_keys, read_words
from ivr.dialog.events import DigitsPressed, NoInput, RecordingReady, SpeechHeard, TextReceived
from ivr.dialog.facts import Outcome, Recorded
from ivr.dialog.listing import tell_page
from ivr.dialog.meaning import find_phrase, is_doubtful, is_sensitive, means_keys, phrases_of, without_stray
from ivr.dialog.moves import GoOn, Move, Stay
from ivr.dialog.offering import leads_on, page_of, turn_over
from ivr.dialog.questions import Question, collect, hear_question, own_keys, put
from ivr.dialog.spoken import keys_said, plain, said_yes
from ivr.dialog.state import Visit
from ivr.dialog.texted import keys_texted, recorded_text, words_and_pictures
from ivr.dialog.turn import Turn
from ivr.menu.keys import find_key
from ivr.menu.model import Step
from ivr.menu.parts import ByChannel, Key, TargetWord
from ivr.menu.templates.conditions import holds, parse_condition
from ivr.menu.verbs import Ask, AskKind, Menu, Offers

Answered = DigitsPressed | SpeechHeard | NoInput | RecordingReady | TextReceived
Input = DigitsPressed | SpeechHeard | NoInput | TextReceived


def enter(turn: Turn, step: Step, verb: Question) -> Move:
    """Put the question for the first time of a visit."""
    turn.change(visit=Visit())
    if isinstance(verb, Menu) and verb.offers is not None and not page_of(turn, verb.offers).items:
        turn.leave_by("empty")
        return GoOn(verb.offers.empty)
    hear_question(turn, verb)
    turn.note_said(step)
    return Stay(put(turn, verb))


def put_question(turn: Turn, verb: Ask) -> Move:
    """Put a question after what was said before it."""
    turn.hear(verb.prompt)
    return Stay(put(turn, verb))


def answer(turn: Turn, verb: Question, event: Answered) -> Move:
    """Take what the caller did as an answer to the question that was put."""
    stray, turn.digits_before = turn.state.stray, turn.state.digits
    turn.change(stray="")
    match event:
        case DigitsPressed():
            digits = without_stray(turn, verb, event.digits, stray)
            if not digits:
                return repeat(turn, verb)
            turn.change(digits="" if is_sensitive(verb) else digits)
            return _take_keys(turn, verb, digits)
        case SpeechHeard():
            if is_doubtful(turn, verb, event):
                return _not_understood(turn, verb, silent=False)
            return _take_words(turn, verb, event.utterance)
        case NoInput():
            # A finishing key that came late ends the next question at once and looks like silence. Nobody's fault.
            late_finish = stray and stray == collect(turn, verb).finish_on
            return repeat(turn, verb) if late_finish else _not_understood(turn, verb, silent=True)
        case RecordingReady():
            return _take_recording(turn, verb, event)
        case TextReceived():
            return _take_text(turn, verb, event)
        case _:
            assert_never(event)


def repeat(turn: Turn, verb: Question) -> Move:
    """Put the question again without counting it as a try; what was said before it has been heard again already."""
    confirming = isinstance(verb, Ask) and turn.state.visit.entry is not None
    if not confirming:
        hear_question(turn, verb)
        return Stay(put(turn, verb))
    assert isinstance(verb, Ask)
    return _ask_to_confirm(turn, verb, turn.state.visit.entry or "", utterance=turn.state.visit.utterance)


def _take_keys(turn: Turn, verb: Question, digits: str) -> Move:
    if turn.state.visit.entry is not None and isinstance(verb, Ask):
        found = find_key(turn.menus.line.anywhere, digits)
        if found is not None and digits not in {"1", "2"}:
            return _choose(turn, found)
        return _confirmed(turn, verb, {"1": True, "2": False}.get(digits))
    if isinstance(verb, Menu) and verb.offers is not None:
        offered = _take_offer(turn, verb, verb.offers, digits)
        if offered is not None:
            return offered
    found = find_key(verb.keys, digits)
    if found is None and not (isinstance(verb, Ask) and verb.kind is AskKind.YES_NO and digits in {"1", "2"}):
        found = find_key(turn.menus.line.anywhere, digits)
    if found is not None:
        return _choose(turn, found)
    if isinstance(verb, Menu):
        return _not_understood(turn, verb, silent=False)
    entry = digits.removesuffix(verb.finish) or digits
    return _take_entry(turn, verb, entry, utterance=False)


def _take_text(turn: Turn, verb: Question, event: TextReceived) -> Move:
    """Take a text message for keys where it is nothing else and keys are meant, else for words."""
    if is_sensitive(verb):
        turn.change(message={})
    confirming = turn.state.visit.entry is not None
    if isinstance(verb, Ask) and verb.kind is AskKind.RECORDING and not confirming:
        return _take_reply(turn, verb, event)
    keys = keys_texted(event.text)
    if keys and means_keys(turn, verb, keys):
        turn.change(digits="" if is_sensitive(verb) else keys)
        return _take_keys(turn, verb, keys)
    return _take_words(turn, verb, event.text)


def _take_words(turn: Turn, verb: Question, utterance: str) -> Move:
    said = plain(utterance)
    anywhere = turn.menus.line.anywhere
    if isinstance(verb, Menu):
        found = find_phrase(turn, own_keys(turn, verb), anywhere, said)
        return _take_choice(turn, verb, found, keys_said(said) or said.replace(" ", ""))
    # A question takes what is said for its answer; what works everywhere must be all that is said.
    found = next((key for key in anywhere if said in phrases_of(turn, key)), None)
    if turn.state.visit.entry is not None:
        agreed = said_yes(said)
        if agreed is None:
            agreed = {"1": True, "2": False}.get(keys_said(said))
        return _choose(turn, found) if agreed is None and found is not None else _confirmed(turn, verb, agreed)
    is_own = verb.kind is AskKind.YES_NO and _value_of(turn, verb, utterance, utterance=True) is not None
    if found is not None and not is_own:
        return _choose(turn, found)
    return _take_entry(turn, verb, utterance, utterance=True)


def _take_choice(turn: Turn, verb: Menu, found: Key | None, spoken_keys: str) -> Move:
    """Take what was said to a menu: a choice by its phrase, or the keys of one, spoken."""
    keys = found.keys if found is not None else spoken_keys
    if verb.offers is not None and (offered := _take_offer(turn, verb, verb.offers, keys)) is not None:
        return offered
    if found is None and keys:
        found = find_key(verb.keys, keys) or find_key(turn.menus.line.anywhere, keys)
        if found is not None:
            turn.change(digits=keys)
    return _choose(turn, found) if found is not None else _not_understood(turn, verb, silent=False)


def _take_offer(turn: Turn, verb: Menu, offers: Offers, key: str) -> Move | None:
    """Save the choice behind the key, or turn the page; None when the key is neither."""
    page = page_of(turn, offers)
    if leads_on(page, key):
        turn_over(turn)
        tell_page(turn, offers)
        turn.outcome, turn.key = Outcome.CHOSE, key
        return Stay(put(turn, verb))
    if key not in page.items:
        return None
    turn.save(offers.save, page.items[key])
    turn.outcome, turn.key = Outcome.CHOSE, key
    return GoOn(offers.next, answered=True)


def _choose(turn: Turn, key: Key) -> Move:
    turn.outcome, turn.key = Outcome.CHOSE, key.keys
    turn.change(sought_for=None)
    return GoOn(key.target, answered=True)


def _take_entry(turn: Turn, verb: Ask, entry: str, *, utterance: bool) -> Move:
    value = _value_of(turn, verb, entry, utterance=utterance)
    if value is None or not _passes(turn, verb, value):
        return _not_understood(turn, verb, silent=False)
    _expect_stray(turn, verb, entry, utterance=utterance)
    if verb.confirm is not None:
        turn.outcome = Outcome.ENTERED
        return _ask_to_confirm(turn, verb, entry, utterance=utterance)
    return _accept(turn, verb, value)


def _value_of(turn: Turn, verb: Ask, entry: str, *, utterance: bool) -> Answer | None:
    locale, country = turn.language.locale, turn.state.caller.country or turn.language.locale[-2:]
    read = read_words if utterance else read_keys
    return read(verb, entry, locale, country)


def _passes(turn: Turn, verb: Ask, value: Answer) -> bool:
    if verb.check is None:
        return True
    with turn.knowing({verb.save: value}):
        return holds(parse_condition(verb.check), turn.scope(), turn.complain)


def _ask_to_confirm(turn: Turn, verb: Ask, entry: str, *, utterance: bool) -> Move:
    """Say what was understood and ask whether it is right; nothing is saved before a yes."""
    with turn.knowing({verb.save: _value_of(turn, verb, entry, utterance=utterance)}):
        turn.hear(verb.confirm)
    turn.change(visit=replace(turn.state.visit, entry=entry, utterance=utterance))
    return Stay(put(turn, verb))


def confirm(turn: Turn, verb: Ask, entry: str) -> Move:
    """Read back what is taken for the answer before anything was entered."""
    return _ask_to_confirm(turn, verb, entry, utterance=False)


def refuse(turn: Turn, verb: Ask) -> Move:
    """Take an answer that was understood for a wrong one."""
    return _not_understood(turn, verb, silent=False)


def _confirmed(turn: Turn, verb: Ask, agreed: bool | None) -> Move:
    if agreed is None:
        return _not_understood(turn, verb, silent=False)
    visit = turn.state.visit
    entry, utterance = visit.entry or "", visit.utterance
    if agreed:
        value = _value_of(turn, verb, entry, utterance=utterance)
        if value is not None:
            return _accept(turn, verb, value)
    # A "no" is a wrong answer too, or two people who never agree would talk for ever.
    turn.change(visit=Visit(visit.silences, visit.wrongs + 1))
    turn.outcome = Outcome.DECLINED
    if turn.state.visit.tries >= verb.manners.tries:
        return _give_up(turn, verb.manners.give_up)
    return _put_again(turn, verb)


def _accept(turn: Turn, verb: Ask, value: Answer) -> Move:
    turn.save(verb.save, value, sensitive=verb.sensitive)
    turn.outcome = Outcome.ENTERED
    sought_for = turn.state.sought_for
    if sought_for is None:
        return GoOn(verb.next, answered=True)
    turn.change(sought_for=None)
    return GoOn(sought_for, answered=True)


def _expect_stray(turn: Turn, verb: Ask, entry: str, *, utterance: bool) -> None:
    """Remember that the caller may press the finishing key although the last digit ended the entry."""
    _, longest = lengths(verb, turn.language.locale)
    if not utterance and len(entry) == longest and not turn.by_text:
        turn.change(stray=verb.finish)


def _take_recording(turn: Turn, verb: Question, event: RecordingReady) -> Move:
    turn.caller_left = event.caller_left
    if not (isinstance(verb, Ask) and verb.kind is AskKind.RECORDING) or not event.duration:
        return _not_understood(turn, verb, silent=True)
    turn.recorded = Recorded(event.url, event.recording_id, event.duration, None, verb.transcribe)
    turn.save(verb.save, event.url)
    turn.outcome = Outcome.ENTERED
    return GoOn(verb.next, answered=True)


def _take_reply(turn: Turn, verb: Ask, event: TextReceived) -> Move:
    """Take any reply, with its pictures, where a caller would be recorded; an empty one is no answer."""
    if not (event.text.strip() or event.media):
        return _not_understood(turn, verb, silent=False)
    turn.recorded = recorded_text(event, None)
    turn.save(verb.save, words_and_pictures(event))
    turn.outcome = Outcome.ENTERED
    return GoOn(verb.next, answered=True)


def _not_understood(turn: Turn, verb: Question, *, silent: bool) -> Move:
    """Count a silence or a wrong answer apart, and ask again or give up."""
    turn.outcome = Outcome.NO_INPUT if silent else Outcome.NO_MATCH
    at_once = verb.silent if silent else verb.otherwise
    if at_once is not None:
        return GoOn(at_once)
    if turn.caller_left:
        return GoOn(TargetWord.HANGUP)
    visit = turn.state.visit
    if silent:
        turn.change(visit=replace(visit, silences=visit.silences + 1))
    else:
        turn.change(visit=replace(visit, wrongs=visit.wrongs + 1))
    if turn.state.visit.tries >= verb.manners.tries:
        return _give_up(turn, verb.manners.give_up)
    turn.hear(verb.manners.on_silence if silent else verb.manners.on_wrong)
    if visit.entry is not None and isinstance(verb, Ask):
        return _ask_to_confirm(turn, verb, visit.entry, utterance=visit.utterance)
    turn.forget_keys()
    return _put_again(turn, verb)


def _put_again(turn: Turn, verb: Question) -> Move:
    hear_question(turn, verb, again=True)
    return Stay(put(turn, verb))


def _give_up(turn: Turn, give_up: ByChannel | None) -> Move:
    turn.change(visit=Visit())  # `back` with nothing before it leads here again, where it is asked anew
    return GoOn(turn.way_out(give_up))
