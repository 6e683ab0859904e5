"""The long proofs: python -m tests.soak --seeds 10 --mutations 8000 --kills 100 --minutes 24

Bombs: small files that become large take little memory. Places: full disks, runs at once, and numbers and names of
nobody in every corner of a delivery, which come out nowhere. Examples: cleaning, due days and steps equal slow and
plain Python. Reports: under random filters every file says what the result says, and nothing withheld. Office:
LibreOffice opens Word files and workbooks, and their text comes out unchanged. Seeds: the ETL finds what the sample
planted. Signals and mining: in cities drawn anew what is planted is signalled and named. Kills: whenever a run is
killed, readers see one whole snapshot and the next run needs no help. Load: a hundred people walk through the app for
minutes while the ETL publishes each minute and a worker is killed; then faults. Mutations: whatever a file suffers, it
is read or refused in a plain line, and the sum holds.
"""

import argparse
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests import (
    soak_bombs,
    soak_kills,
    soak_load,
    soak_mining,
    soak_mutations,
    soak_office,
    soak_places,
    soak_reports,
    soak_rows,
    soak_seeds,
    soak_signals,
)
from tests.soak_found import Stage

# Name, what is counted, how many by default.
STAGES: dict[str, tuple[Stage, str, int]] = {
    "bombs": (soak_bombs.stage, "files", 1),
    "places": (soak_places.stage, "rounds", 1),
    "examples": (soak_rows.stage, "examples", 300),
    "reports": (soak_reports.stage, "filters", 100),
    "office": (soak_office.stage, "files", 20),
    "seeds": (soak_seeds.stage, "deliveries", 8),
    "signals": (soak_signals.stage, "cities", 20),
    "mining": (soak_mining.stage, "cities", 10),
    "kills": (soak_kills.stage, "runs", 100),
    "load": (soak_load.stage, "minutes", 5),
    "mutations": (soak_mutations.stage, "files", 8_000),
}


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, (_, counted, count) in STAGES.items():
        parser.add_argument(
            f"--{name}", type=int, default=count, metavar="N", help=f"{counted} (default {count})"
        )
    parser.add_argument(
        "--minutes", type=float, default=24.0, help="begin nothing new after these (default 24)"
    )
    return parser.parse_args()


def main() -> int:
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(1)
    )  # a disk that was mounted is taken away all the same
    chosen, started, wrong, summary = options(), time.monotonic(), 0, []
    until = started + 60 * chosen.minutes
    for name, (stage, counted, _) in STAGES.items():
        count, begun = getattr(chosen, name), time.monotonic()
        with tempfile.TemporaryDirectory(prefix="soak-") as folder:
            found = stage(Path(folder), count, until)
        cut = "" if found.tried or found.about or not count else ", no time left"
        took = f"{time.monotonic() - begun:.0f} s"
        line = f"{name}: {found.tried} {counted}, {len(found.wrong)} wrong{found.about}{cut}, {took}"
        print("\n".join([line, *(f"  {one}" for one in found.wrong[:40])]), flush=True)
        summary.append(line)
        wrong += len(found.wrong)
    print(f"In all {wrong} wrong in {(time.monotonic() - started) / 60:.1f} minutes: {'; '.join(summary)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
