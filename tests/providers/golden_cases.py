"""Directive lists and the names of the TwiML documents they must become (tests/golden/twilio/NAME.xml)."""

from collections.abc import Mapping
from typing import Final

from ivr.dialog.directives import (
    AddressKind,
    AskCallee,
    AskFunction,
    AskService,
    AwaitSystem,
    Callee,
    Collect,
    Connect,
    ConnectStream,
    Dial,
    Directive,
    Enqueue,
    HangUp,
    JoinRoom,
    LeaveFor,
    LeaveQueue,
    Listening,
    Music,
    Pause,
    PlayAudio,
    PlayRecording,
    Record,
    RejectCall,
    Speak,
    TakeFromQueue,
    TakePayment,
    WaitOn,
    Whisper,
)
from ivr.menu.line import Service
from ivr.menu.templates.template import Run
from ivr.menu.verbs import Priority, StreamKind, Token
from ivr.ports.webhooks import Ways
from ivr.values import PhoneNumber, Seconds

WAY_ON: Final = "/voice/balance/account?turn=7&menus=3f9c2a&lang=es&k=Zm9v_-"
WAYS: Final = Ways(
    WAY_ON,
    whisper="/voice/side/whisper?call=CA1&turn=7&asked=0&k=Zm9v_-",
    wait="/voice/side/wait?call=CA1&turn=7&begun=1&k=Zm9v_-",
)

WELCOME: Final = Speak("Thank you for calling Acme Bank.", "en-US", "Polly.Joanna-Neural", is_fixed=True)
CHOICES: Final = Speak("For balances, press 1. For lost cards, press 2.", "en-US", "Polly.Joanna-Neural", is_fixed=True)
SPANISH: Final = Speak("Para español, oprima el 9.", "es-US", "Polly.Lupe-Neural", is_fixed=True)
ANNA: Final = Callee(AddressKind.PHONE, PhoneNumber("+14155550111"))
BEN: Final = Callee(AddressKind.PHONE, PhoneNumber("+14155550112"), then_press="ww3#")
DESK: Final = Callee(AddressKind.SIP, PhoneNumber("sip:desk@acme.example;transport=tls"))
BROWSER: Final = Callee(AddressKind.CLIENT, PhoneNumber("client:anna"))

SPELLED: Final = (
    Run("Your code is ", is_value=False),
    Run("A, 4, arroba, É, &", is_value=True, is_spelled=True),
    Run(". Tom & Jerry.", is_value=False),
)
_CODE: Final = "".join(run.text for run in SPELLED)

GOLDEN: Final[Mapping[str, tuple[Directive, ...]]] = {
    "say_spelled": (
        Speak(_CODE, "en-US", "Polly.Joanna-Neural", runs=SPELLED),
        Speak(_CODE, "en-US", "Google.en-US-Wavenet-C", slow=True, runs=SPELLED),
        Speak(_CODE, "en-US", "woman", runs=SPELLED),
        Speak(_CODE, "en-US", "pyttsx3:en-us", runs=SPELLED),
        HangUp(),
    ),
    "menu": (Collect((WELCOME, CHOICES, SPANISH), Seconds(5), max_digits=1),),
    "menu_must_hear_first": (
        Speak("This call may be recorded.", "en-US"),
        Pause(Seconds(1)),
        Collect((CHOICES,), Seconds(5), max_digits=1),
    ),
    "ask_digits": (Collect((PlayAudio("en/account number.wav"),), Seconds(8), max_digits=8, finish_on="#"),),
    "ask_any_number_of_digits": (Collect((), Seconds(10), finish_on="*"),),
    "ask_several_finish_keys": (Collect((CHOICES,), Seconds(5), finish_on="#*"),),
    "ask_no_wait": (Collect((CHOICES,), Seconds(0), max_digits=0),),
    "menu_with_words": (
        Collect(
            (CHOICES,),
            Seconds(5),
            max_digits=1,
            listening=Listening("en-US", ("balance", "how much", "lost, or stolen", "  ", "R&D")),
        ),
    ),
    "ask_words_without_hints": (
        Collect((Speak("¿Cómo se llama?", "es-US"),), Seconds(5), listening=Listening("es-US")),
    ),
    "voicemail": (
        Speak("Please leave a message after the tone.", "en-US"),
        Record(longest=Seconds(120), silence=Seconds(5), transcribe=True),
    ),
    "voicemail_long": (Record(longest=Seconds(600), silence=Seconds(10), finish_on="*#", transcribe=True),),
    "voicemail_no_key_ends": (Record(longest=Seconds(1), silence=Seconds(0), finish_on=""),),
    "voicemail_endless": (Record(longest=Seconds(999_999), silence=Seconds(5)),),
    "dial_unanswered": (Dial((ANNA,), Seconds(20), caller_id=PhoneNumber("+18005550199")),),
    "dial_after_words": (
        WELCOME,
        Dial((ANNA,), Seconds(20), caller_id=PhoneNumber("+18005550199"), longest=Seconds(3600), record=True),
    ),
    "dial_after_blank_words": (Speak("  ", "en-US"), Dial((ANNA,), Seconds(20))),
    "dial_several_in_order": (Dial((ANNA, BEN, DESK, BROWSER), Seconds(3), in_order=True),),
    "dial_all_at_once": (Dial((ANNA,) * 12, Seconds(9999), longest=Seconds(999_999)),),
    "dial_bare_addresses": (
        Dial(
            (
                Callee(AddressKind.SIP, PhoneNumber("desk@acme.example")),
                Callee(AddressKind.CLIENT, PhoneNumber("anna&ben"), then_press="1"),
                Callee(AddressKind.PHONE, PhoneNumber("+14155550111"), then_press="x"),
            ),
            Seconds(20),
        ),
    ),
    "dial_with_whisper": (Dial((ANNA, BEN, DESK, BROWSER), Seconds(20), whisper=Whisper((WELCOME,), "1", Seconds(5))),),
    "dial_until_star": (Dial((ANNA,), Seconds(20), star_leaves=True),),
    "whisper": (WELCOME, Connect()),
    "whisper_asks": (AskCallee((WELCOME, PlayAudio("en/take.wav")), Seconds(5)),),
    "whisper_taken": (Connect(),),
    "whisper_declined": (HangUp(),),
    "take_from_queue": (WELCOME, TakeFromQueue("cards", Priority.NORMAL)),
    "take_from_queue_recorded": (TakeFromQueue("cards", Priority.HIGH, returned=True, record=True),),
    "take_from_queue_long_name": (TakeFromQueue("c" * 64, Priority.LOW, returned=True),),
    "enqueue": (Enqueue("cards", Priority.NORMAL, 1),),
    "enqueue_at_the_place_kept": (Enqueue("cards", Priority.HIGH, 1, returned=True),),
    "redirect": (WELCOME, LeaveFor("https://other.example/voice?from=us&to=them")),
    "slower": (
        Speak("Slowly & clearly.", "en-US", "Polly.Joanna-Neural", slow=True),
        Speak("This voice cannot.", "en-US", "man", slow=True),
        HangUp(),
    ),
    "recording": (PlayRecording("https://api.twilio.com/Recordings/RE1?a=b&c=d"), HangUp()),
    "goodbye": (Speak("Goodbye.", "en-US", "man"), HangUp()),
    "hang_up": (HangUp(),),
    "reject_busy": (RejectCall(busy=True),),
    "reject": (RejectCall(busy=False),),
    "sounds": (
        PlayAudio("welcome.wav", WELCOME),
        PlayAudio("es/año nuevo/50% & más's.wav"),
        Pause(Seconds(0)),
        Pause(Seconds(3)),
        HangUp(),
    ),
    "escapes": (
        Speak('5 < 6 & 7 > 6, "quoted", isn\'t it\n\tso?', "en-US", 'x" loop="9'),
        Speak("bell\x07, escape\x1b, half a pair \ud800, no character \ufffe\uffff, dog 🐕", "en-US"),
        HangUp(),
    ),
    "blank_words": (Speak("", "en-US"), Speak("\x00\x0b", "en-US"), Speak("No locale.", ""), HangUp()),
    "long_words": (
        Speak(" ".join(f"This is sentence number {number}." for number in range(1, 131)), "en-US", "Polly.Joanna"),
        HangUp(),
    ),
    "dial_with_everything": (
        Dial(
            (ANNA, BEN),
            Seconds(15),
            caller_id=PhoneNumber("+18005550199"),
            longest=Seconds(600),
            in_order=True,
            record=True,
            whisper=Whisper((WELCOME,), "any", Seconds(5)),
            star_leaves=True,
        ),
    ),
    "voicemail_transcribed_in_time": (Record(Seconds(120), Seconds(5), transcribe=True),),
    "voicemail_too_long_to_transcribe": (Record(Seconds(121), Seconds(5), transcribe=True),),
    "queue": (Speak("All our agents are busy.", "en-US"), Enqueue("cards", Priority.NORMAL, since=1_772_533_200)),
    "queue_first": (Enqueue("cards", Priority.HIGH, since=1_772_533_200, data={"account": "12"}),),
    "queue_last": (Enqueue("cards", Priority.LOW, since=1_772_533_200, record=True),),
    "queue_with_a_long_name": (Enqueue("very_long_name_" * 6, Priority.HIGH, since=1_772_533_200),),
    "queue_come_back_to": (Enqueue("cards", Priority.HIGH, since=1_772_533_200, returned=True),),
    "agent_takes": (TakeFromQueue("cards", Priority.NORMAL),),
    "agent_takes_who_returned": (TakeFromQueue("cards", Priority.HIGH, returned=True, record=True),),
    "wait_with_music": (WaitOn((CHOICES,), Music("en/hold music.wav"), Seconds(30)),),
    "wait_for_a_key": (WaitOn((CHOICES,), Music("hold.wav"), Seconds(30), keys="1*"),),
    "wait_in_silence": (WaitOn((), Music(None), Seconds(45)),),
    "wait_a_moment_for_a_key": (WaitOn((), Music(None), Seconds(0), keys="#"),),
    "wait_is_over": (LeaveQueue("late"),),
    "conference": (WELCOME, JoinRoom("daily & weekly")),
    "conference_moderated": (JoinRoom("daily", moderator=True, record=True),),
    "conference_until_moderated": (JoinRoom("daily", moderator=False, muted=True, music="hold.wav"),),
    "conference_with_a_long_name": (JoinRoom("x" * 200),),
    "stream": (
        Speak("One moment.", "en-US"),
        ConnectStream("wss://media.example/in?a=b&c=d", StreamKind.STREAM, "en-US", None),
    ),
    "stream_with_data": (
        ConnectStream(
            "wss://media.example/in",
            StreamKind.STREAM,
            "en-US",
            "Polly.Joanna-Neural",
            {"account": '12 "34" & more', "empty": "", "long": "x" * 600},
        ),
    ),
    "relay": (ConnectStream("wss://agent.example", StreamKind.RELAY, "es-US", "Polly.Lupe-Neural", {"name": "Ada"}),),
    "relay_with_another_voice": (ConnectStream("wss://agent.example", StreamKind.RELAY, "en-US", "Google.en-US-O"),),
    "relay_without_a_voice": (ConnectStream("wss://agent.example", StreamKind.RELAY, "de-DE", "man"),),
    "payment": (
        Speak("Now for your card.", "en-US"),
        TakePayment("12.50", "USD", "Invoice 17 & tax", (), None, 2, "en-US"),
    ),
    "payment_with_everything": (
        TakePayment("1.00", "EUR", "x" * 200, ("visa", "diners_club"), Token.REUSABLE, 3, "fr-FR"),
    ),
    "wait_for_a_system": (Speak("One moment please.", "en-US"), AwaitSystem()),
    "never_sent_to_a_service": (
        AskService(
            Service("bank", "https://bank.example"), "GET", "x", {}, None, {}, has_body=False, timeout=Seconds(4)
        ),
    ),
    "never_sent_to_a_function": (AskFunction("find_order", {}, Seconds(4)),),
    "long_words_in_cyrillic": (Speak(" ".join(["слово"] * 160) + ".", "ru-RU", "Google.ru-RU-Wavenet-A"), HangUp()),
}
