"""A telephone brought back from its tape: it is where it was, asked nobody, and goes on as if nothing had been."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

import pytest
from line import CALLER, LINE_NUMBER, OPEN, Line
from random_caller import act_at_random

from ivr.handset.handset import NotReachableError
from ivr.handset.heard import Ended, Report
from ivr.menu.moments import read_moment
from ivr.menu.script_model import Moment, Script
from ivr.phone.line import HttpTransport, Reply, Transport, WsgiTransport
from ivr.phone.problems import CallFailedError
from ivr.phone.tape import Missing, Taped, TapedTransport, TornTapeError, sids_of
from ivr.phone.telephone import Telephone
from ivr.rehearsal.aside import PhoneSide
from ivr.rehearsal.recorder import Recorder

SID = "CA" + "7" * 32


class Nobody:
    """A line that must not be asked."""

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        raise AssertionError(url)

    def get(self, url: str, headers: Mapping[str, str]) -> Reply:
        raise AssertionError(url)


@dataclass(slots=True)
class Seen:
    """A line that keeps the forms it was sent."""

    inner: Transport
    forms: list[Mapping[str, str]]

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        self.forms.append(form)
        return self.inner.post(url, form, headers)

    def get(self, url: str, headers: Mapping[str, str]) -> Reply:
        return self.inner.get(url, headers)


def phone_to(line: Line, tape: TapedTransport) -> tuple[Recorder, Telephone]:
    side = PhoneSide(None, OPEN)
    phone = Telephone(
        tape,
        line.base,
        line.account_sid,
        line.token,
        CALLER,
        LINE_NUMBER,
        call_sid=SID,
        extra_form=side.form,
        overhear=side.overhear,
        new_sid=sids_of(SID),
    )
    return Recorder(phone, side), phone


def script_of(recorder: Recorder) -> Script:
    return recorder.script("a call", Moment(OPEN, read_moment(OPEN), None), None, None)


class Deeds:
    """Chance that can be had again: what was drawn once is drawn so the next time."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def act(self, number: int, recorder: Recorder) -> Report:
        return act_at_random(Random(f"{self._seed} {number}"), recorder)


@pytest.mark.parametrize("seed", range(12))
def test_played_back_it_is_where_it_was(line: Line, seed: int) -> None:
    deeds, tape = Deeds(seed), TapedTransport(WsgiTransport(line.app), is_live=True)
    recorder, _ = phone_to(line, tape)
    reports, tapes = [recorder.ring()], [list[Taped](tape.made)]
    while not isinstance(recorder.waits, Ended) and len(reports) < 12:
        tape.made = []
        reports.append(deeds.act(len(reports), recorder))
        tapes.append(tape.made)

    again = TapedTransport(Nobody())
    back, _ = phone_to(line, again)
    for number, (report, taped) in enumerate(zip(reports, tapes, strict=True)):
        again.replay(taped)
        assert (back.ring() if number == 0 else deeds.act(number, back)) == report
    again.go_on()
    assert back.waits == recorder.waits
    assert script_of(back) == script_of(recorder)


def test_it_goes_on_under_the_same_names(make_line: Callable[..., Line]) -> None:
    line = make_line()
    forms: list[Mapping[str, str]] = []
    tape = TapedTransport(Seen(WsgiTransport(line.app), forms), is_live=True)
    recorder, _ = phone_to(line, tape)
    recorder.ring()
    recorder.press("2")
    rung = [form["CallSid"] for form in forms]
    made, tape.made = tape.made, []
    recorder.callee("answers")
    named = {form["DialCallSid"] for form in forms if "DialCallSid" in form}

    again = TapedTransport(Seen(WsgiTransport(line.app), forms))
    back, _ = phone_to(line, again)
    again.replay(made)
    back.ring()
    back.press("2")
    again.go_on()
    forms.clear()
    back.callee("answers")  # the line, which has had this turn, answers it again
    again_named = {form["DialCallSid"] for form in forms if "DialCallSid" in form}
    assert again_named
    assert again_named == named
    assert rung == [SID] * len(rung)


def test_a_torn_tape_is_told_of(line: Line) -> None:
    tape = TapedTransport(WsgiTransport(line.app), is_live=True)
    phone_to(line, tape)[0].ring()
    back, _ = phone_to(line, TapedTransport(Nobody()))
    with pytest.raises(TornTapeError, match="ring again"):
        back.ring()
    longer = TapedTransport(Nobody(), rest=list(tape.made) * 2)
    phone_to(line, longer)[0].ring()
    with pytest.raises(TornTapeError, match="ring again"):
        longer.go_on()


def test_answers_that_did_not_come_are_on_it_too(line: Line) -> None:
    tape = TapedTransport(HttpTransport(reach={line.base: "http://127.0.0.1:1"}), is_live=True)
    with pytest.raises(NotReachableError) as first:
        phone_to(line, tape)[0].ring()
    again = TapedTransport(Nobody(), rest=list(tape.made))
    with pytest.raises(NotReachableError) as second:
        phone_to(line, again)[0].ring()
    assert str(second.value) == str(first.value)

    late = TapedTransport(Nobody(), rest=[Missing("/voice gave no answer within 15 s", 11200)])
    with pytest.raises(CallFailedError, match=r"^/voice gave no answer within 15 s \(Twilio 11200\)$"):
        late.post("http://x/voice", {}, {})
