"""What a queue of jobs has lost, and what a dead process has left half done, is asked for again."""

from datetime import timedelta
from typing import Final

from ivr.log import get_logger
from ivr.ports.text_work import Job, Lane, Texts

MOST: Final = 500  # rows of one sweep; the next one comes within a second
_JOBS: Final = {Lane.INBOUND: Job.ANSWER_TEXT, Lane.OUTBOUND: Job.SEND_TEXT}
_log = get_logger(__name__)


def sweep_texts(texts: Texts) -> None:
    """Ask for jobs for every row that is open and overdue; join what was told before a row was there."""
    now = texts.clock()
    due = texts.shelf.due(now, now + timedelta(seconds=texts.pace.lease_s), MOST)
    for number, lane in due:
        texts.jobs.enqueue(_JOBS[lane], number)
    joined = texts.shelf.join_events()
    if due or joined:
        _log.info("texts_swept", due=len(due), joined=joined)
