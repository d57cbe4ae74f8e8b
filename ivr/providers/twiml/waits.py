"""What waits for somebody, as XML: questions, recordings, people who are rung. The hot path: strings joined."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, assert_never
from urllib.parse import quote

from ivr.dialog.directives import AddressKind, AskCallee, Callee, Collect, Dial, Listening, Record
from ivr.ports.webhooks import Ways
from ivr.providers.twiml.dialect import Dialect
from ivr.providers.twiml.heard import in_question
from ivr.providers.twiml.markup import as_xml, attribute, escaped, recording_callback, redirect

_NOT_A_FINISH_KEY: Final = re.compile(r"[^0-9*#]")
_MOST_HINTS: Final = 500
_MOST_HINT: Final = 100
_MOST_HINTS_BYTES: Final = 20_000  # of the document, so that 500 long ones leave room for the rest
_MOST_CALLEES: Final = 10
_LONGEST_RECORDING_S: Final = 14_400


def collect(dialect: Dialect, asked: Collect, address: str) -> str:
    """Return a <Gather>, then the <Redirect> that silence, or a finishing key pressed first, falls through to.

    `finishOnKey` is always written: left out it would mean `#`, which then could be nobody's answer.
    """
    listening = asked.listening
    method = ' method="POST"' if dialect.gather_method else ""
    kinds = "dtmf" if listening is None else "dtmf speech"
    finish = _NOT_A_FINISH_KEY.sub("", asked.finish_on)[:1]
    digits = "" if asked.max_digits is None else f' numDigits="{max(1, asked.max_digits)}"'
    return (
        f'<Gather input="{kinds}" action="{address}"{method}'
        f' timeout="{min(max(1, asked.wait), dialect.most_wait)}"{digits} finishOnKey="{finish}"'
        f"{'' if listening is None else _listening(dialect, listening)}>"
        f"{in_question(dialect, asked.sounds)}</Gather>{redirect(address)}"
    )


def _listening(dialect: Dialect, listening: Listening) -> str:
    """Return the attributes for speech; those of a menu are remembered, what comes from a call is not."""
    return (_attributes_for if listening.is_private else _attributes_of_menu)(dialect, listening)


@lru_cache(maxsize=256)
def _attributes_of_menu(dialect: Dialect, listening: Listening) -> str:
    return _attributes_for(dialect, listening)


def _attributes_for(dialect: Dialect, listening: Listening) -> str:
    """Return the attributes for speech.

    No `speechModel`: the provider then picks the recogniser, and another when that one is down. Besides, a model may
    forbid `speechTimeout="auto"`, which answers at the caller's first pause instead of `timeout` later.
    """
    hints = attribute("hints", _hints(listening.hints))
    return f'{attribute("language", listening.locale)}{hints} speechTimeout="{dialect.speech_timeout}"'


def _hints(hints: Sequence[str]) -> str:
    """Return the phrases with commas between them, so none inside; the last are left out past the limits."""
    kept: list[str] = []
    room = _MOST_HINTS_BYTES
    for hint in hints:
        phrase = " ".join(hint.replace(",", " ").split())[:_MOST_HINT].rstrip()
        if not phrase:
            continue
        room -= len(escaped(phrase).encode()) + 1
        if room < 0 or len(kept) == _MOST_HINTS:
            break
        kept.append(phrase)
    return ",".join(kept)


def record(dialect: Dialect, wanted: Record, ways: Ways, address: str) -> str:
    """Return a <Record>, then the <Redirect> that silence falls through to.

    The caller's message matters more than its words, so one that is too long to be written out is recorded whole.
    """
    longest = min(max(2, wanted.longest), _LONGEST_RECORDING_S)
    finish = _NOT_A_FINISH_KEY.sub("", wanted.finish_on)
    transcribe = ""
    if wanted.transcribe and longest <= dialect.longest_transcribed:
        flag, callback = dialect.transcribe
        transcribe = f' {flag}="true" {callback}="{escaped(ways.transcript)}"'
    return (
        f'<Record action="{address}" method="POST" maxLength="{longest}" timeout="{max(0, wanted.silence)}"'
        f' finishOnKey="{finish}" playBeep="true" trim="trim-silence"{dialect.record}'
        f"{recording_callback(ways.recording)}{transcribe}/>"
        f"{redirect(address)}"
    )


def dial(dialect: Dialect, wanted: Dial, ways: Ways, *, is_first: bool) -> str:
    """Return a <Dial>; its action is always called, so nothing follows. It may ring some seconds longer than told."""
    # No keys are heard before it is answered.
    answers_late = is_first and not wanted.star_leaves
    whisper = ways.whisper if wanted.whisper is not None else None
    caller_id = None if wanted.caller_id is None else wanted.caller_id.reveal()
    longest = None if wanted.longest is None else _talk(dialect, wanted.longest)
    return (
        f'<Dial action="{escaped(ways.on)}" method="POST" timeout="{min(max(5, wanted.ring), dialect.longest_ring)}"'
        f"{attribute('callerId', caller_id)}{attribute('timeLimit', longest)}"
        # Elsewhere than first the call is answered already.
        f"{attribute('answerOnBridge', 'true' if answers_late else None)}"
        f"{attribute('hangupOnStar', 'true' if wanted.star_leaves else None)}"
        f"{attribute('record', 'record-from-answer-dual' if wanted.record else None)}"
        f"{recording_callback(ways.recording) if wanted.record else ''}"
        f"{attribute('sequential', 'true' if wanted.in_order else None)}>"
        f"{''.join([_callee(dialect, callee, whisper) for callee in wanted.callees[:_MOST_CALLEES]])}</Dial>"
    )


def _talk(dialect: Dialect, longest: int) -> str:
    return str(min(max(dialect.shortest_talk, longest), dialect.longest_talk))


def _callee(dialect: Dialect, callee: Callee, whisper: str | None) -> str:
    address = callee.address.reveal()
    url = "" if whisper is None else f' url="{escaped(whisper)}" method="POST"'
    match callee.kind:
        case AddressKind.PHONE:
            keys = _sent(dialect, callee.then_press or "")
            return f"<Number{attribute('sendDigits', keys)}{url}>{escaped(address)}</Number>"
        case AddressKind.SIP:
            sip = address if address.startswith(("sip:", "sips:")) else f"sip:{address}"
            return f"<Sip{url}>{escaped(sip)}</Sip>"
        case AddressKind.CLIENT:
            name = address.removeprefix("client:")
            if not dialect.rings_clients:  # an address that nobody has, so the step's `failed` is taken
                return f"<Sip>sip:{quote(as_xml(name), safe='')}@client.invalid</Sip>"
            return f"<Client{url}>{escaped(name)}</Client>"
        case _:
            assert_never(callee.kind)


def _sent(dialect: Dialect, keys: str) -> str:
    if dialect.sends.fullmatch("W") is None:
        keys = keys.replace("W", "ww")  # a whole second
    return "".join(dialect.sends.findall(keys))


def ask_callee(dialect: Dialect, asked: AskCallee, address: str) -> str:
    """Return what a callee hears alone, twice, then the end of their leg. No <Redirect> is allowed there."""
    method = ' method="POST"' if dialect.gather_method else ""
    gather = (
        f'<Gather input="dtmf" action="{address}"{method} timeout="{min(max(1, asked.wait), dialect.most_wait)}"'
        f' numDigits="1" finishOnKey="">{in_question(dialect, asked.sounds)}</Gather>'
    )
    return f"{gather}{gather}<Hangup/>"
