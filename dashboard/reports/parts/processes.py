"""Where cases wait: mined processes side by side, and the longest waits of one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dashboard.content import format as write
from dashboard.content import label, say
from dashboard.metrics.kept import kept
from dashboard.metrics.trace import note
from dashboard.metrics.usage import unknown
from dashboard.mining.mine import Edge, Mined, mine
from dashboard.mining.processes import processes
from dashboard.mining.waits import longest
from dashboard.reports.asking import Asking
from dashboard.reports.result import Block, Cell, Column, Label, Sentences, Table
from dashboard.warehouse import Scope, Warehouse

DAY = 86400
KEYS = ("process", "cases", "median_days", "longest_wait", "wait_days", "wait_share", "repeated")


@dataclass(frozen=True)
class Wait:
    """A transition, and its share of all the time that cases wait on transitions."""

    edge: Edge
    share: float


def processes_table(asking: Asking, processes: Sequence[str], title: str) -> Iterator[Block]:
    """For each process its longest wait and how often steps are repeated; the order is the TOML's, not the figures'."""
    known = _known(asking, processes)
    columns = tuple(Column(say(f"reports.{key}"), key not in ("process", "longest_wait")) for key in KEYS)
    mined = {key: _mined(asking, key) for key in processes if key in known}
    rows = tuple(_row(asking, known[key], of) for key, of in mined.items())
    if not rows:
        yield Sentences(say("reports.no_processes"))
        return
    yield Table(title, say("reports.whole_snapshot"), columns, rows, notes=(say("processes.question"),))


def _known(asking: Asking, wanted: Sequence[str]) -> Mapping[str, str]:
    known = processes(asking.warehouse, asking.scope)
    lacking = [key for key in wanted if key not in known]
    if lacking and known:
        raise unknown("process", lacking[0], known)
    return known


def _mined(asking: Asking, process: str) -> Mined:
    """Kept, so whoever is told it is noted here."""
    where = asking.filters.where
    note(f"mine {process}", where, [{}], asking.warehouse.snapshot)
    return _kept(process, asking.warehouse, asking.scope, where)


@kept(40)
def _kept(process: str, warehouse: Warehouse, scope: Scope, where: tuple[tuple[str, str], ...]) -> Mined:
    return mine(process, warehouse, scope, where, 1)


def _row(asking: Asking, name: str, mined: Mined) -> tuple[Cell, ...]:
    found = waits(mined)
    median = mined.case_duration_s["median"]
    numbers: list[Cell] = [
        asking.count("mined_cases", mined.cases),
        asking.count("mined_median_days", *days_of(median)),
    ]
    if found:
        top = found[0]
        numbers += [
            Label(_transition(top.edge)),
            asking.count("mined_wait_days", *days_of(top.edge.median_s)),
            asking.count("mined_wait_share", top.share, write.percent(top.share, 0)),
        ]
    else:
        numbers += [Label(say("absent.withheld"))] * 3
    repeated = mined.rework["cases"]
    share = repeated / mined.cases if repeated is not None and mined.cases else None
    text = None if share is None else write.percent(share, 0)
    return Label(name), *numbers, asking.count("mined_repeated", share, text)


def days_of(seconds: float | None) -> tuple[float | None, str | None]:
    if seconds is None:
        return None, None
    days = seconds / DAY
    return days, write.number(days, 1 if days < 10 else 0)


def waits(mined: Mined) -> list[Wait]:
    """Transitions whose share may be told, the longest waited on in all first: these are steps, not people or units."""
    return [Wait(edge, edge.share or 0.0) for edge in longest(mined.edges)]


def _transition(edge: Edge) -> str:
    first, then = (label("activity", name) for name in (edge.first, edge.then))
    return say("processes.transition", first=first, then=then)


def steps_table(asking: Asking, process: str, title: str, most: int = 8) -> Iterator[Block]:
    """The transitions of one process that cases wait longest on."""
    name = _known(asking, [process]).get(process, process)
    found = waits(_mined(asking, process))[:most]
    if not found:
        yield Sentences(say("reports.no_processes"))
        return
    heads = [say(f"processes.{key}") for key in ("first", "then", "count")]
    heads += [say("reports.wait_days"), say("processes.share")]
    columns = tuple(Column(head, place > 1) for place, head in enumerate(heads))
    rows = tuple(
        (
            Label(label("activity", one.edge.first)), Label(label("activity", one.edge.then)),
            asking.count("mined_transitions", one.edge.count),
            asking.count("mined_wait_days", *days_of(one.edge.median_s)),
            asking.count("mined_wait_share", one.share, write.percent(one.share, 0)),
        )
        for one in found
    )  # fmt: skip
    yield Table(title.format(process=name), say("reports.whole_snapshot"), columns, rows)
