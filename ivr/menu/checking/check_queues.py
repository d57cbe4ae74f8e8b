"""Rules about queues: something is heard while people wait."""

from collections.abc import Iterator

from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.reading.texts import shown_seconds
from ivr.menu.verbs import Queue


def check_queues(draft: Draft) -> Iterator[Problem]:
    """Yield queues in which nothing is heard, and announcements that come once only."""
    for name, step in draft.menus.steps.items():
        queue = step.verb
        if not isinstance(queue, Queue) or name in draft.guesses:
            continue
        settings = draft.menus.line.queues.get(queue.name)
        if settings is not None and settings.music is None and queue.announce is None:
            text = f"Whoever waits in `{queue.name}` hears nothing at all; name `music:` for it in line.yaml, or write "
            yield Problem(step.place_of("queue"), "W512", f"{text}an `announce:` here.")
        if queue.announce is not None and queue.max_wait is not None and queue.every >= queue.max_wait:
            every, longest = shown_seconds(queue.every), shown_seconds(queue.max_wait)
            text = f"This is said once in {every}, and nobody waits longer than {longest}; make `every` shorter."
            yield Problem(step.place_of("every", "announce"), "W513", text)
