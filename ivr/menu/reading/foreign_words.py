"""What people from other systems type, and our words for it: the first of them that may stand there is meant.

Twilio Studio and TwiML, VoiceXML, Asterisk, Amazon Connect, Genesys and the YAML of home-made phone menus speak so.
"""

from collections.abc import Mapping
from typing import Final


def _each(*words: str, own: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(words, own)


_SILENCE: Final = ("on_silence", "silent", "otherwise")
_WRONG: Final = ("on_wrong", "otherwise", "refused")
_FAILED: Final = ("failed", "otherwise")

FOREIGN: Final[Mapping[str, tuple[str, ...]]] = {
    # manners
    **_each("timeout", "time_out", "dial_timeout", "seconds", own=("wait", "ring", "timeout", "max_wait")),
    **_each("no_input", "noinput", "no_answer_given", "silence", "on_no_input", "on_timeout", own=_SILENCE),
    **_each("no_match", "nomatch", "invalid", "unknown", "wrong", "on_no_match", "error_message", own=_WRONG),
    **_each("retries", "attempts", "max_attempts", "max_retries", "retry", "max_tries", "repeats", own=("tries",)),
    **_each("exit", "fallback", "max_retries_reached", "last_resort", own=("give_up", "otherwise")),
    **_each("reprompt", "repeat_prompt", "second_prompt", "short_prompt", own=("again",)),
    **_each("min_confidence", "threshold", own=("confidence",)),
    "manners": ("patience",),
    # ways
    **_each("default", "else", "other", "catch_all", own=("otherwise", "next")),
    **_each("goto", "go_to", "then", "target", "next_step", "transition", "redirect_to", "after", own=("next",)),
    **_each("success", "done", "ok", "completed", own=("next", "answered", "paid")),
    **_each("fail", "failure", "error", "exception", own=_FAILED),
    **_each("answer", "connected", "bridged", own=("answered",)),
    **_each("noanswer", "unanswered", "not_answered", "timed_out", own=("no_answer", "otherwise")),
    **_each("not_found", "404", own=("missing",)),
    **_each("max_visits", "max_loops", "loops", "limit", own=("at_most", "limits", "most")),
    # choices and answers
    **_each("options", "choices", "dtmf", "branches", "buttons", "extensions", "input_map", own=("keys",)),
    **_each("phrases", "speech", "synonyms", "utterances", "intents", own=("words", "hints")),
    **_each("digits", "num_digits", "max_digits", "min_digits", "min_length", "max_length", own=("length", "max")),
    **_each("type", "kind", "datatype", "grammar", own=("as", "kind")),
    **_each("validate", "validation", "pattern", "regex", own=("check",)),
    **_each("variable", "var", "store", "save_as", "name", "result", "assign", "into", own=("save", "into", "line")),
    **_each("terminator", "finish_on_key", "end_key", "termination_key", own=("finish",)),
    **_each("format", "date_format", "order", own=("written",)),
    **_each("max_duration", "duration", "max_seconds", "time_limit", own=("max",)),
    **_each("secret", "private", "masked", "pci", own=("sensitive",)),
    **_each("confirmation", "read_back", own=("confirm",)),
    "remember": ("keep",),
    # verbs
    **_each("gather", "collect", "get_input", "question", "prompt_and_collect", own=("ask",)),
    "input": ("ask", "keys"),
    **_each("prompt", "play", "speak", "tts", "announcement", "playback", own=("say", "announce", "menu")),
    "message": ("say", "voicemail", "text"),
    **_each("transfer", "forward", "connect", "call", "extension", "phone_number", own=("dial",)),
    **_each("phone", "number", "numbers_to_dial", own=("dial", "numbers")),
    **_each("record", "leave_message", own=("voicemail", "record")),
    **_each("if", "split", "switch", "branch", "condition", "case", "decide", own=("choose", "when")),
    **_each("schedule", "business_hours", "opening_hours", "time_check", own=("hours",)),
    **_each("end", "disconnect", "hang_up", "goodbye", "terminate", own=("hangup",)),
    **_each("busy_signal", "block", own=("reject",)),
    **_each("enqueue", "hold", "acd", own=("queue",)),
    **_each("http", "http_request", "webhook", "api", "get", "request", own=("fetch",)),
    **_each("function", "lambda", "script", "execute", "code", own=("run",)),
    **_each("gosub", "subroutine", "subflow", "include", "call_flow", own=("do",)),
    **_each("sms", "send_sms", "send_text", "send_message", own=("text",)),
    **_each("set_language", "locale_switch", own=("language",)),
    **_each("variables", "set_variable", "set_variables", own=("set",)),
    **_each("room", "meeting", own=("conference",)),
    **_each("payment", "charge", own=("pay",)),
    "handoff": ("redirect",),
    "ivr": ("menu", "line"),
    # reaching people
    **_each("callerid", "caller", "from_number", "show_number", own=("caller_id",)),
    **_each("screen", "screening", "press_to_accept", own=("accept",)),
    **_each("send_digits", "dtmf_after", "post_digits", own=("then_press",)),
    **_each("sequential", "one_by_one", "hunt", own=("in_order",)),
    **_each("music_on_hold", "hold_music", "moh", "wait_url", own=("music", "announce")),
    **_each("max_wait_time", "wait_time", "max_queue_time", own=("max_wait",)),
    **_each("max_size", "capacity", "max_callers", own=("most",)),
    **_each("interval", "announce_every", "frequency", own=("every",)),
    **_each("members", "operators", "workers", "team", own=("agents",)),
    "mute": ("muted",),
    # systems and line.yaml
    **_each("params", "parameters", "query_string", own=("query", "with")),
    **_each("json", "payload", own=("body",)),
    **_each("args", "arguments", "data", own=("with", "body")),
    **_each("please_wait", "wait_message", own=("meanwhile",)),
    **_each("closed_days", "exceptions", "special", "special_days", own=("except",)),
    **_each("filename", "file", "url", "sound", "wav", own=("audio",)),
    **_each("lang", "languages", own=("language", "languages")),
    "mail": ("email",),
    **_each("tz", "time_zone", own=("timezone",)),
    **_each("start", "entry", "entry_point", "first", own=("calls",)),
    **_each("on_hangup", "on_hang_up", own=("hung_up",)),
    **_each("global", "globals", "universal", "everywhere", own=("anywhere",)),
    **_each("people", "agents_list", "destinations", "teams", own=("contacts",)),
    **_each("apis", "endpoints", "webhooks", own=("services",)),
    **_each("title", "line_name", own=("line",)),
}

# What has no word of ours, in a sentence.
ADVICE: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("barge_in", "bargein", "interruptible", "barge"),
        "Prompts can always be interrupted; `must_hear: yes` at a `say` keeps it from being.",
    ),
    **dict.fromkeys(
        ("language_code", "voice_name", "voice"), "Languages and their voices stand under `languages:` in line.yaml."
    ),
    **dict.fromkeys(
        ("headers", "auth", "token_header"), "Headers stand at the service, under `services:` in line.yaml."
    ),
    **dict.fromkeys(
        ("action", "status_callback", "callback_url"), "No address is needed: the line knows where it is called back."
    ),
    "method": "The method stands before the address: `fetch: POST bank/transfers`.",
    "inter_digit_timeout": "`wait` is for the first key and between keys; there is one timer.",
}
