"""How the terminal reaches a line that runs: its address, and the token its development phone signs with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ivr.errors import RingtreeError
from ivr.phone.companies import USUAL, Company
from ivr.rehearsal.placing import DEFAULT_LINE_NUMBER


class NoAccessError(RingtreeError):
    """The running line cannot be found or signed for; the text says what to do."""


@dataclass(frozen=True, slots=True)
class LineAccess:
    """Where a line runs (None: nowhere that is known) and what its phone needs to be believed.

    `public_url`: the address the line believes itself to have, when that is another one; signatures are made for it.
    `company`: the one that rings.
    """

    url: str | None
    account_sid: str
    auth_token: str = field(repr=False)
    line_number: str
    public_url: str | None = None
    company: Company = USUAL


def read_access(var: Path, environ: Mapping[str, str]) -> LineAccess:
    """Return access to the line whose state is under `var`.

    The token is TWILIO_AUTH_TOKEN's when the environment has one, else the development token that `ivr up` made.
    """
    account_sid, auth_token = _credentials(var / "development-token", environ)
    number = environ.get("TWILIO_PHONE_NUMBER") or DEFAULT_LINE_NUMBER
    running = _running(var / "run.json")
    return LineAccess(running.get("url"), account_sid, auth_token, number, running.get("public_base_url"))


def _credentials(token_file: Path, environ: Mapping[str, str]) -> tuple[str, str]:
    account_sid, auth_token = environ.get("TWILIO_ACCOUNT_SID"), environ.get("TWILIO_AUTH_TOKEN")
    if account_sid and auth_token:
        return account_sid, auth_token
    try:
        words = token_file.read_text().split()
    except OSError as problem:
        raise NoAccessError(f"There is no token in {token_file}. Start the line first: `make run`.") from problem
    if len(words) != 2:
        raise NoAccessError(f"{token_file} does not hold one account sid and one token. Remove it and `make run`.")
    return words[0], words[1]


def _running(run_file: Path) -> dict[str, str]:
    """Return the texts that `ivr up` wrote down; none when it does not run or the file is damaged."""
    try:
        found = json.loads(run_file.read_text())
    except (OSError, ValueError):
        return {}
    return {name: text for name, text in found.items() if isinstance(text, str)} if isinstance(found, dict) else {}
