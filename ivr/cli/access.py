"""How the terminal reaches a line that runs: its address, and the token its development phone signs with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ivr.errors import RingtreeError

DEFAULT_LINE_NUMBER = "+14155550100"


class NoAccessError(RingtreeError):
    """The running line cannot be found or signed for; the text says what to do."""


@dataclass(frozen=True, slots=True)
class LineAccess:
    """Where a line runs (None: nowhere that is known) and what its phone needs to be believed."""

    url: str | None
    account_sid: str
    auth_token: str = field(repr=False)
    line_number: str


def read_access(var: Path, environ: Mapping[str, str]) -> LineAccess:
    """Return access to the line whose state is under `var`.

    The token is TWILIO_AUTH_TOKEN's when the environment has one, else the development token that `ivr up` made.
    """
    account_sid, auth_token = _credentials(var / "development-token", environ)
    number = environ.get("TWILIO_PHONE_NUMBER") or DEFAULT_LINE_NUMBER
    return LineAccess(_running_url(var / "run.json"), account_sid, auth_token, number)


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


def _running_url(run_file: Path) -> str | None:
    try:
        found = json.loads(run_file.read_text())
    except (OSError, ValueError):
        return None
    url = found.get("url") if isinstance(found, dict) else None
    return url if isinstance(url, str) else None
