"""Secrets that a line makes for itself once, under its var folder, when nobody gives it any."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ivr.errors import SettingsError

_KEY_FILE: Final = "secret-key"
_ACCOUNT_FILE: Final = "development-token"
_SHORTEST_KEY: Final = 16


@dataclass(frozen=True, slots=True)
class DevelopmentAccount:
    """An account that only this machine's own telephone knows."""

    account_sid: str
    auth_token: str = field(repr=False)


def ensure_secret_key(var: Path) -> str:
    """Return the secret kept under var, made now if there is none."""
    key = _once(var / _KEY_FILE, secrets.token_urlsafe(32))
    if len(key) < _SHORTEST_KEY:
        raise SettingsError(f"{var / _KEY_FILE} is damaged; remove it and start again.")
    return key


def ensure_development_account(var: Path) -> DevelopmentAccount:
    """Return the account that signs rehearsals, made now if there is none."""
    text = _once(var / _ACCOUNT_FILE, f"AC{secrets.token_hex(16)} {secrets.token_hex(16)}")
    account_sid, _, auth_token = text.partition(" ")
    if not auth_token:
        raise SettingsError(f"{var / _ACCOUNT_FILE} is damaged; remove it and start again.")
    return DevelopmentAccount(account_sid, auth_token)


def _once(path: Path, fresh: str) -> str:
    """Return the file's text; whoever is first writes it, whole or not at all, for its owner's eyes only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
            draft.touch(mode=0o600)
            draft.write_text(fresh + "\n", encoding="ascii")
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError as error:
        raise SettingsError(f"{path} cannot be read or made ({error.strerror}); make its folder writable.") from error
