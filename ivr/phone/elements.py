"""Reads the verbs and nouns of TwiML, one function each: an XML element in, its verb out, or BadDocumentError."""

import re
from collections.abc import Callable, Iterable, Mapping
from xml.etree import ElementTree as ET

from ivr.phone import attributes, verbs
from ivr.phone.attribute_kinds import URL, is_url
from ivr.phone.attributes import BAD_URL, MISSPELT, Values, read_attributes
from ivr.phone.machines import read_conference, read_connect, read_pay
from ivr.phone.problems import BadDocumentError

_SAY_LIMITS = (("Polly.", 3000), ("Google.", 5000), ("", 4096))
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_US_NUMBER = re.compile(r"1?[2-9]\d{9}", re.ASCII)
_NOT_PLAYED = frozenset(
    {"Prompt", "Refer", "Sms", "Start", "Stop"}
    | {"Queue", "Application", "WhatsApp", "Sim", "Task", "Uri", "Headers", "Identity"}
)


def _say(element: ET.Element) -> verbs.Say:
    values = read_attributes("Say", attributes.SAY, element.attrib)
    _check_ssml(element)
    spoken = " ".join("".join(element.itertext()).split())
    voice = values.text("voice")
    if not spoken:
        raise BadDocumentError("<Say> has nothing to say", 13520)
    limit = next(limit for prefix, limit in _SAY_LIMITS if voice.startswith(prefix))
    length = len("".join(element.itertext()))
    if length > limit:
        raise BadDocumentError(f"<Say> has {length} characters; the voice {voice} takes at most {limit}", 13521)
    return verbs.Say(spoken, voice, values.text("language"), values.number("loop"))


def _check_ssml(element: ET.Element) -> None:
    for child in element.iter():
        if child is element:
            continue
        table = attributes.SSML.get(child.tag)
        if table is None:
            raise BadDocumentError(f"<{child.tag}> inside <Say>: SSML here is {', '.join(attributes.SSML)}", MISSPELT)
        read_attributes(child.tag, table, child.attrib)


def _play(element: ET.Element) -> verbs.Play:
    values = read_attributes("Play", attributes.PLAY, element.attrib)
    url = _leaf_text(element)
    digits = values.find("digits")
    if not url and digits is None:
        raise BadDocumentError("<Play> has neither a URL nor digits", BAD_URL)
    return verbs.Play(_checked_url("Play", url) if url else None, digits, values.number("loop"))


def _pause(element: ET.Element) -> verbs.Pause:
    values = read_attributes("Pause", attributes.PAUSE, element.attrib)
    _refuse_content(element)
    return verbs.Pause(values.number("length"))


def _gather(element: ET.Element) -> verbs.Gather:
    values = read_attributes("Gather", attributes.GATHER, element.attrib)
    refuse_text(element)
    if values.find("speechModel") is not None and values.find("speechTimeout") == "auto":
        raise BadDocumentError("<Gather speechModel> needs a whole number as speechTimeout, not auto", 13335)
    listens = values.words("input")
    num_digits = values.find("numDigits")
    return verbs.Gather(
        prompts=tuple(_gather_prompt(child) for child in element),
        action=values.find("action"),
        method=_method(values),
        dtmf="dtmf" in listens,
        speech="speech" in listens,
        timeout_s=values.number("timeout"),
        num_digits=None if num_digits is None else int(num_digits),
        finish_on_key=values.text("finishOnKey"),
        action_on_empty_result=values.flag("actionOnEmptyResult"),
        language=values.text("language"),
        hints=tuple(hint.strip() for hint in values.text("hints").split(",") if hint.strip()),
    )


def _gather_prompt(element: ET.Element) -> verbs.Prompt:
    match element.tag:
        case "Say":
            return _say(element)
        case "Play":
            prompt = _play(element)
            if prompt.digits is not None:
                raise BadDocumentError("<Play digits> is not allowed inside <Gather>", 13320)
            return prompt
        case "Pause":
            return _pause(element)
        case _:
            raise BadDocumentError(f"<{element.tag}> inside <Gather>: allowed are Say, Play, Pause", 13320)


def _record(element: ET.Element) -> verbs.Record:
    values = read_attributes("Record", attributes.RECORD, element.attrib)
    _refuse_content(element)
    transcribe_callback = values.find("transcribeCallback")
    transcribe = values.flag("transcribe") or transcribe_callback is not None
    if transcribe and "maxLength" in values.given and values.number("maxLength") > 120:
        raise BadDocumentError("<Record maxLength> is at most 120 for a recording to be transcribed", 13615)
    return verbs.Record(
        action=values.find("action"),
        method=_method(values),
        timeout_s=values.number("timeout"),
        finish_on_key=values.text("finishOnKey"),
        max_length_s=120 if transcribe and "maxLength" not in values.given else values.number("maxLength"),
        play_beep=values.flag("playBeep"),
        status_callback=values.find("recordingStatusCallback"),
        status_callback_method=_method(values, "recordingStatusCallbackMethod"),
        status_callback_events=values.words("recordingStatusCallbackEvent"),
        transcribe=transcribe,
        transcribe_callback=transcribe_callback,
    )


def _dial(element: ET.Element) -> verbs.Dial | verbs.DialQueue | verbs.Conference:
    values = read_attributes("Dial", attributes.DIAL, element.attrib)
    if any(child.tag == "Queue" for child in element):
        return _dial_queue(element, values)
    if any(child.tag == "Conference" for child in element):
        return _conference(element, values)
    return verbs.Dial(
        callees=_dialled(element),
        action=values.find("action"),
        method=_method(values),
        timeout_s=values.number("timeout"),
        time_limit_s=values.number("timeLimit"),
        caller_id=values.find("callerId"),
        hangup_on_star=values.flag("hangupOnStar"),
        answer_on_bridge=values.flag("answerOnBridge"),
        sequential=values.flag("sequential"),
        record=values.text("record") != "do-not-record",
        recording_callback=values.find("recordingStatusCallback"),
        recording_callback_method=_method(values, "recordingStatusCallbackMethod"),
        recording_callback_events=values.words("recordingStatusCallbackEvent"),
    )


def _dial_queue(dial: ET.Element, values: Values) -> verbs.DialQueue:
    refuse_text(dial)
    if len(dial) != 1:
        raise BadDocumentError("<Queue> stands alone in its <Dial>", MISSPELT)
    found = read_attributes("Queue", attributes.QUEUE, dial[0].attrib)
    return verbs.DialQueue(
        name=_queue_name("Queue", dial[0]),
        action=values.find("action"),
        method=_method(values),
        timeout_s=values.number("timeout"),
        url=found.find("url"),
        url_method=_method(found),
    )


def _queue_name(tag: str, element: ET.Element) -> str:
    name = _leaf_text(element)
    if not 1 <= len(name) <= 64:
        raise BadDocumentError(f"<{tag}> names a queue of {len(name)} characters; 1 to 64 are allowed", MISSPELT)
    return name


def _conference(dial: ET.Element, values: Values) -> verbs.Conference:
    refuse_text(dial)
    if len(dial) != 1:
        raise BadDocumentError("<Conference> stands alone in its <Dial>", 13000)
    room, found = read_conference(dial[0])
    return verbs.Conference(
        room=room,
        action=values.find("action"),
        method=_method(values),
        muted=found.flag("muted"),
        starts=found.flag("startConferenceOnEnter"),
        ends=found.flag("endConferenceOnExit"),
        wait_url=found.find("waitUrl"),
    )


def _dialled(element: ET.Element) -> tuple[verbs.Callee, ...]:
    if len(element) == 0:
        plain = Values(attributes.NUMBER, {})
        return (_callee("Number", _checked_number("Dial", _leaf_text(element)), plain),)
    refuse_text(element)
    if len(element) > 10:
        raise BadDocumentError(f"<Dial> has {len(element)} callees; at most 10 are dialled", MISSPELT)
    return tuple(_noun(child) for child in element)


def _noun(element: ET.Element) -> verbs.Callee:
    match element.tag:
        case "Number":
            values = read_attributes("Number", attributes.NUMBER, element.attrib)
            return _callee("Number", _checked_number("Number", _leaf_text(element)), values)
        case "Sip":
            values = read_attributes("Sip", attributes.SIP, element.attrib)
            address = _leaf_text(element)
            if re.fullmatch(r"sips?:[^\s@]+@[^\s@]+", address) is None:
                raise BadDocumentError(f"<Sip> holds {address!r}; it must be sip:user@host", 13243)
            return _callee("Sip", address, values)
        case "Client":
            values = read_attributes("Client", attributes.CLIENT, element.attrib)
            address = _leaf_text(element)
            if not address:
                raise BadDocumentError("<Client> names nobody", MISSPELT)
            return _callee("Client", address, values)
        case _:
            raise BadDocumentError(unknown(element.tag, ("Number", "Sip", "Client")), 13215)


def _callee(kind: str, address: str, values: Values) -> verbs.Callee:
    return verbs.Callee(
        kind="Sip" if kind == "Sip" else "Client" if kind == "Client" else "Number",
        address=address,
        url=values.find("url"),
        method=_method(values),
        send_digits=values.find("sendDigits") if "sendDigits" in values.table else None,
        status_callback=values.find("statusCallback"),
        status_callback_method=_method(values, "statusCallbackMethod"),
        status_callback_events=values.words("statusCallbackEvent"),
    )


def _redirect(element: ET.Element) -> verbs.Redirect:
    values = read_attributes("Redirect", attributes.REDIRECT, element.attrib)
    return verbs.Redirect(_checked_url("Redirect", _leaf_text(element)), _method(values))


def _hangup(element: ET.Element) -> verbs.Hangup:
    read_attributes("Hangup", attributes.NOTHING, element.attrib)
    _refuse_content(element)
    return verbs.Hangup()


def _reject(element: ET.Element) -> verbs.Reject:
    values = read_attributes("Reject", attributes.REJECT, element.attrib)
    _refuse_content(element)
    return verbs.Reject("busy" if values.text("reason") == "busy" else "rejected")


def _enqueue(element: ET.Element) -> verbs.Enqueue:
    values = read_attributes("Enqueue", attributes.ENQUEUE, element.attrib)
    name = _queue_name("Enqueue", element)
    return verbs.Enqueue(
        name, values.find("action"), _method(values), values.find("waitUrl"), _method(values, "waitUrlMethod")
    )


def _leave(element: ET.Element) -> verbs.Leave:
    read_attributes("Leave", attributes.NOTHING, element.attrib)
    _refuse_content(element)
    return verbs.Leave()


def _method(values: Values, name: str = "method") -> verbs.Method:
    return "GET" if values.text(name) == "GET" else "POST"


def _checked_url(tag: str, url: str) -> str:
    if not is_url(url):
        raise BadDocumentError(f"<{tag}> holds {url!r}; it must be {URL.allowed}", BAD_URL)
    return url


def _checked_number(tag: str, number: str) -> str:
    bare = re.sub(r"[ ().-]", "", number)
    if _E164.fullmatch(number) is None and _US_NUMBER.fullmatch(bare) is None:
        raise BadDocumentError(f"<{tag}> does not hold a phone number in E.164 form such as +14155550111", 13223)
    return number


def _leaf_text(element: ET.Element) -> str:
    for child in element:
        raise BadDocumentError(_misplaced(element, child), MISSPELT)
    return (element.text or "").strip()


def _misplaced(element: ET.Element, child: ET.Element) -> str:
    if child.tag in _NOT_PLAYED:
        return unknown(child.tag, ())
    return f"<{child.tag}> is not allowed inside <{element.tag}>"


def _refuse_content(element: ET.Element) -> None:
    if _leaf_text(element):
        raise BadDocumentError(f"<{element.tag}> holds text, which Twilio ignores", MISSPELT)


def refuse_text(element: ET.Element) -> None:
    """Refuse loose text among an element's children; Twilio would drop it without a word."""
    for text in (element.text, *(child.tail for child in element)):
        if text and text.strip():
            raise BadDocumentError(
                f"<{element.tag}> holds the text {text.strip()[:40]!r}, which Twilio ignores", MISSPELT
            )


def unknown(tag: str, known: Iterable[str]) -> str:
    """Return the sentence that refuses an element, with the nearest thing that is allowed."""
    if tag in _NOT_PLAYED:
        return f"<{tag}> is TwiML that this telephone does not play"
    for name in known:
        if name.casefold() == tag.casefold():
            return f"<{tag}> is spelt <{name}>, and case matters"
    return f"<{tag}> is not TwiML here; known are {', '.join(known)}"


READERS: Mapping[str, Callable[[ET.Element], verbs.Verb]] = {
    "Say": _say,
    "Play": _play,
    "Pause": _pause,
    "Gather": _gather,
    "Record": _record,
    "Dial": _dial,
    "Redirect": _redirect,
    "Hangup": _hangup,
    "Reject": _reject,
    "Enqueue": _enqueue,
    "Leave": _leave,
    "Connect": read_connect,
    "Pay": read_pay,
}
