"""Queues, conferences, machines and payments as XML."""

from collections.abc import Mapping, Sequence
from typing import Final

from ivr.dialog.directives import (
    ConnectStream,
    Enqueue,
    JoinRoom,
    Music,
    TakeFromQueue,
    TakePayment,
    WaitOn,
)
from ivr.menu.verbs import Priority, StreamKind
from ivr.ports.webhooks import Ways
from ivr.providers.twiml.dialect import Dialect
from ivr.providers.twiml.heard import in_question, sound_of
from ivr.providers.twiml.markup import attribute, audio_address, escaped, flag, recording_callback, redirect

_MOST_PARAMETER: Final = 500  # characters of a name and its value together
_LONGEST_PAUSE_S: Final = 20
_LONGEST_QUEUE: Final = 50  # of 64, so that there is room for what is added
_LONGEST_DESCRIPTION: Final = 100


def queue_name(queue: str, priority: Priority, *, returned: bool) -> str:
    """Return what the queue is called there: who goes before or after others has one apart, for each serves in order.

    So has who comes back to a place that they kept: it is before that of people who came to the queue meanwhile.
    """
    name = queue[:_LONGEST_QUEUE]
    if priority is not Priority.NORMAL:
        name = f"{name}.{priority}"
    return f"{name}.back" if returned else name


def enqueue(directive: Enqueue, address: str, wait: str) -> str:
    """Return an <Enqueue>; its action is always called, so nothing follows."""
    return (
        f'<Enqueue action="{address}" method="POST" waitUrl="{escaped(wait)}" waitUrlMethod="POST">'
        f"{escaped(queue_name(directive.queue, directive.priority, returned=directive.returned))}</Enqueue>"
    )


def take_from_queue(directive: TakeFromQueue, address: str, ways: Ways) -> str:
    """Return a <Dial> with a <Queue>. Where that is empty it waits for somebody to come, so not for long."""
    record = recording_callback(ways.recording) if directive.record else ""
    name = queue_name(directive.queue, directive.priority, returned=directive.returned)
    return (
        f'<Dial action="{address}" method="POST" timeout="5"'
        f"{attribute('record', 'record-from-answer-dual' if directive.record else None)}{record}>"
        f'<Queue url="{escaped(ways.whisper)}" method="POST">{escaped(name)}</Queue></Dial>'
    )


def wait_on(dialect: Dialect, directive: WaitOn, address: str) -> str:
    """Return what somebody hears who waits, once; then the same address is asked again."""
    played, silence = _music(directive.music), max(1, min(directive.longest, _LONGEST_PAUSE_S))
    if not directive.keys:
        sounds = "".join([sound_of(dialect, sound) for sound in directive.sounds])
        return f"{sounds}{played or _pause(silence)}{redirect(address)}"
    timeout = 1
    if not played:
        timeout, played = (1, _pause(silence)) if dialect.pauses_in_questions else (silence, "")
    method = ' method="POST"' if dialect.gather_method else ""
    return (
        f'<Gather input="dtmf" action="{address}"{method} timeout="{timeout}" numDigits="1" finishOnKey="">'
        f"{in_question(dialect, directive.sounds)}{played}</Gather>{redirect(address)}"
    )


def _music(music: Music) -> str:
    return "" if music.path is None else f"<Play>{audio_address(music.path)}</Play>"


def _pause(seconds: int) -> str:
    return f'<Pause length="{seconds}"/>'


def conference(dialect: Dialect, directive: JoinRoom, address: str, recording: str) -> str:
    """Return a <Dial> with a <Conference>; its action is always called, so nothing follows."""
    moderator = directive.moderator
    begins = None if moderator is None else str(moderator).lower()
    path = directive.music if dialect.plays_to_conferences else None
    music = "" if path is None else f' waitUrl="{escaped(audio_address(path))}" waitMethod="GET"'
    return (
        f'<Dial action="{address}" method="POST"><Conference'
        f"{attribute('startConferenceOnEnter', begins)}{flag('endConferenceOnExit', is_set=moderator is True)}"
        f"{flag('muted', is_set=directive.muted)}{music}"
        f"{attribute('record', 'record-from-start' if directive.record else None)}"
        f"{recording_callback(recording) if directive.record else ''}>"
        f"{escaped(directive.room[:128])}</Conference></Dial>"
    )


def stream(dialect: Dialect, directive: ConnectStream, address: str) -> str:
    """Return a <Connect>, then the <Redirect> that is met when it could not be made."""
    parameters = _parameters(directive.data)
    if directive.kind is StreamKind.STREAM:
        machine = f'<Stream url="{escaped(directive.url)}"{dialect.stream}>{parameters}</Stream>'
    else:
        voice = _relay_voice(directive.voice) if dialect.relay_voices else ""
        machine = (
            f'<ConversationRelay url="{escaped(directive.url)}"{attribute("language", directive.locale)}{voice}>'
            f"{parameters}</ConversationRelay>"
        )
    return f'<Connect action="{address}" method="POST">{machine}</Connect>{redirect(address)}'


def _relay_voice(voice: str | None) -> str:
    """Return provider and voice, which <Say> spells as one: `Polly.Joanna-Neural`."""
    company, _, name = (voice or "").partition(".")
    provider = {"Polly": "Amazon", "Google": "Google"}.get(company)
    return f"{attribute('ttsProvider', provider)}{attribute('voice', name)}" if provider and name else ""


def _parameters(data: Mapping[str, str]) -> str:
    written = []
    for name, value in data.items():
        room = max(0, _MOST_PARAMETER - len(name))
        if value and name:
            written.append(f'<Parameter name="{escaped(name)}" value="{escaped(value[:room])}"/>')
    return "".join(written)


def payment(directive: TakePayment, address: str) -> str:
    """Return a <Pay>, then the <Redirect> that is met when it could not be begun."""
    cards: Sequence[str] = [card.replace("_", "-") for card in directive.cards]
    token = None if directive.token is None else directive.token.replace("_", "-")
    return (
        f'<Pay action="{address}" method="POST" chargeAmount="{escaped(directive.amount)}"'
        f"{attribute('currency', directive.currency.lower())}"
        f"{attribute('description', directive.purpose[:_LONGEST_DESCRIPTION])}"
        f"{attribute('validCardTypes', ' '.join(cards))}{attribute('tokenType', token)}"
        f' maxAttempts="{directive.tries}"{attribute("language", directive.locale)}/>{redirect(address)}'
    )
