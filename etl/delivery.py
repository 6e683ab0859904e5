"""What is delivered: every source's files, read two at a time or taken from the store; all that is wrong is told."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from stat import S_ISREG

from etl import retention
from etl.columns import Context
from etl.corrections import apply, expectation
from etl.database import another
from etl.errors import RunError, refused
from etl.extract import Extract, gather, without_persons
from etl.identity import mask
from etl.readers.delimited import read_delimited
from etl.readers.json_lines import read_json_lines
from etl.readers.parquet import read_parquet
from etl.readers.raw import RawTable, Reader
from etl.readers.workbook import read_workbook
from etl.readers.xes import read_xes
from etl.readers.xml import read_xml
from etl.source import Source, extract_date
from etl.store import Store


def _read_form(source: Source, path: Path) -> Iterator[RawTable]:
    from etl.readers.form import read_form  # its library is loaded only where there is a form

    return read_form(source, path)


READERS: dict[str, Reader] = {
    "delimited": read_delimited,
    "form": _read_form,
    "json_lines": read_json_lines,
    "parquet": read_parquet,
    "workbook": read_workbook,
    "xes": read_xes,
    "xml": read_xml,
}
AT_A_TIME = 2
QUICK, SLOW = ("delimited", "parquet"), 20  # a byte of the other formats takes about so many times as long
Say = Callable[[str], None]


@dataclass
class File:
    """One delivered file of a source, or what its database holds."""

    source: Source
    path: Path
    extracted_on: date
    size: int
    told: str  # its name in messages and facts
    sha256: str = ""  # of its content


@dataclass
class Files:
    """All files of a delivery, and what is wrong with it before any is read."""

    found: list[File] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def until(self) -> date:
        return max((file.extracted_on for file in self.found), default=date.min)

    def of(self, source: Source) -> list[File]:
        return [file for file in self.found if file.source.name == source.name]

    def absent(self, sources: list[Source]) -> list[str]:
        return [source.name for source in sources if not self.of(source)]


def find_files(sources: list[Source], raw: Path, examples: Path) -> Files:
    files = Files()
    for source in sources:
        try:
            if source.format == "database":
                files.found.append(_database(source))
                continue
            names: list[str] = []
            for path in source.files_in(raw, examples):
                names.append(source.told_name(path))
                again = names.count(names[-1])  # in another folder, or called by what is not told
                name = names[-1] if again == 1 else f"{names[-1]} ({again})"
                files.found.append(_file(source, path, name))
        except (RunError, OSError) as error:
            files.wrong.append(told(error))
    return files


def _file(source: Source, path: Path, name: str) -> File:
    stat = path.stat()
    if not S_ISREG(stat.st_mode):  # of a pipe, reading would wait for ever
        raise RunError(f"{source.name}: {name} is no file. Deliver it as one.")
    return File(source, path, extract_date(source, path), stat.st_size, name)


def _database(source: Source) -> File:
    from etl.readers.database import database_delivery  # its driver is loaded only where a source needs one

    with database_delivery(source) as delivery:
        name = source.told_name(delivery.path)
        return File(source, delivery.path, delivery.extracted_on, 0, name, delivery.fingerprint())


def hash_all(files: Files, store: Store) -> None:
    """Give every file its content's hash; a file that cannot be read is told with all other faults."""

    def hash_one(file: File) -> None:
        try:
            file.sha256 = file.sha256 or store.content_hash(file.path)
        except (RunError, OSError) as error:
            files.wrong.append(told(error, file))

    with ThreadPoolExecutor(AT_A_TIME) as readers:
        list(readers.map(hash_one, files.found))
    files.found = [file for file in files.found if file.sha256]


def told(error: Exception, file: File | None = None) -> str:
    """The error in one line, in which the file is called what it may be called."""
    text = str(error)
    if isinstance(error, OSError):
        text = refused(mask(Path(str(error.filename or "")).name), error)
    return text.replace(mask(file.path.name), file.told) if file else text


def read_all(files: Files, store: Store, context: Context, say: Say) -> dict[str, list[Extract]]:
    """Each source's extracts, oldest first. A fault in one hides none in another: all are told, then the run stops."""
    # The largest first: then neither of the two readers is left alone with it at the end.
    largest = sorted(files.found, key=lambda file: -file.size * (1 if file.source.format in QUICK else SLOW))
    seen: dict[str, dict[str, dict[str, tuple[object, str]]]] = {}
    made: dict[Path, Extract] = {}

    def read(file: File) -> None:
        say(f"reading {file.source.name}")
        letters = file.source.layout != "event"
        mine = Context(
            context.key, context.references, another(context.connection), seen.setdefault(file.source.name, {}), letters
        )  # fmt: skip
        try:
            made[file.path] = one_file(file, files.until, store, mine)
        except (RunError, OSError) as error:
            files.wrong.append(told(error, file))

    with ThreadPoolExecutor(AT_A_TIME) as readers:
        list(readers.map(read, largest))
    extracts: dict[str, list[Extract]] = {}
    for file in files.found:
        if file.path in made:
            extracts.setdefault(file.source.name, []).append(made[file.path])
    _expectations(files, extracts)
    if files.wrong:
        raise RunError("\n".join(sorted(set(files.wrong))))
    return extracts


def one_file(file: File, until: date, store: Store, context: Context) -> Extract:
    extract = store.read(file.source, file.path, file.sha256, lambda: read_file(file, store, context))
    if retention.expire(file.source, extract, until):
        store.keep(file.source, file.path, file.sha256, extract)
    extract.name = file.told  # an entry made by another run may tell it otherwise
    return extract


def read_file(file: File, store: Store, context: Context) -> Extract:
    source, counts = file.source, dict[int, int]()
    blocks = _blocks(file)
    corrected = _corrected(source, blocks, counts) if source.get("corrections") else blocks
    table, faults, read = gather(source, corrected, file.extracted_on, context)
    # Asked again: what was changed meanwhile is found out.
    sha256 = _database(source).sha256 if source.format == "database" else store.content_hash(file.path)
    if sha256 != file.sha256:
        raise RunError(f"{source.name}: {mask(file.path.name)} was changed while it was read. Run again.")
    rows = without_persons(table, source.key[0])
    return Extract(file.told, file.extracted_on, sha256, file.size, read, rows, faults, counts)


def _blocks(file: File) -> Iterator[RawTable]:
    if file.source.format == "database":
        from etl.readers.database import read_database

        return read_database(file.source)
    return READERS[file.source.format](file.source, file.path)


def _corrected(source: Source, blocks: Iterator[RawTable], counts: dict[int, int]) -> Iterator[RawTable]:
    for block in blocks:
        block.table = apply(source, block.table, counts)
        yield block


def _expectations(files: Files, extracts: dict[str, list[Extract]]) -> None:
    for source in {file.source.name: file.source for file in files.found}.values():
        if not source.get("corrections"):
            continue
        counts: dict[int, int] = {}
        for extract in extracts.get(source.name, []):
            for number, rows in extract.corrected.items():
                counts[number] = counts.get(number, 0) + rows
        try:
            expectation(source, counts)
        except RunError as error:
            files.wrong.append(str(error))
