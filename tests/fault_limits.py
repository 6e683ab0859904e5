"""Processes with less: permissions that bind, a limit on what they may write, a limit on memory that is measured."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.faults import HOME, environment

# Reads one file of a source the way a run does, says how it went, and at last how much memory it took, in megabytes.
READING = """
import sys
from pathlib import Path
from etl.errors import RunError
from tests.etl.sources import context
from tests.fault_reading import read_one
from tests.peak import peak_mb
from etl.source import FOLDER, load_source
source = load_source(FOLDER / f"{sys.argv[1]}.toml")
try:
    print("read {}, accepted {}".format(*read_one(source, Path(sys.argv[2]), context())))
except RunError as error:
    print(f"error: {error}")
print(peak_mb())
"""


def bound_by_permissions() -> list[str] | None:
    """What to put before a command so that permissions bind it: nothing for most; None where root cannot be bound."""
    if os.getuid():
        return []
    if not shutil.which("setpriv"):
        return None
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]


def small_files(most: int) -> Callable[[], None]:
    """To be done in a process that may write no file larger than this: its disk is full."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def peak_of(source: str, path: Path, address_space: int = 0) -> tuple[str, int]:
    """What reading the file came to, and the most memory that it took, in megabytes."""
    limit = (lambda: resource.setrlimit(resource.RLIMIT_AS, (address_space,) * 2)) if address_space else None
    done = subprocess.run(
        [sys.executable, "-c", READING, source, str(path)], cwd=HOME, env=environment(), capture_output=True, text=True,
        preexec_fn=limit,
    )  # fmt: skip
    told, _, peak = done.stdout.strip().rpartition("\n")
    if done.returncode or not peak.isdigit():
        return f"exit {done.returncode}: {done.stderr[-500:]}", 0
    return told, int(peak)
