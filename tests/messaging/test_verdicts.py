"""Which error codes of providers have consequences for other texts."""

from ivr.messaging.verdicts import Verdicts, verdicts_of
from ivr.providers.telnyx.message_words import ERRORS as TELNYX
from ivr.providers.twilio.message_words import ERRORS as TWILIO

VERDICTS = verdicts_of({"twilio": TWILIO, "telnyx": TELNYX})


def test_the_codes_that_have_consequences() -> None:
    assert VERDICTS.stops_all == {
        *(("twilio", code) for code in ("20003", "20005", "30002")),
        *(("telnyx", code) for code in ("10009", "10010")),
    }
    assert VERDICTS.opted_out == {("twilio", "21610"), ("telnyx", "40300")}
    assert ("twilio", "30006") in VERDICTS.bad_number
    assert ("twilio", "21612") not in VERDICTS.bad_number, "another sender may reach it"
    assert verdicts_of({}) == Verdicts()
