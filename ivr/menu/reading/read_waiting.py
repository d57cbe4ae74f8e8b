"""Reading the verbs of waiting for people: queue, callback, conference."""

from typing import Final

from ivr.menu.line import Line
from ivr.menu.numbers import explain_bad_number
from ivr.menu.own_words import (
    CALLBACK_NUMBER,
    RIGHT_NUMBER,
    RIGHT_NUMBER_BY_TEXT,
    WHICH_NUMBER,
    WHICH_NUMBER_BY_TEXT,
    own_prompt,
)
from ivr.menu.parts import Key
from ivr.menu.reading.desk import NOWHERE
from ivr.menu.reading.fields import Fields
from ivr.menu.reading.read_choices import check_way_out, read_keys, read_manners
from ivr.menu.reading.read_values import read_templates
from ivr.menu.verbs import Ask, AskKind, Callback, Conference, Priority, Queue
from ivr.values import Seconds

_CALLER: Final = "{{ caller.number }}"


def read_queue(fields: Fields, line: Line) -> Queue:
    """Return a queue."""
    answered = fields.target("answered")
    data, places = read_templates(fields, "with")
    queue = Queue(
        name=fields.defined("queue", line.queues, "queue") or "",
        answered=NOWHERE if answered is None else answered,
        announce=fields.prompt("announce"),
        every=fields.seconds("every", 10, 600) or Seconds(30),
        max_wait=fields.seconds("max_wait", 5, 14_400),
        leave=_leave(fields),
        priority=fields.one_of("priority", Priority) or Priority.NORMAL,
        data=data,
        places=places,
        record=fields.flag("record"),
        full=fields.target("full"),
        failed=fields.target("failed"),
        otherwise=fields.target("otherwise"),
    )
    if queue.otherwise is None and (queue.full is None or queue.failed is None or queue.max_wait is not None):
        needed = {"full": queue.full is None, "failed": queue.failed is None, "max_wait": queue.max_wait is not None}
        reasons = [name for name, lacks in needed.items() if lacks]
        text = f"When the caller waits in vain ({', '.join(reasons)}) nothing comes next; add `otherwise:`."
        fields.miss("E203", text)
    return queue


def _leave(fields: Fields) -> tuple[Key, ...]:
    table = fields.table("leave")
    if table is None:
        return ()
    if not table.entries:
        fields.desk.complain(table.place, "E109", 'This `leave` names no key; write {"1": TARGET}.')
    keys = read_keys(fields.desk, table, fields.flow, {})
    for key in keys:
        if len(key.keys) > 1:
            text = f"`{key.keys}` cannot be pressed in a queue: who waits presses one key."
            fields.desk.complain(key.place, "E108", text)
    return keys


def read_callback(fields: Fields, line: Line) -> Callback:
    """Return a callback."""
    number = fields.template("number")
    wrong = explain_bad_number(number) if number is not None and "{{" not in number else None
    if wrong is not None:
        fields.desk.complain(fields.value_place("number"), "E506", wrong)
    if not fields.has("into"):
        fields.miss("E109", "`into:` is missing: the queue whose people call back.")
    following = fields.required_target("next", "callback")
    place = fields.place_of("callback")
    manners = read_manners(fields, line.manners)
    ask = Ask(
        prompt=own_prompt(WHICH_NUMBER, line.languages, place, WHICH_NUMBER_BY_TEXT),
        save=CALLBACK_NUMBER,
        kind=AskKind.PHONE,
        manners=manners,
        next=following,
        longest=20,
        confirm=own_prompt(RIGHT_NUMBER, line.languages, place, RIGHT_NUMBER_BY_TEXT),
        again=fields.prompt("again"),
        silent=fields.target("silent"),
        otherwise=fields.target("otherwise"),
    )
    check_way_out(fields, manners, ask.silent, ask.otherwise)
    return Callback(
        prompt=fields.required_prompt("callback"),
        ask=ask,
        into=fields.defined("into", line.queues, "queue") or "",
        number=number or _CALLER,
        number_place=fields.value_place("number") if number is not None else fields.place,
        next=following,
        at=fields.template("at"),
    )


def read_conference(fields: Fields, _line: Line) -> Conference:
    """Return a conference."""
    return Conference(
        room=fields.template("conference") or "",
        next=fields.required_target("next", "conference"),
        moderator=fields.flag("moderator") if fields.has("moderator") else None,
        muted=fields.flag("muted"),
        music=fields.text("music"),
        record=fields.flag("record"),
    )
