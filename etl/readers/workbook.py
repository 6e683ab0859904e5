"""Workbooks (.xlsx): a row of the sheet that the TOML names is a record.

Rows are read one after the other, so that memory does not grow with the sheet, and counted apart from that.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from etl.errors import RunError
from etl.identity import mask
from etl.readers.block import Gathered
from etl.readers.package import Package
from etl.readers.raw import RawTable, check_header
from etl.readers.serial import cell_text
from etl.readers.sheet import Cell, Row, Sheet
from etl.readers.unpacked import unpacked
from etl.source import Source

LARGEST = 256 << 20  # bytes as delivered
BLANK = Cell("")


def read_workbook(source: Source, path: Path) -> Iterator[RawTable]:
    """Read one workbook, block by block; every cell as text, real days and Excel's serial numbers as ISO text."""
    where = f"{source.name}: {mask(path.name)}"
    with unpacked(path, source=source.name) as data:
        if len(data) > LARGEST:
            raise RunError(f"{where}: is larger than {LARGEST >> 20} MB. Deliver it as delimited text.")
        with _readable(where):
            package = Package(bytes(data), where)
            part = _part(source, package)
            with package.part(part) as xml:
                yield from _blocks(source, path, Sheet(package, xml), package.is_1904)


def _part(source: Source, package: Package) -> str:
    """The part of the package that holds the sheet; its first where the TOML names none."""
    name = source.get("sheet", next(iter(package.sheets)))
    if name not in package.sheets:
        # Names of sheets are not told: they hold whatever senders put there.
        raise RunError(
            f"{package.where}: none of its {len(package.sheets)} sheets is called '{name}'. "
            f"Mend the workbook or 'sheet' in {source.name}.toml."
        )
    return package.sheets[name]


def _blocks(source: Source, path: Path, sheet: Sheet, is_1904: bool) -> Iterator[RawTable]:
    rows = sheet.rows()
    header: Row = next(rows, {})
    check_header(source, path, [cell.text for cell in header.values()])
    places = {cell.text: letters for letters, cell in header.items()}
    wanted = [(column, places[column.source]) for column in source.columns]
    gathered = Gathered(source, path, sheet.count() - 1)
    gathered.seen = set(places)
    for row in rows:
        gathered.add([cell_text(column, row.get(place, BLANK), is_1904) for column, place in wanted])
        yield from gathered.full()
    yield from gathered.rest()


@contextmanager
def _readable(where: str) -> Iterator[None]:
    """Damage shows in many ways in the packed XML."""
    try:
        yield
    except RunError as error:
        if "is not whole XML" not in str(error):
            raise
        raise _unreadable(where) from None
    except Exception:
        raise _unreadable(where) from None


def _unreadable(where: str) -> RunError:
    return RunError(f"{where} is not a readable workbook (.xlsx). Save it again as .xlsx.")
