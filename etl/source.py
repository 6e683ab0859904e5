"""A source table, read from its TOML and checked the moment it is loaded."""

import hashlib
import os
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from etl.errors import RunError, nearest

FOLDER = Path(__file__).parent / "sources"
FORMATS = ("delimited", "workbook", "xes", "xml", "json_lines", "parquet", "database", "form")
LAYOUTS = ("case", "event", "case_with_dates", "event_log", "complaint", "appeal", "esdh", "rows")
KINDS = (
    "key",
    "cpr",
    "person",
    "code",
    "flag",
    "codes",
    "reference",
    "pattern",
    "date",
    "moment",
    "number",
    "integer",
)
PEOPLE = ("purpose", "legal_basis", "decided_in_med", "staff_informed", "keep")
NEEDED = ("title", "feeds", "layout", "system", "files", "format", "contact", "key", "expected_every")
CASE_URL = re.compile(r"https://[^\s{}]+\{case_key\}[^\s{}]*")
WORD = re.compile(r"[^\W\d_]+")
RHYTHMS = {"day": 1, "week": 7, "month": 31, "quarter": 92, "half_year": 184, "year": 366, "once": 0}  # days
DELIVERIES = ("changes", "full")
# What a layout must supply whatever else it has: the facts cannot be made without these.
SUPPLIES: dict[str, tuple[str, ...]] = {
    "case": ("case_key", "process", "unit", "received_on"),
    "case_with_dates": ("case_key", "process", "unit", "received_on"),
    "event": ("event_no", "case_key", "activity", "at"),
    "event_log": ("event_no", "case_key", "activity", "at"),
    "complaint": ("complaint_key", "unit", "class", "received_on"),
    "appeal": ("appeal_key", "unit", "body", "sent_on"),
    "esdh": ("case_key", "process", "unit", "received_on", "facet"),
    "rows": (),
}


@dataclass(frozen=True)
class Column:
    """One named column: where it stands in the file and how its text is read."""

    name: str
    source: str
    kind: str
    required: bool = False
    pattern: str = ""
    format: str = ""
    values: tuple[tuple[str, Any], ...] = ()
    to: str = ""
    split: str = ","
    decimal: str = "."
    thousands: str = ""
    future: bool = False

    @property
    def known(self) -> dict[str, Any]:
        return dict(self.values)


@dataclass(frozen=True)
class Source:
    """One source table. Columns that are not named are never read."""

    name: str
    columns: tuple[Column, ...]
    settings: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.settings[name]
        except KeyError:
            raise AttributeError(name) from None

    def get(self, name: str, default: Any = None) -> Any:
        return self.settings.get(name, default)

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def files_in(self, raw: Path, examples: Path) -> list[Path]:
        """The delivered files, oldest extract first."""
        root = examples if self.get("root") == "examples" else raw
        check_open(root / self.files.partition("*")[0].rpartition("/")[0])
        return sorted(
            root.glob(self.files), key=lambda path: (extract_date(self, path), path.name, str(path))
        )

    def told_name(self, path: Path) -> str:
        """A file's name as it may be told: senders put names there, so only words that the TOML declares are."""
        from etl.identity import mask

        known = {*WORD.findall(Path(self.files).name), *WORD.findall(self.name), *self.get("asked", ())}
        return WORD.sub(lambda word: word[0] if word[0] in known else "x" * len(word[0]), mask(path.name))


def check_open(folder: Path) -> None:
    """A folder that may not be read is passed over by glob as if it were empty, and its sources would be absent."""

    def closed(error: OSError) -> None:
        raise error

    for _ in os.walk(folder, onerror=closed) if folder.exists() else ():
        pass


def extract_date(source: Source, path: Path) -> date:
    """The day the extract was made: the last date in the file's name, else in its folder's; never the clock."""
    for part in (path.name, path.parent.name):
        found = re.findall(r"(\d{4}-\d{2}-\d{2})", part)
        if found:
            try:
                return date.fromisoformat(found[-1])
            except ValueError:
                break
    raise RunError(
        f"{source.name}: {source.told_name(path)}: no extract date in the name. "
        "Name the file or its folder with the day of the extract, such as cases_2026-10-31.csv."
    )


def load_sources(folder: Path = FOLDER) -> list[Source]:
    """Every declared source, in the order of its name."""
    return [load_source(path) for path in sorted(folder.glob("*.toml"))]


def load_source(path: Path) -> Source:
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RunError(f"{path.name}: not valid TOML: {error}. Mend the file.") from None
    for name in NEEDED:
        if name not in settings:
            raise RunError(f"{path.name}: '{name}' is missing. Every source states {', '.join(NEEDED)}.")
    for name in PEOPLE:
        if not settings.get(name):
            raise RunError(
                f"{path.name}: '{name}' is missing. No source is read without purpose, legal basis, "
                "the works council's decision, the day staff were informed and how long rows may be kept."
            )
    columns = tuple(_column(path, name, spec) for name, spec in settings.pop("columns", {}).items())
    settings["digest"] = hashlib.sha256(path.read_bytes()).hexdigest()
    source = Source(path.stem, columns, settings)
    _check(path, source)
    return source


def _column(path: Path, name: str, spec: dict[str, Any]) -> Column:
    spec = dict(spec)
    where = f"{path.name}: {name}"
    if "from" not in spec or spec.get("kind") not in KINDS:
        raise RunError(f"{where}: needs 'from' and a kind. {nearest(str(spec.get('kind')), KINDS)}.")
    if spec["kind"] in ("key", "pattern") and not spec.get("pattern"):
        raise RunError(f"{where}: a {spec['kind']} needs a pattern, so that nothing else can come through.")
    if spec["kind"] in ("date", "moment") and not spec.get("format"):
        raise RunError(f"{where}: a {spec['kind']} needs a format such as '%d-%m-%Y'.")
    spec["values"] = tuple(spec.get("values", {}).items())
    source = spec.pop("from")
    try:
        return Column(name=name, source=source, **spec)
    except TypeError as error:
        raise RunError(f"{where}: {error}. Mend the column.") from None


def _check(path: Path, source: Source) -> None:
    from etl import retention  # these two read a source: they come after it
    from etl.corrections import check_corrections

    choices = {
        "format": FORMATS, "layout": LAYOUTS, "expected_every": tuple(RHYTHMS), "delivery": DELIVERIES,
    }  # fmt: skip
    for name, allowed in choices.items():
        given = source.get(name, allowed[0])
        if given not in allowed:
            raise RunError(f"{path.name}: {name} '{given}' is unknown. {nearest(given, allowed)}.")
    names = {column.name for column in source.columns}
    if source.layout == "event_log":
        names |= set(source.get("constants", {}))
    missing = [name for name in SUPPLIES[source.layout] if name not in names]
    missing += [name for name in source.key if name not in names]
    if missing:
        raise RunError(f"{path.name}: layout '{source.layout}' must supply {', '.join(missing)}.")
    url = source.get("case_url", "")
    if url and not CASE_URL.fullmatch(url):
        raise RunError(
            f"{path.name}: case_url '{url}' is no address of a case. "
            "Write it as https://..., with {case_key} where the hashed key goes."
        )
    retention.check(source)
    check_corrections(source)
