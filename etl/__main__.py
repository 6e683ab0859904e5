"""python -m etl sample | run | log | check: extracts become facts."""

import argparse
import gc
import json
import os
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from etl.errors import ROOM, RunError, UsageError, nearest, refused
from etl.identity import mask

HOME = Path(__file__).resolve().parent.parent
ERRORS = Console(stderr=True)


class Parser(argparse.ArgumentParser):
    """Wrong use is one line on standard error and exit 2."""

    def error(self, message: str) -> Any:
        raise UsageError(f"{message}. See: {self.prog} --help")


def data_folder() -> Path:
    return Path(os.environ.get("LEDELSE_DATA") or HOME / "data")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--until: '{text}' is not a day. Write it as 2026-10-31") from None


def parser() -> Parser:
    from etl.form import add_form
    from etl.record import add_record

    whole = Parser(prog="python -m etl", description="Extracts become facts.")
    commands = whole.add_subparsers(dest="command", required=True, parser_class=Parser)
    one = _command(
        commands,
        "sample",
        "the invented municipality's extracts",
        "python -m etl sample --out data/raw --scale 0.1",
    )
    one.add_argument("--out", type=Path, required=True, help="folder to write the extracts to")
    one.add_argument("--seed", type=int, default=1, help="same seed, same bytes (default 1)")
    one.add_argument(
        "--scale", type=float, default=1.0, help="1 is the whole city, about 326,000 cases a year"
    )
    one.add_argument("--until", type=_day, default=date(2026, 10, 31), help="last day of the 36 months")
    one = _command(
        commands, "run", "extracts become a new snapshot of facts", "python -m etl run --raw data/raw --json"
    )
    one.add_argument("--raw", type=Path, help="folder with the extracts (default data/raw)")
    _facts_and_json(one)
    one = _command(
        commands,
        "log",
        "one event log becomes a snapshot",
        "python -m etl log receipt.xes.gz --public --facts X",
    )
    one.add_argument("file", type=Path, help=".xes, .xes.gz, .csv, .csv.gz or .parquet")
    one.add_argument("--public", action="store_true", help="published data: no threshold for small numbers")
    _facts_and_json(one)
    one = _command(commands, "check", "verify the current snapshot", "python -m etl check --facts data/facts")
    _facts_and_json(one)
    add_form(commands)
    add_record(commands)
    return whole


def _command(commands: Any, name: str, says: str, example: str) -> Any:
    return commands.add_parser(
        name, help=says, description=says[0].upper() + says[1:] + ".", epilog=f"Example: {example}"
    )  # fmt: skip


def _facts_and_json(one: argparse.ArgumentParser) -> None:
    one.add_argument("--facts", type=Path, help="folder of snapshots (default data/facts)")
    one.add_argument("--json", action="store_true", help="one JSON document on standard output")


def sample(options: argparse.Namespace) -> None:
    from etl.sample import write_sample

    if not 0 < options.scale <= 10:
        raise UsageError(f"--scale: {options.scale} is outside 0 to 10. 1 is the whole city")
    write_sample(options.out, seed=options.seed, scale=options.scale, until=options.until)


def run(options: argparse.Namespace) -> None:
    from etl.job import run_once

    started = time.monotonic()
    raw, facts = options.raw or data_folder() / "raw", options.facts or data_folder() / "facts"
    if not raw.is_dir():
        raise UsageError(f"--raw: there is no folder {raw}. Make one with: python -m etl sample --out {raw}")
    gc.disable()  # nothing cyclic is made of the millions of texts that a run looks at, and it ends soon
    with ERRORS.status("starting") as status:
        report = run_once(raw, facts, HOME, status.update)
    report["seconds"] = round(time.monotonic() - started, 1)
    _show(report, options.json)


def _show(report: dict[str, Any], as_json: bool) -> None:
    """The sum of the contract as a table at the end of every run."""
    columns = ("files", "read", "accepted", "rejected", "duplicates", "superseded")
    table = Table()
    table.add_column("source", no_wrap=True)
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
    for row in report["sources"]:
        table.add_row(row["source"], *(f"{row[name]:,}" for name in columns))
    # At least so wide that no name is cut where the output is no terminal.
    console = Console(stderr=as_json, width=max(110, ERRORS.width))
    console.print(table)
    for name in report.get("absent", []):
        console.print(f"{name}: no file was delivered; published with a caveat")
    done = "was published already" if report.get("unchanged") else "published"
    console.print(
        f"Snapshot {report['snapshot']} {done}, {report['seconds']} s. read = the sum of the four others."
    )
    if as_json:
        print(json.dumps(report, ensure_ascii=False))


def log(options: argparse.Namespace) -> None:
    from etl.database import connect
    from etl.log import publish_log

    started = time.monotonic()
    facts = options.facts or data_folder() / "facts"
    with ERRORS.status("reading the log"):
        report = publish_log(options.file, facts, options.public, HOME, connect())
    report["seconds"] = round(time.monotonic() - started, 1)
    _show(report, options.json)


def check(options: argparse.Namespace) -> None:
    from etl.check import check_snapshot

    report = check_snapshot(options.facts or data_folder() / "facts")
    if options.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        print(f"Snapshot {report['snapshot']}: hashes, keys and row counts hold.")


def form(options: argparse.Namespace) -> None:
    from etl.form import form

    form(options)


def record(options: argparse.Namespace) -> None:
    from etl.record import record

    record(options)


COMMANDS = {"sample": sample, "run": run, "log": log, "check": check, "form": form, "record": record}


def out_of_room(error: Exception) -> str:
    """What a library met that is no fault of the code. DuckDB is known by its names, for it loads slowly."""
    name = type(error).__name__
    if isinstance(error, MemoryError) or name == "OutOfMemoryException":
        return "There was not enough memory. Run where there is more, or let fewer threads work (LEDELSE_THREADS=1)."
    return f"The facts could not be written. {ROOM}" if name == "IOException" else ""


def main(arguments: list[str] | None = None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    try:
        if given and not given[0].startswith("-") and given[0] not in COMMANDS:
            raise UsageError(
                f"'{given[0]}' is no command. {nearest(given[0], COMMANDS)}. See: python -m etl --help"
            )
        options = parser().parse_args(given)
        COMMANDS[options.command](options)
    except RunError as error:
        for line in str(error).splitlines():
            print(f"error: {mask(line)}", file=sys.stderr)
        return 1
    except UsageError as error:
        print(f"error: {mask(str(error))}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"error: {mask(refused(str(error.filename or ''), error))}", file=sys.stderr)
        return 1
    except Exception as error:
        if not (told := out_of_room(error)):
            raise
        print(f"error: {told} Nothing was published.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; nothing was published", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
