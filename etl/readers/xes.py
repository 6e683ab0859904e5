"""XES event logs (IEEE 1849), plain or packed, read element by element as any XML.

An event is a record. Attributes of its trace are named with "case:" in front, as the standard's tools do in tables.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from etl.errors import RunError
from etl.identity import mask
from etl.readers.block import Gathered
from etl.readers.raw import RawTable
from etl.readers.unpacked import BY_MARK, Buffer, unpacked
from etl.readers.xml import count_elements, elements, local
from etl.source import Source

KEYS = ("string", "date", "int", "float", "boolean", "id")
Attributes = dict[str, str]


def read_xes(source: Source, path: Path) -> Iterator[RawTable]:
    """Every event of every trace, block by block, with the columns that the TOML names."""
    wanted = [column.source for column in source.columns]
    where = f"{source.name}: {mask(path.name)}"
    with unpacked(path, BY_MARK, source.name) as data:
        gathered = Gathered(source, path, count_elements(data, "event", where))
        for attributes, doubled in _events(data, where):
            gathered.seen.update(attributes)
            if unfit := doubled.intersection(wanted):
                gathered.reject("doubled_key", min(unfit))
            else:
                gathered.add([attributes.get(name, "") for name in wanted])
            yield from gathered.full()
        _check_attributes(source, where, gathered)
        yield from gathered.rest()


def _check_attributes(source: Source, where: str, gathered: Gathered) -> None:
    missing = [column.source for column in source.columns if column.source not in gathered.seen]
    if missing and gathered.parsed:
        raise RunError(
            f"{where}: no event or trace has the attribute {', '.join(missing)}. "
            f"They have {len(gathered.seen)} others. "
            f"Mend the log or 'from' in {source.name}.toml."
        )


def _events(data: Buffer, where: str) -> Iterator[tuple[Attributes, set[str]]]:
    """Attributes of each event in the order of the file, and those that it has twice."""
    trace: Attributes | None = None  # known once its first event begins
    for moment, element in elements(data, ("trace", "event"), ("start", "end"), where):
        event = local(element.tag) == "event"
        if moment == "start":
            if not event:
                trace = None
            elif trace is None:
                trace = _of_trace(element)
        elif event:
            own, doubled = _own(element)
            yield (trace or {}) | own, doubled
            _forget(element)
        else:
            if trace is not None and len(_own(element)[0]) > len(trace):
                raise RunError(f"{where}: attributes of a trace stand after its events. Write them before.")
            trace = None
            _forget(element)


def _of_trace(event: Any) -> Attributes:
    """Attributes of the event's trace, which stand before its first event; an event outside a trace has none."""
    parent = event.getparent()
    if parent is None or local(parent.tag) != "trace":
        return {}
    return {"case:" + name: value for name, value in _own(event.itersiblings(preceding=True))[0].items()}


def _own(children: Any) -> tuple[Attributes, set[str]]:
    own: Attributes = {}
    doubled: set[str] = set()
    for child in children:
        if local(child.tag) in KEYS:
            name = child.get("key", "")
            if name in own:
                doubled.add(name)
            own[name] = child.get("value", "")
    return own, doubled


def _forget(element: Any) -> None:
    """Free what was read and its elder siblings of the same name, but keep the attributes of the trace."""
    element.clear()
    elder = element.getprevious()
    while elder is not None and elder.tag == element.tag:
        elder.getparent().remove(elder)
        elder = element.getprevious()
