"""Reaching somebody: dial a person, or take a message for one."""

from dataclasses import dataclass

from ivr.dialog.directives import AddressKind, Callee, HangUp, LeaveFor, Record, Whisper
from ivr.dialog.directives import Dial as DialDirective
from ivr.dialog.events import (
    CallArrived,
    DialEnded,
    DialOutcome,
    DocumentFailed,
    NoInput,
    RecordingReady,
    TextReceived,
)
from ivr.dialog.facts import Outcome, Recorded
from ivr.dialog.moves import GoOn, Move, Stay
from ivr.dialog.own_words import to_accept
from ivr.dialog.state import Awaited, Disposition
from ivr.dialog.texted import recorded_text, words_and_pictures
from ivr.dialog.turn import Turn
from ivr.menu.model import Step
from ivr.menu.numbers import country_of, find_dialable
from ivr.menu.parts import Target, TargetWord
from ivr.menu.verbs import Dial, Redirect, Voicemail
from ivr.values import PhoneNumber, Seconds

_RING_S = Seconds(20)
_SILENCE_S = Seconds(5)
_MOST_CALLEES = 10  # Twilio and Telnyx both refuse more in one <Dial>


@dataclass(frozen=True, slots=True)
class _Whom:
    callees: tuple[Callee, ...]
    ring: Seconds
    in_order: bool


def dial(turn: Turn, verb: Dial) -> Move:
    """Connect the caller; when nobody of those named can be dialled, that is a failed attempt."""
    whom = _whom(turn, verb)
    if not whom.callees:
        turn.complain("dial: nobody here can be dialled")
        turn.leave_by("failed")
        return GoOn(_after(verb, DialOutcome.FAILED))
    directive = DialDirective(
        callees=whom.callees,
        ring=whom.ring,
        caller_id=_caller_id(turn, verb),
        longest=verb.max,
        in_order=whom.in_order,
        record=verb.record,
        whisper=_whisper(turn, verb),
        star_leaves=verb.leave is not None,
    )
    return Stay(turn.wait(Awaited.CALLEE, directive, turn.sounds))


def dialled(turn: Turn, verb: Dial, event: DialEnded) -> Move:
    """Go on after the attempt, or after the talk."""
    turn.outcome = Outcome(event.outcome.value)
    if event.outcome is DialOutcome.ANSWERED:
        turn.change(reached=Disposition.CONNECTED, apart_s=turn.state.apart_s + event.talked)
    if event.outcome is DialOutcome.CANCELED or event.caller_left:
        turn.caller_left = True
        return Stay(turn.wait(Awaited.END, HangUp(), ()))
    return GoOn(_after(verb, event.outcome), answered=True)


def take_message(turn: Turn, step: Step, verb: Voicemail) -> Move:
    """Ask for a message and record it."""
    turn.hear(verb.prompt)
    turn.note_said(step)
    record = Record(verb.max, _SILENCE_S, verb.finish, verb.transcribe)
    return Stay(turn.wait(Awaited.MESSAGE, record, turn.sounds))


def message_left(turn: Turn, verb: Voicemail, event: RecordingReady | NoInput) -> Move:
    """Keep the message, if there is one, and go on. Hanging up is the usual way to end a message."""
    if isinstance(event, NoInput) or not event.duration:
        turn.outcome = Outcome.NO_MESSAGE
        turn.caller_left = isinstance(event, RecordingReady) and event.caller_left
        return GoOn(verb.silent or verb.next, answered=True)
    turn.outcome = Outcome.MESSAGE
    turn.recorded = Recorded(event.url, event.recording_id, event.duration, verb.mailbox, verb.transcribe)
    turn.caller_left = event.caller_left
    if verb.save is not None:
        turn.save(verb.save, event.url)
    turn.change(reached=turn.state.reached or Disposition.MESSAGE)
    return GoOn(verb.next, answered=True)


def message_texted(turn: Turn, verb: Voicemail, event: TextReceived) -> Move:
    """Keep a text, with its pictures, for the mailbox, and go on."""
    if not (event.text.strip() or event.media):
        turn.outcome = Outcome.NO_MESSAGE
        return GoOn(verb.silent or verb.next, answered=True)
    turn.outcome = Outcome.MESSAGE
    turn.recorded = recorded_text(event, verb.mailbox)
    if verb.save is not None:
        turn.save(verb.save, words_and_pictures(event))
    turn.change(reached=turn.state.reached or Disposition.MESSAGE)
    return GoOn(verb.next, answered=True)


def redirect(turn: Turn, verb: Redirect) -> Move:
    """Hand the call to another application."""
    turn.change(reached=turn.state.reached or Disposition.REDIRECTED)
    return Stay(turn.wait(Awaited.OTHERS, LeaveFor(verb.url), turn.sounds))


def came_back(turn: Turn, verb: Redirect, event: CallArrived | DocumentFailed) -> Move:
    """Go on with a call that the other application sent back, or that could not be handed to it."""
    if turn.state.reached is Disposition.REDIRECTED:
        turn.change(reached=None)
    if isinstance(event, CallArrived):
        turn.outcome = Outcome.ARRIVED
        return GoOn(TargetWord.START)
    turn.outcome = Outcome.UNREACHED
    give_up = turn.menus.line.manners.give_up
    return GoOn(verb.failed or (give_up.calls if give_up is not None else TargetWord.HANGUP))


def _after(verb: Dial, outcome: DialOutcome) -> Target:
    match outcome:
        case DialOutcome.ANSWERED:
            return verb.answered
        case DialOutcome.LEFT if verb.leave is not None:
            return verb.leave
        case DialOutcome.BUSY:
            own = verb.busy
        case DialOutcome.NO_ANSWER | DialOutcome.LEFT:
            own = verb.no_answer
        case _:
            own = verb.failed
    return own or verb.otherwise or TargetWord.HANGUP


def _whisper(turn: Turn, verb: Dial) -> Whisper | None:
    """Return what the callee hears alone, in the language of the call; who must accept is told how."""
    if verb.whisper is None and verb.accept is None:
        return None
    before, turn.sounds = turn.sounds, []
    turn.hear(verb.whisper)
    if verb.whisper is None:
        turn.sounds.append(to_accept(turn.language, turn.menus.line.name, verb.accept or ""))
    heard, turn.sounds = turn.sounds, before
    return Whisper(tuple(heard), verb.accept, turn.menus.line.manners.wait)


def _whom(turn: Turn, verb: Dial) -> _Whom:
    """Return who is rung, contacts looked up; numbers that must not be dialled are left out."""
    contacts = turn.menus.line.contacts
    callees: list[Callee | None] = []
    ring, in_order = verb.ring, verb.in_order
    for template in verb.who:
        if len(callees) >= _MOST_CALLEES:
            break
        text = turn.text_of(template).strip()
        contact = contacts.get(text)
        if contact is None:
            callees.append(_callee(turn, text, verb.then_press, is_written=text == template))
            continue
        callees += [
            _callee(turn, address, verb.then_press, is_written=True) for address in contact.dial[:_MOST_CALLEES]
        ]
        ring = ring or contact.ring
        in_order = in_order or contact.in_order
    return _Whom(tuple(c for c in callees if c is not None)[:_MOST_CALLEES], ring or _RING_S, in_order)


def _callee(turn: Turn, address: str, then_press: str | None, *, is_written: bool) -> Callee | None:
    """Return whom an address reaches. One that a template came to, which a caller may have chosen, is trusted less."""
    limits = turn.menus.line.limits.dial
    kind, _, name = address.partition(":")
    if kind in {AddressKind.SIP, AddressKind.CLIENT} and name:
        listed = any(address in contact.dial for contact in turn.menus.line.contacts.values())
        if is_written or listed:
            return Callee(AddressKind(kind), PhoneNumber(address if kind == AddressKind.SIP else name))
    else:
        home = country_of(turn.state.line_number.reveal()) or turn.menus.line.first_language.locale[-2:]
        number = find_dialable(address, limits or (() if is_written else (home,)), is_written=is_written)
        if number is not None:
            return Callee(AddressKind.PHONE, PhoneNumber(number), then_press)
    turn.complain("dial: an address that cannot be dialled, or must not be")
    return None


def _caller_id(turn: Turn, verb: Dial) -> PhoneNumber | None:
    """Return the number that the callee sees: the menu's choice, else the line's own; none where that is no number."""
    own = PhoneNumber(turn.text_of(verb.caller_id).strip()) if verb.caller_id else turn.state.line_number
    return own if own.is_e164 else None
