"""python -m dashboard report: make a report, make it again, check an edited Word file, compare two manifests."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from dashboard.metrics.evaluate import Filters
from dashboard.metrics.known import check_known_on, parse_day
from dashboard.metrics.period import newest_complete_year, parse_period
from dashboard.metrics.usage import UsageError, unknown
from dashboard.reports import folder
from dashboard.reports.compare import checked
from dashboard.reports.differences import differences
from dashboard.reports.make import PROCESS, make
from dashboard.reports.manifest import Changed, differing, read_manifest
from dashboard.reports.parts.candidate import first_candidates
from dashboard.reports.plan import load_plan
from dashboard.reports.render import render
from dashboard.reports.result import FORMATS
from dashboard.warehouse import CheckFailed, Scope, Warehouse

CHECK, DIFF = "check", "diff"
CANDIDATES = 5
Where = tuple[tuple[str, str], ...]


def new_report(given: argparse.Namespace, where: Where, warehouse: Warehouse, scope: Scope) -> None:
    """Makes a report and writes it whole; prints the files."""
    for one in given.format:
        if one not in FORMATS:
            raise unknown("format", one, FORMATS)
    for each in _each(given.what[0], where, warehouse, scope):
        report = make(given.what[0], _filters(given, each, warehouse), warehouse, scope, _progress)
        _print(folder.write(render(report, given.format, lambda of: _progress(of, 1)), given.out))


def _each(name: str, where: Where, warehouse: Warehouse, scope: Scope) -> list[Where]:
    """A report about one process, where none is named, is made of the first five candidates."""
    if PROCESS not in load_plan(name).needs or PROCESS in dict(where):
        return [where]
    first = first_candidates(warehouse, scope, where, CANDIDATES)
    if not first:
        raise UsageError(
            "no process of this snapshot is a candidate for simplification. Name one with --where process=CODE."
        )
    return [(*where, (PROCESS, process)) for process in first]


def _filters(given: argparse.Namespace, where: tuple[tuple[str, str], ...], warehouse: Warehouse) -> Filters:
    known_on = None if given.known_on is None else parse_day(given.known_on)
    if known_on:
        check_known_on(known_on, warehouse.package)
    period = parse_period(given.period) if given.period else newest_complete_year(warehouse.package, known_on)
    return Filters(period, where, given.organisation, known_on)


def again(manifest: Path, out: Path) -> None:
    """The same files once more, from the manifest alone."""
    kept = read_manifest(manifest)
    formats = [one for one in FORMATS if any(_is(path, one) for path in kept.files)]
    files = render(kept.report, formats)
    changed = differing(kept, files)
    if changed and kept.is_same_software:
        raise Changed(
            f"manifest '{manifest}' names other bytes for {changed[0]}: it was changed after it was written."
        )
    if changed:
        print("report: made with other versions than the manifest's, so some bytes differ", file=sys.stderr)
    _print(folder.write(files, out))


def _is(path: str, of: str) -> bool:
    return path.endswith(f".{of}") or (of == "csv" and "-csv/" in path)


def check(file: Path, manifest: Path | None) -> None:
    """Prints every number of an edited Word file that its manifest does not tell; CheckFailed where there are any."""
    wrong = checked(file, manifest)
    for line in wrong:
        print(line)
    if wrong:
        raise CheckFailed(
            f"{len(wrong)} numbers in '{file}' are not those of its manifest. Mend them, or make it anew."
        )
    print(f"every number in {file} is its manifest's")


def diff(one: Path, other: Path) -> None:
    """Prints what changed from one report to another."""
    lines = differences(read_manifest(one).report, read_manifest(other).report)
    print("\n".join(lines) or "nothing differs")


def run(
    given: argparse.Namespace,
    warehouse: Callable[[], Warehouse],
    scope: Callable[[], Scope],
    where: tuple[tuple[str, str], ...],
) -> None:
    """`warehouse` is called only where facts are needed: a report is made again after they are gone."""
    words = list(given.what)
    if given.again:
        _demand(not words and given.out, "--again MANIFEST takes --out DIR and nothing else")
        again(given.again, given.out)
    elif words and words[0] == CHECK:
        _demand(len(words) == 2, "check takes one Word file: report check FILE.docx")
        check(Path(words[1]), given.manifest)
    elif words and words[0] == DIFF:
        _demand(len(words) == 3, "diff takes two manifests: report diff MANIFEST MANIFEST")
        diff(Path(words[1]), Path(words[2]))
    else:
        _demand(
            len(words) == 1, "give one report's name, such as report okonomiudvalget --period 2025 --out DIR"
        )
        _demand(given.out, "--out DIR is missing: give the folder to write to")
        new_report(given, where, warehouse(), scope())


def _demand(fits: object, line: str) -> None:
    if not fits:
        raise UsageError(f"{line}. See python -m dashboard report --help")


def _progress(what: str, share: float) -> None:
    if sys.stderr.isatty():
        print(
            f"\r\033[K{round(100 * share):3d} % {what}",
            end="\n" if share == 1 else "",
            file=sys.stderr,
            flush=True,
        )


def _print(files: Sequence[Path]) -> None:
    for file in files:
        print(file)
