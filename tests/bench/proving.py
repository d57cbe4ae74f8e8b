"""How long it takes to prove that every call ends, by how many steps there are."""

import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.large_menus import write_menus
from ivr.menu.proving.prove import prove
from ivr.menu.reading.load import load


def show_proof(sizes: Sequence[int]) -> None:
    """Prove lines of these sizes and print the seconds, which should grow as the lines do."""
    print("\nproof: seconds of computing, places of calls, turns")
    for steps in sizes:
        with TemporaryDirectory() as folder:
            menus = write_menus(Path(folder) / "menus", steps)
            draft = load({path.name: path.read_text("utf-8") for path in menus.glob("*.yaml")})
        begun = time.process_time()
        proof = prove(draft.menus)
        seconds = time.process_time() - begun
        assert proof is not None
        assert proof.holds
        print(f"  {steps:>6} steps  {seconds:6.2f} s  {proof.places:>7} places  {proof.turns} turns")
