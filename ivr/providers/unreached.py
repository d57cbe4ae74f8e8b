"""What an order to a provider's API that got no answer says of whether it can have arrived."""

from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import RequestException
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError


def was_never_connected(error: RequestException) -> bool:
    """Whether there was no connection at all, so that the order cannot have arrived."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, RequestsConnectionError) and isinstance(reason, NewConnectionError | ConnectTimeoutError)
