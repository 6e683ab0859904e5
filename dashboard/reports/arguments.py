"""What the report command takes; apart from what it does, so that other commands start without its libraries."""

import argparse
from pathlib import Path

REPORT = (
    "Make a report, make it again, check or compare one.",
    "python -m dashboard report okonomiudvalget --period 2025 --out reports | report --again MANIFEST "
    "--out DIR | report check FILE.docx | report diff MANIFEST MANIFEST",
)  # help and example


def add_report(report: argparse.ArgumentParser) -> argparse.ArgumentParser:
    report.add_argument(
        "what", nargs="*", metavar="NAME", help="a report; or check FILE.docx; or diff TWO MANIFESTS"
    )
    report.add_argument("--period", metavar="P", help="default: the newest complete year")
    report.add_argument("--where", action="append", default=[], metavar="DIMENSION=VALUE")
    report.add_argument("--organisation", default="then", metavar="then|now")
    report.add_argument("--known-on", metavar="DATE", help="only what had been delivered by that day")
    report.add_argument("--out", type=Path, metavar="DIR")
    report.add_argument(
        "--format",
        action="append",
        default=[],
        metavar="pdf|xlsx|csv|docx",
        help="default: all the report has",
    )
    report.add_argument("--again", type=Path, metavar="MANIFEST", help="the same files, without any facts")
    report.add_argument("--manifest", type=Path, metavar="FILE", help="for check: if it does not lie beside")
    return report
