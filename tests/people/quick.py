"""The line's app and worker, but agents are left alone for seconds only: `python quick.py` is the worker."""

import os
import sys

from ivr.factory import create_app
from ivr.factory.worker import run_worker
from ivr.ringing.patience import Pace
from ivr.ringing.people import RingEnd

PACE = Pace(
    rests={**dict.fromkeys(RingEnd, 1), RingEnd.SERVED: 0, RingEnd.UNNEEDED: 0}, longest_rest=1, grace=1, accept=20
)

if __name__ == "__main__":
    sys.exit(run_worker(os.environ, PACE, tick_s=0.1))

app = create_app(pace=PACE)
