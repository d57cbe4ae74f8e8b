"""Twilio's own calculator of segments, which is a package of npm: what it says of texts."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from typing import Final

PACKAGE: Final = "sms-segments-calculator@1.3.0"
_INSTALL_S: Final = 90.0
_CALCULATE_S: Final = 60.0
_ASK: Final = """
const {SegmentedMessage} = require('sms-segments-calculator');
const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const said = texts.map(text => new SegmentedMessage(text)).map(said => [said.encodingName, said.segmentsCount]);
console.log(JSON.stringify(said));
"""


class NoCalculatorError(Exception):
    """A sentence that says why there is none."""


def calculate(texts: Sequence[str]) -> list[tuple[str, int]]:
    """Return encoding and segments of each text; NoCalculatorError without Node or a network."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise NoCalculatorError("there is no Node here")
    with tempfile.TemporaryDirectory() as folder:
        options = ("--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock", "--silent", "--prefix", folder)
        try:
            subprocess.run(
                [npm, "install", *options, PACKAGE], cwd=folder, capture_output=True, timeout=_INSTALL_S, check=True
            )
        except subprocess.SubprocessError as error:
            raise NoCalculatorError(f"npm could not install {PACKAGE}: {error}") from error
        said = subprocess.run(
            [node, "-e", _ASK],
            cwd=folder,
            input=json.dumps(texts),
            text=True,
            capture_output=True,
            timeout=_CALCULATE_S,
            check=True,
        )
    return [(encoding, segments) for encoding, segments in json.loads(said.stdout)]
