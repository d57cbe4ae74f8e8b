"""Twilio's own calculator of segments, which is a package of npm: what it says of texts."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from npm import bring

_PACKAGE: Final = Path(__file__).parent / "calculator"
_CALCULATE_S: Final = 60.0
_ASK: Final = """
const {SegmentedMessage} = require('sms-segments-calculator');
const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const said = texts.map(text => new SegmentedMessage(text)).map(said => [said.encodingName, said.segmentsCount]);
console.log(JSON.stringify(said));
"""


def calculate(texts: Sequence[str]) -> list[tuple[str, int]]:
    """Return encoding and segments of each text; NotBroughtError without Node or a network."""
    home = bring(_PACKAGE).parent
    said = subprocess.run(
        ["node", "-e", _ASK],
        cwd=home,
        input=json.dumps(texts),
        text=True,
        capture_output=True,
        timeout=_CALCULATE_S,
        check=True,
    )
    return [(encoding, segments) for encoding, segments in json.loads(said.stdout)]
