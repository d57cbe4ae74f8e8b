"""Gather: what the telephone does with keys, words and silence."""

from ivr.handset.heard import KeysLost, WaitingForCallee, WaitingForInput, WaitingInQueue
from ivr.handset.keypad import enter
from ivr.phone.call import Call
from ivr.phone.documents import Place
from ivr.phone.verbs import Gather

_END = {"msg": "Gather End"}  # Twilio sends it, undocumented; a server must bear fields it does not know


def begin(call: Call, gather: Gather) -> None:
    """Let the prompts be heard and wait; keys pressed ahead cut them short."""
    if call.stage.place is Place.WHISPER:
        _ask_callee(call, gather)
        return
    if call.held_keys and gather.dtmf:
        take_keys(call, gather, "")
        return
    call.lose_keys()
    _play_prompts(call, gather)
    call.gather = gather
    in_queue = call.queue is not None and call.stage.place is Place.QUEUE
    asked = waiting_for(gather)
    call.waits = WaitingInQueue(call.queue.verb.name, asked) if in_queue and call.queue is not None else asked


def waiting_for(gather: Gather) -> WaitingForInput:
    """Return what a Gather waits for, as the caller may know it."""
    return WaitingForInput(
        gather.num_digits,
        gather.finish_on_key,
        gather.timeout_s,
        gather.dtmf,
        gather.speech,
        gather.hints,
        gather.language,
    )


def take_keys(call: Call, gather: Gather, keys: str) -> None:
    """Press keys, after those held, and then none until the Gather ends; what it leaves is held for the next."""
    if not gather.dtmf:
        call.hear(KeysLost(keys))
        stay_silent(call, gather)
        return
    entry = enter(gather.finish_on_key, gather.num_digits, call.held_keys + keys)
    call.held_keys = entry.rest
    call.webhooks.caller_acted()
    timed_out = not entry.finished_on_key and len(entry.digits) != gather.num_digits
    call.seconds += gather.timeout_s if timed_out else 1
    if entry.digits or gather.action_on_empty_result:
        fields = {"Digits": entry.digits, "FinishedOnKey": entry.finished_on_key}
        call.turn_page(gather.action, gather.method, fields | _END)


def take_words(call: Call, gather: Gather, words: str, confidence: float) -> None:
    """Speak; a Gather that listens for keys only hears nothing."""
    if not gather.speech:
        stay_silent(call, gather)
        return
    call.seconds += len(words.split()) / 2.5 + 1
    fields = {"SpeechResult": words, "Confidence": f"{confidence:.8g}", "Language": gather.language}
    call.turn_page(gather.action, gather.method, fields)


def stay_silent(call: Call, gather: Gather) -> None:
    """Let the time run out: the document goes on, unless it asked to be told of silence too."""
    call.seconds += gather.timeout_s
    if gather.action_on_empty_result:
        fields = {"Digits": "", "FinishedOnKey": ""} if gather.dtmf else {"SpeechResult": ""}
        call.turn_page(gather.action, gather.method, fields | _END)


def press_as_callee(call: Call, gather: Gather, keys: str) -> None:
    """The callee, alone with a whispered question, presses keys or none."""
    entry = enter(gather.finish_on_key, gather.num_digits, keys)
    if (keys and gather.dtmf and entry.digits) or gather.action_on_empty_result:
        fields = {"Digits": entry.digits, "FinishedOnKey": entry.finished_on_key}
        call.turn_page(gather.action, gather.method, fields | _END)


def _ask_callee(call: Call, gather: Gather) -> None:
    dialling = call.dialling
    assert dialling is not None
    assert dialling.picked_up is not None
    _play_prompts(call, gather)
    keys, dialling.key = dialling.key, ""
    if keys or dialling.silent:
        press_as_callee(call, gather, keys)
        return
    callee, leg = dialling.picked_up
    call.gather = gather
    call.waits = WaitingForCallee(
        (callee.address,), dialling.verb.timeout_s, leg.from_number, asked=waiting_for(gather)
    )


def _play_prompts(call: Call, gather: Gather) -> None:
    for prompt in gather.prompts:
        call.hear_prompt(prompt)
