"""What can go wrong on the telephone, as types; where Twilio has an error code for it, it is carried, else 0."""

from ivr.errors import RingtreeError


class BadDocumentError(RingtreeError):
    """A document that Twilio would refuse, or whose words it would silently ignore."""

    def __init__(self, text: str, code: int) -> None:
        super().__init__(f"{text} (Twilio {code})")
        self.code = code


class CallFailedError(RingtreeError):
    """A webhook without a usable answer: a real caller hears that an application error has occurred, then silence."""

    def __init__(self, text: str, code: int) -> None:
        super().__init__(f"{text} (Twilio {code})" if code else text)
        self.said = text
        self.code = code


class EndlessCallError(RingtreeError):
    """The documents lead from one to the next without ever asking the caller anything."""


class DifferentAnswersError(RingtreeError):
    """One webhook, delivered several times, was answered in different ways."""
