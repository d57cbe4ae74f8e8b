"""Studio flows as menus: they take callers the way that the flow says, and tell what could not be carried over."""

import json
from typing import Any

import pytest
from conversation import Conversation, loaded
from studio_flows import flow, say, split, widget

from ivr.dialog.directives import AskFunction, AskService, Enqueue, JoinRoom, LeaveFor, TakePayment
from ivr.menu.checking.check import Known, examine
from ivr.menu.proving.prove import prove
from ivr.menu.studio.convert import Imported, import_flow
from ivr.menu.studio.flow import NotAFlowError
from ivr.menu.studio.names import Names
from ivr.menu.studio.patterns import find_listed
from ivr.menu.studio.remarks import Weight

BYE = say("bye", "Goodbye.")


def call(imported: Imported, **more: Any) -> Conversation:
    """Ring the imported line, which passes the check and is proved to end."""
    problems = [str(each) for each in examine(imported.files, Known(), manners=False).problems if each.is_error]
    assert problems == []
    menus = loaded(tuple(sorted(imported.files.items())))
    proof = prove(menus)
    assert proof is not None
    assert proof.holds
    return Conversation(menus, **more)


def told(imported: Imported, weight: Weight) -> list[str]:
    return [f"{each.widget}: {each.text}" for each in imported.remarks if each.weight is weight]


def gather(name: str, words: str, properties: dict[str, Any] | None = None, **exits: str | None) -> dict[str, Any]:
    usual = {"say": words, "timeout": 5, "number_of_digits": 1, "finish_on_key": "#"}
    return widget(name, "gather-input-on-call", {**usual, **(properties or {})}, **exits)


# --- questions ----------------------------------------------------------------------------------------------------


def test_callers_choose_as_in_the_flow() -> None:
    imported = import_flow(
        flow(
            gather("menu-1", "Press 1 or 2.", keypress="split_1", speech="split_1", timeout="menu-1"),
            split(
                "split_1",
                ("{{widgets.menu-1.Digits}}", "equal_to", "1", "sales"),
                ("{{widgets.menu-1.Digits}}", "matches_any_of", "2, 3", "bye"),
                ("{{widgets.menu-1.SpeechResult}}", "contains", "sales", "sales"),
                otherwise="wrong",
            ),
            say("sales", "Sales.", "bye"),
            say("wrong", "No such choice.", "menu-1"),
            BYE,
        )
    )
    assert "split" not in imported.files["main.yaml"], "the menu says all of it"
    assert call(imported).presses("1").heard == "Sales. Goodbye."
    assert call(imported).presses("3").heard == "Goodbye."
    assert call(imported).says("sales please").heard == "Sales. Goodbye."
    assert call(imported).presses("9").heard == "No such choice. Press 1 or 2."
    assert call(imported).silence().heard.endswith("Press 1 or 2.")
    again = call(imported)
    for _ in range(40):
        if not again.ended:
            again.presses("9")
    assert again.ended, "Studio would ask for ever"
    mistakes = told(imported, Weight.MISTAKE)
    assert any("it asks for ever where nobody answers" in each for each in mistakes)
    assert any("callers can come back to it for ever" in each for each in mistakes)


def test_an_answer_is_saved_and_heard() -> None:
    imported = import_flow(
        flow(
            gather("Zip", "Your zip?", {"number_of_digits": 5}, keypress="tell", speech=None, timeout="bye"),
            say("tell", "You said {{widgets.Zip.Digits}}.", "bye"),
            BYE,
        )
    )
    assert call(imported).presses("02134").heard == "You said 02134. Goodbye."
    assert call(imported).silence().heard == "Goodbye."


def test_what_is_only_said_is_words() -> None:
    imported = import_flow(
        flow(
            gather("Why", "Why do you call?", {"hints": "bill, card"}, keypress=None, speech="tell", timeout="bye"),
            say("tell", "{{widgets.Why.SpeechResult}}", "bye"),
            BYE,
        )
    )
    assert call(imported).says("my card is lost").heard == "my card is lost Goodbye."


def test_a_split_that_looks_at_another_questions_answer_is_told() -> None:
    imported = import_flow(
        flow(
            gather("first", "First?", keypress="second", speech=None, timeout="bye"),
            gather("second", "Second?", keypress="check", speech=None, timeout="bye"),
            split("check", ("{{widgets.first.Digits}}", "equal_to", "1", "yes"), otherwise="bye"),
            say("yes", "Yes.", "bye"),
            BYE,
        )
    )
    assert "check: it follows the question `second`, but looks at what was answered to `first`." in told(
        imported, Weight.MISTAKE
    )
    assert call(imported).presses("1", "2").heard == "Yes. Goodbye."


# --- conditions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "yes", "no"),
    [
        ("equal_to", "red", "Red", "blue"),
        ("not_equal_to", "red", "blue", "red"),
        ("matches_any_of", "red, green", "green", "blue"),
        ("does_not_match_any_of", "red, green", "blue", "red"),
        ("contains", "ed", "red", "blue"),
        ("does_not_contain", "ed", "blue", "red"),
        ("starts_with", "re", "red", "blue"),
        ("less_than", "10", "9", "11"),
        ("greater_than", "10", "11", "9"),
        ("is_blank", "", "", "x"),
        ("is_not_blank", "", "x", ""),
        ("is_before_time", "12:00", "09:30", "17:00"),
        ("is_after_time", "12:00", "17:00", "09:30"),
        ("is_before_date", "2026-06-01", "2026-01-31", "2026-12-01"),
        ("is_after_date", "2026-06-01", "2026-12-01", "2026-01-31"),
    ],
)
def test_each_kind_of_condition(kind: str, value: str, yes: str, no: str) -> None:
    for given, heard in ((yes, "Yes."), (no, "No.")):
        imported = import_flow(
            flow(
                widget("vars", "set-variables", {"variables": [{"key": "it", "value": given}]}, next="check"),
                split("check", ("{{flow.variables.it}}", kind, value, "yes"), otherwise="no"),
                say("yes", "Yes."),
                say("no", "No."),
            )
        )
        assert call(imported).heard == heard, (kind, given)
        assert told(imported, Weight.LOST) == []


def test_a_condition_that_cannot_be_written_is_told() -> None:
    imported = import_flow(
        flow(split("check", ("{{trigger.call.From}}", "regex", "^\\+44", "uk"), otherwise="bye"), say("uk", "UK."), BYE)
    )
    assert [each.partition("`")[0] for each in told(imported, Weight.LOST)] == ["check: the condition "]
    assert call(imported).heard == "Goodbye."


def test_the_hour_decides_where_the_flow_asks_for_it() -> None:
    imported = import_flow(
        flow(
            split("hour", ('{{"now" | date: "%H:%M"}}', "is_before_time", "12:00", "morning"), otherwise="bye"),
            say("morning", "Good morning."),
            BYE,
        )
    )
    assert call(imported, at="2026-03-04 10:00").heard == "Good morning."
    assert call(imported, at="2026-03-04 14:00").heard == "Goodbye."


# --- people -------------------------------------------------------------------------------------------------------


def test_a_dial_and_the_split_on_how_it_went() -> None:
    imported = import_flow(
        flow(
            widget(
                "ring",
                "connect-call-to",
                {"noun": "number", "to": "+14155550111", "timeout": 20, "caller_id": "{{contact.channel.address}}"},
                callCompleted="how",
            ),
            split(
                "how",
                ("{{widgets.ring.DialCallStatus}}", "equal_to", "busy", "busy"),
                ("{{widgets.ring.DialCallStatus}}", "matches_any_of", "no-answer, failed", "nobody"),
                otherwise="bye",
            ),
            say("busy", "Busy."),
            say("nobody", "Nobody."),
            BYE,
        )
    )
    assert call(imported).dialled == ["+14155550111"]
    outcomes = {"busy": "Busy.", "no_answer": "Nobody.", "failed": "Nobody.", "answered": "Goodbye."}
    assert {outcome: call(imported).callee(outcome).heard for outcome in outcomes} == outcomes


@pytest.mark.parametrize(
    ("properties", "dialled"),
    [
        ({"noun": "number-multi", "to": "+14155550111, +14155550112"}, ["+14155550111", "+14155550112"]),
        ({"noun": "sip", "to": "desk@acme.example"}, ["sip:desk@acme.example"]),
        ({"noun": "client", "to": "anna"}, ["anna"]),
        ({"noun": "number", "to": "{{flow.variables.who}}"}, ["+14155550111"]),
    ],
)
def test_whom_it_dials(properties: dict[str, str], dialled: list[str]) -> None:
    who = {"variables": [{"key": "who", "value": "+14155550111"}]}
    ring = widget("ring", "connect-call-to", properties, callCompleted=None)
    imported = import_flow(flow(widget("v", "set-variables", who, next="ring"), ring))
    assert call(imported).dialled == dialled


def test_a_message_is_taken() -> None:
    imported = import_flow(
        flow(
            widget("box", "record-voicemail", {"transcribe": True}, recordingComplete="bye", noAudio="none"),
            say("none", "Nothing was heard."),
            BYE,
        )
    )
    assert call(imported).leaves_message(8).heard == "Goodbye."
    assert call(imported).silence().heard == "Nothing was heard."


@pytest.mark.parametrize(
    ("kind", "properties", "waits"),
    [
        ("enqueue-call", {"queue_name": "Support"}, Enqueue),
        ("send-to-flex", {"workflow": "WW1"}, Enqueue),
        ("connect-call-to", {"noun": "conference", "to": "room"}, JoinRoom),
        ("capture-payments", {"payment_amount": "12.50", "currency": "usd"}, TakePayment),
        ("add-twiml-redirect", {"url": "https://other.example/voice"}, LeaveFor),
        ("run-function", {"url": "https://x.twil.io/look-up", "parameters": [{"key": "a", "value": "1"}]}, AskFunction),
        ("make-http-request", {"method": "POST", "url": "https://api.acme.example/x", "body": "a=1"}, AskService),
    ],
)
def test_what_is_done_by_others(kind: str, properties: dict[str, Any], waits: type) -> None:
    imported = import_flow(flow(widget("it", kind, properties)))
    assert isinstance(call(imported).waits_for, waits)
    assert imported.carried == 1


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("fork-stream", {}),
        ("record-call", {}),
        ("connect-virtual-agent", {}),
        ("make-outgoing-call-v2", {}),
        ("something-new", {}),
        ("connect-call-to", {"noun": "sim", "to": "DE1"}),
        ("make-http-request", {"url": "{{flow.variables.url}}"}),
    ],
)
def test_what_cannot_be_carried_over_is_told_by_its_widget(kind: str, properties: dict[str, Any]) -> None:
    imported = import_flow(flow(widget("it", kind, properties, next=None)))
    assert [each.partition(":")[0] for each in told(imported, Weight.LOST)] == ["it"]
    assert call(imported).ended


def test_a_request_carries_what_it_is_given_and_gives_what_comes_back() -> None:
    properties = {
        "method": "POST",
        "url": "https://api.acme.example/v1/bills/{{trigger.call.From}}?full=1",
        "content_type": "application/json;charset=utf-8",
        "body": '{"who": "{{trigger.call.From}}", "list": [1, true]}',
    }
    imported = import_flow(
        flow(
            widget("bill", "make-http-request", properties, success="tell", failed="bye"),
            say("tell", "You owe {{widgets.bill.parsed.amount}}.", "bye"),
            BYE,
        )
    )
    asked = call(imported).waits_for
    assert isinstance(asked, AskService)
    assert (asked.service.name, asked.method, asked.path) == ("api_acme_example", "POST", "v1/bills/%2B14155551234")
    assert json.loads(json.dumps(asked.body)) == {"who": "+14155551234", "list": ["1", "true"]}


# --- texts --------------------------------------------------------------------------------------------------------


def test_texts_are_sent_and_asked() -> None:
    imported = import_flow(
        flow(
            widget(
                "ask", "send-and-wait-for-reply", {"body": "Rate us 1 to 5."}, incomingMessage="thanks", timeout="ask"
            ),
            widget(
                "thanks", "send-message", {"body": "You said {{widgets.ask.inbound.Body}}."}, sent=None, failed=None
            ),
            message="ask",
        )
    )
    assert "texts: main/ask" in imported.files["line.yaml"]
    assert "no call came to this flow" in " ".join(told(imported, Weight.LOOK))
    assert call(imported).heard == "This number takes text messages only. Goodbye."


def test_texters_do_not_go_round_for_ever() -> None:
    imported = import_flow(
        flow(
            widget(
                "ask", "send-and-wait-for-reply", {"body": "Rate us 1 to 5."}, incomingMessage="split", timeout=None
            ),
            split("split", ("{{widgets.ask.inbound.Body}}", "equal_to", "5", "thanks"), otherwise="again"),
            widget("again", "send-message", {"body": "Please rate us."}, sent="ask", failed="ask"),
            widget("thanks", "send-message", {"body": "Thanks."}, sent=None, failed=None),
            message="ask",
        )
    )
    assert [str(each) for each in examine(imported.files, Known(), manners=False).problems] == []
    again = "ask: texters can come back to it for ever without choosing; here 5 times, then it ends."
    assert told(imported, Weight.MISTAKE) == [again]


def test_a_call_may_send_a_text() -> None:
    send = widget("note", "send-message", {"body": "Thanks.", "to": "{{trigger.call.From}}"}, sent="bye", failed="bye")
    assert call(import_flow(flow(send, BYE))).heard == "Goodbye."


# --- names, and the whole of it -----------------------------------------------------------------------------------


def test_names_that_studio_knows_are_ours_and_what_is_missing_is_blank() -> None:
    imported = import_flow(
        flow(
            say(
                "tell",
                "{{trigger.call.From}} {{flow.channel.address}} {{flow.variables.gone}}|{{widgets.nobody.Digits}}|"
                "{% if trigger.call.FromCity == 'X' %}x{% endif %}{{flow.variables['first-name'] | default: 'you'}}",
            )
        )
    )
    assert call(imported).heard == "+14155551234 +14155550100 ||you"
    assert told(imported, Weight.LOST) == [
        "tell: `widgets.nobody.Digits` is not known here; `nobody_digits` stands for it, and is blank."
    ]


def test_a_flow_within_a_flow() -> None:
    sub = widget(
        "sub", "run-subflow", {"flow_sid": "FW12", "parameters": [{"key": "n", "value": "1"}]}, completed="bye"
    )
    imported = import_flow(flow(sub, BYE))
    assert "flow_fw12.yaml" in imported.files
    assert call(imported).heard == "Goodbye."
    assert any("import the flow FW12 too" in each for each in told(imported, Weight.LOOK))


def test_names_are_kept_apart_and_none_is_a_word_of_ours() -> None:
    widgets = [
        say("Say Hello", "One.", "say-hello"),
        say("say-hello", "Two.", "hangup"),
        say("hangup", "Three.", "2nd"),
    ]
    imported = import_flow(flow(*widgets, say("2nd", "Four.")))
    assert call(imported).heard == "One. Two. Three. Four."


def test_what_nothing_leads_to_is_left_out_and_told() -> None:
    imported = import_flow(flow(BYE, say("lonely", "Nobody.")))
    assert "lonely: nothing leads to it, so it is left out." in told(imported, Weight.MISTAKE)
    assert (imported.carried, imported.widgets) == (1, 2)


def test_a_recording_is_named() -> None:
    imported = import_flow(
        flow(widget("play", "say-play", {"play": "https://x.example/hold/music.mp3"}, audioComplete=None))
    )
    assert call(imported).heard == "(recording: music.mp3)"
    assert any("https://x.example/hold/music.mp3" in each for each in told(imported, Weight.LOOK))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Line 1, column 1: this is not JSON"),
        ('{"states": [\n  {"name": "x",, }\n]}', "Line 2, column 16: this is not JSON"),
        ("[]", "no list of `states`"),
        ('{"nodes": []}', "no list of `states`"),
        ('{"states": [1]}', "no name or no type"),
        ('{"states": []}', "one widget of type `trigger`; this has 0"),
        (flow(widget("a", "say-play", {}, audioComplete="b")), "its exit `audioComplete` leads to `b`"),
        (flow(BYE, BYE), "the same name"),
        ("[" * 100_000, "nested deeper|not JSON"),
    ],
)
def test_what_is_no_flow_is_refused_with_where_and_why(text: str, why: str) -> None:
    with pytest.raises(NotAFlowError, match=why):
        import_flow(text)


def test_a_flow_as_the_api_gives_it() -> None:
    assert import_flow(json.dumps({"sid": "FW1", "definition": json.loads(flow(BYE))})).carried == 1


# --- found in flows that are out there ------------------------------------------------------------------------------


def test_what_was_said_goes_its_own_way_and_so_does_a_key() -> None:
    imported = import_flow(
        flow(
            gather("prompt", "Speak.", keypress="again", speech="answer", timeout="again"),
            say("again", "Please speak.", "bye"),
            say("answer", "You said {{widgets.prompt.SpeechResult}}.", "bye"),
            BYE,
        )
    )
    assert call(imported).says("hello").heard == "You said hello. Goodbye."
    assert call(imported).presses("5").heard == "Please speak. Goodbye."


def test_a_key_that_only_asks_again_is_a_wrong_answer() -> None:
    imported = import_flow(flow(gather("prompt", "Speak.", keypress="prompt", speech="bye", timeout="bye"), BYE))
    assert call(imported).presses("5").heard == "Sorry, that is not one of the choices. Speak."


def test_keys_that_are_asked_for_later_are_entered() -> None:
    imported = import_flow(
        flow(
            gather("prompt", "Your year?", {"number_of_digits": 4}, keypress="tell", speech="bye", timeout="bye"),
            say("tell", 'In {{widgets["prompt"].Digits}}.', "bye"),
            BYE,
        )
    )
    assert call(imported).presses("1984").heard == "In 1984. Goodbye."
    assert any("both lead to the latter" in each for each in told(imported, Weight.LOST))


def test_what_nothing_leads_to_any_more_is_left_out_and_said() -> None:
    imported = import_flow(
        flow(
            widget("ring", "make-outgoing-call-v2", {"to": "+14155550111"}, answered="hello", noAnswer="write"),
            say("hello", "Hello."),
            widget("write", "send-message", {"body": "We rang."}),
        )
    )
    assert "write: what led to it has no place here, so it is left out." in told(imported, Weight.LOST)
    assert (imported.carried, imported.widgets) == (2, 3)
    assert "write" not in imported.files["main.yaml"]


def test_an_answer_that_may_be_missing_begins_blank() -> None:
    imported = import_flow(
        flow(
            widget("ask", "make-http-request", {"url": "https://a.example/x"}, success="tell", failed="tell"),
            say("tell", "It said {{widgets.ask.parsed.items[0].word}}.", "bye"),
            BYE,
        )
    )
    assert call(imported)
    assert "  set:\n    ask_answer: ''\n  next: ask\n" in imported.files["main.yaml"]


def test_a_text_conversation_that_was_handed_to_people_ends() -> None:
    imported = import_flow(
        flow(
            widget("people", "send-to-flex", {"workflow": "WW1"}, callComplete=None, failedToEnqueue=None),
            call="people",
            message="people",
        )
    )
    assert call(imported)
    assert any(each.startswith("people: a text conversation ends here") for each in told(imported, Weight.LOST))


ASSIGNED: dict[str, tuple[str, str]] = {
    "a place in a list": (
        "{% assign at = flow.variables.place | plus: 0 %}{{ flow.variables.list[at] }}",
        "{{ list[place] }}",
    ),
    "a calculation": (
        "{% assign n = flow.variables.place | plus: 1 %}Number {{ n }}.",
        "Number {{ place | plus: 1 }}.",
    ),
    "a name that is also said": ("{% assign n = flow.variables.place %}n is {{ n }}", "n is {{ place }}"),
    "one of another": ("{% assign a = flow.variables.x %}{% assign b = a %}{{ b }}", "{{ x }}"),
    "a calculation where only a name can stand": (
        "{% assign n = flow.variables.place | times: 2 %}{{ flow.variables.list[n] }}",
        "{% assign n = place | times: 2 %}{{ list[n] }}",
    ),
}


@pytest.mark.parametrize("name", ASSIGNED)
def test_what_is_assigned_stands_where_it_is_used(name: str) -> None:
    before, after = ASSIGNED[name]
    assert Names(["say"]).template(before) == after


@pytest.mark.parametrize(
    ("pattern", "condition"),
    [
        (".*yes.*", 'word contains "yes"'),
        ("(si|sí)", 'word == "si" or word == "sí"'),
        (".*(s(i|í)|y).*", 'word contains "si" or word contains "sí" or word contains "y"'),
    ],
)
def test_a_pattern_that_lists_texts(pattern: str, condition: str) -> None:
    imported = import_flow(
        flow(
            split("check", ("{{flow.variables.word}}", "regex", pattern, "bye"), otherwise="no"), say("no", "No."), BYE
        )
    )
    assert condition in imported.files["main.yaml"]


@pytest.mark.parametrize("pattern", [".*", "", "^\\+44", "a+", "(a|b", "(a|b|c)(a|b|c)(a|b|c)", ".*a"])
def test_a_pattern_that_does_more(pattern: str) -> None:
    assert find_listed(pattern) is None


def test_blanks_within_a_name_are_none() -> None:
    ask = gather("ask", "A number?", keypress="tell", speech=None, timeout="bye")
    imported = import_flow(flow(ask, say("tell", "{{widgets. ask.Digits}}", "bye"), BYE))
    assert call(imported).presses("7").heard == "7 Goodbye."
