"""What the error codes of providers mean for the texts that come after: which are acted upon, and how."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ivr.messaging.trouble import Kind, Trouble

Codes = frozenset[tuple[str, str]]  # provider and code
_NONE: Codes = frozenset()


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Codes by what follows from them.

    `opted_out`: the number has opted out there. `bad_number`: no text reaches the number. `stops_all`: the account can
    send nothing until somebody has mended it.
    """

    opted_out: Codes = _NONE
    bad_number: Codes = _NONE
    stops_all: Codes = _NONE


def verdicts_of(tables: Mapping[str, Mapping[str, Trouble]]) -> Verdicts:
    """Return the verdicts in the tables of errors of each provider, by its name."""

    def codes(holds: Callable[[Trouble], bool]) -> Codes:
        return frozenset(
            (provider, code) for provider, table in tables.items() for code, trouble in table.items() if holds(trouble)
        )

    return Verdicts(
        opted_out=codes(lambda trouble: trouble.kind is Kind.OPTED_OUT),
        bad_number=codes(lambda trouble: trouble.is_number_bad),
        stops_all=codes(lambda trouble: trouble.stops_all),
    )
