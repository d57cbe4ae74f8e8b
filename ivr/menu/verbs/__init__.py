"""The verbs of the language: what a step does, one frozen class each."""

from typing import TypeAlias

from ivr.menu.verbs.asking import Ask, AskKind, Callback, Menu, Offers
from ivr.menu.verbs.passing import (
    Case,
    CheckHours,
    Choose,
    Do,
    Go,
    HangUp,
    NoMore,
    OptOut,
    Reject,
    RejectReason,
    Say,
    SetLanguage,
    SetNames,
)
from ivr.menu.verbs.reaching import (
    Conference,
    Dial,
    Pay,
    Priority,
    Queue,
    Redirect,
    Stream,
    StreamKind,
    Token,
    Voicemail,
)
from ivr.menu.verbs.systems import Body, Fetch, Run, SendText

__all__ = [
    "Ask",
    "AskKind",
    "Asking",
    "Body",
    "Callback",
    "Case",
    "CheckHours",
    "Choose",
    "Conference",
    "Dial",
    "Do",
    "Ending",
    "Fetch",
    "Go",
    "HangUp",
    "Menu",
    "NoMore",
    "Offers",
    "OptOut",
    "Passing",
    "Pay",
    "Priority",
    "Queue",
    "Reaching",
    "Redirect",
    "Reject",
    "RejectReason",
    "Run",
    "Say",
    "SendText",
    "SetLanguage",
    "SetNames",
    "Stream",
    "StreamKind",
    "System",
    "Token",
    "Verb",
    "Voiced",
    "Voicemail",
]

Asking: TypeAlias = Menu | Ask | Callback
Reaching: TypeAlias = Dial | Voicemail | Queue | Conference | Stream | Pay | Redirect
Voiced: TypeAlias = Dial | Queue | Conference | Stream | Pay | Redirect  # what no text message can do
System: TypeAlias = Fetch | Run | SendText
Passing: TypeAlias = Say | CheckHours | Choose | SetNames | SetLanguage | OptOut | Do | Go
Ending: TypeAlias = HangUp | Reject
Verb: TypeAlias = Asking | Reaching | System | Passing | Ending
