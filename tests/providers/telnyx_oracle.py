"""Telnyx's own library, in a process of its own: whether it lets webhooks in, each at its own time.

Reads a JSON list of [key, headers, body in base64, now]; prints one of true and false, and of what it raised otherwise.
"""

import base64
import json
import sys
import time

from telnyx.lib.webhook_verification import (  # type: ignore[import-not-found]
    WebhookVerificationError,
    verify_webhook_signature,
)


def lets_in(key: str, headers: dict[str, str], body: str, now: float) -> bool | str:
    time.time = lambda: now
    try:
        verify_webhook_signature(base64.b64decode(body), headers, key)
    except WebhookVerificationError:
        return False
    except Exception as error:  # noqa: BLE001 - that is what is asked
        return type(error).__name__
    return True


if __name__ == "__main__":
    print(json.dumps([lets_in(*case) for case in json.load(sys.stdin)]))
