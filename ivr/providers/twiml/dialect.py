"""What sets one company's XML and forms apart from another's: which words it knows, and how much of each it takes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

ANY_CALL_ID: Final = re.compile(r"[!-~]{1,200}")


@dataclass(frozen=True, slots=True, eq=False)
class Dialect:
    """One company's XML and forms. Compared by identity, so that what was written in it can be remembered by it.

    `words`: its elements, each with the attributes that it knows; nothing else is ever written. `call_ids`: what its
    names of calls look like, and `call_prefix`: what stands before them here, so that two companies never name the
    same call. `pauses_in_questions`: whether it keeps silent inside <Gather>. `gather_method`: whether <Gather> says
    how its answer comes. `speech_timeout`: after which silence speech is over. `most_wait`: the most seconds for an
    answer. `ssml`: how the names of voices begin that read SSML, and `slow`: the attribute of <Say> by which others
    speak slower. `record` and `stream`: further attributes of these. `transcribe`: the attribute by which a recording
    is written out, and the one for where its words go. `sends`: a key that <Number> presses. `links_die`: whether
    links to recordings work for some minutes only. `tells_places`: whether it says where callers live.

    Times are in seconds.
    """

    words: Mapping[str, frozenset[str]] = field(repr=False)
    call_prefix: str = ""
    call_ids: re.Pattern[str] = ANY_CALL_ID
    pauses_in_questions: bool = True
    gather_method: bool = True
    speech_timeout: str = "auto"
    most_wait: int = 86_400
    ssml: tuple[str, ...] = ()
    slow: str = ""
    most_bytes_said: int = 4096
    record: str = ""
    transcribe: tuple[str, str] = ("transcribe", "transcribeCallback")
    longest_transcribed: int = 14_400
    longest_ring: int = 600
    shortest_talk: int = 1
    longest_talk: int = 86_400
    rings_clients: bool = True
    sends: re.Pattern[str] = re.compile(r"[0-9A-D*#wW]")
    plays_to_conferences: bool = True
    stream: str = ""
    relay_voices: bool = True
    takes_payments: bool = True
    links_die: bool = False
    tells_places: bool = True


def words(**elements: str) -> Mapping[str, frozenset[str]]:
    """Return elements with the attributes that each knows, which stand with blanks between them.

    An underscore in the name of an element stands for a hyphen.
    """
    return {name.replace("_", "-"): frozenset(known.split()) for name, known in elements.items()}
