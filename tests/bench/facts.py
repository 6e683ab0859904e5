"""Facts of the invented municipality for the benches, made as anyone makes them."""

import os
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]


def made_facts(scratch: Path, scale: float) -> Path:
    raw, facts = scratch / "raw", scratch / "facts"
    _etl("sample", "--out", str(raw), "--scale", str(scale))
    _etl("run", "--raw", str(raw), "--facts", str(facts), "--json")
    return facts


def _etl(*arguments: str) -> None:
    key = {**os.environ, "LEDELSE_KEY": "a key for the bench only"}
    command = [sys.executable, "-m", "etl", *arguments]
    subprocess.run(command, check=True, cwd=HOME, env=key, stdout=subprocess.DEVNULL)
