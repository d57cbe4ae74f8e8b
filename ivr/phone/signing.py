"""Signs webhooks as Twilio does, with Twilio's own library: an implementation the server does not share."""

from collections.abc import Mapping

from twilio.request_validator import RequestValidator

SIGNATURE_HEADER = "X-Twilio-Signature"


def sign(auth_token: str, url: str, form: Mapping[str, str]) -> str:
    """Return the signature of a request to `url` that posts `form`; for a GET the form is empty."""
    return str(RequestValidator(auth_token).compute_signature(url, form))
