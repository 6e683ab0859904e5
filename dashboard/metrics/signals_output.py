"""Signals and unmet demands as the command line gives them."""

import io
import json
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from dashboard.metrics.duties import KINDS, Unmet
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.funnels import METRIC, Unlike
from dashboard.metrics.late import Late
from dashboard.metrics.signals import CONTINUING, Changed, Watched
from dashboard.warehouse import Warehouse

Found = list[dict[str, Any]]
LATE = "late_registration"
CHANGE_COLUMNS = ("metric", "where", "rule", "since", "until", "direction", "meaning", "value", "usual")
DEMAND_COLUMNS = ("metric", "where", "demanded by", "required", "value", "affected", "since")
LATE_COLUMNS = ("metric", "where", "source", "still to come at first", "extracts until whole")


def listed(
    watched: Watched, unlike: list[Unlike], not_in_order: list[Unmet], late: Sequence[Late] = ()
) -> Found:
    """One list of all that was found: metric, scope, rule, since, size, status, and what each rule has to say more."""
    outside = [_outside(unit, one) for one in unlike for unit in one.outside]
    changed = [_signal(one, True) for one in watched.changed]
    earlier = [_signal(one, False) for one in watched.earlier]
    return [*changed, *outside, *map(_demand, not_in_order), *map(_registered_late, late), *earlier]


def _signal(one: Changed, is_recent: bool) -> dict[str, Any]:
    return {
        "metric": one.metric,
        "scope": dict(one.group),
        "rule": one.rule,
        "since": one.since,
        "until": one.until,
        "size": one.size,
        "size_low": one.size - one.within,
        "size_high": one.size + one.within,
        "status": one.status,
        "is_recent": is_recent,
        "direction": "up" if one.direction > 0 else "down",
        "meaning": one.meaning,
        "value": one.value,
        "usual": one.usual.centre,
        "lower": one.usual.lower,
        "upper": one.usual.upper,
    }


def _outside(unit: Answer, one: Unlike) -> dict[str, Any]:
    lower, upper = one.limits(unit)
    value = unit.value or 0
    return {
        "metric": METRIC,
        "scope": {**dict(one.group), **unit.group},
        "rule": "funnel",
        "since": one.period.text.split("..")[0],
        "until": one.period.text.split("..")[-1],
        "size": value - one.funnel.centre,
        "status": CONTINUING,
        "direction": "up" if value > one.funnel.centre else "down",
        "numerator": unit.numerator,
        "denominator": unit.denominator,
        "value": value,
        "usual": one.funnel.centre,
        "lower": lower,
        "upper": upper,
        "units": len(one.units),
        "left_out": one.left_out,
        "caveats": list(unit.caveats),
    }


def _demand(one: Unmet) -> dict[str, Any]:
    answer = one.answer
    return {
        "metric": one.demand.metric,
        "scope": dict(one.group),
        "rule": one.demand.kind,
        "since": one.since,
        "until": answer.period.split("..")[-1],
        "size": (answer.value or 0) - one.demand.value,
        "status": CONTINUING,
        "required": one.demand.value,
        "said_by": one.demand.said_by,
        "numerator": answer.numerator,
        "denominator": answer.denominator,
        "value": answer.value,
        "affected": one.affected,
        "caveats": list(answer.caveats),
    }


def _registered_late(one: Late) -> dict[str, Any]:
    """`size`: the share of a month that is still to come when its first extract has been delivered."""
    return {
        "metric": one.metric,
        "scope": {"department": one.department},
        "rule": LATE,
        "since": one.since,
        "until": one.until,
        "size": 1 - one.known_at_first,
        "status": CONTINUING,
        "source": one.source,
        "known_at_first": one.known_at_first,
        "extracts_until_whole": one.extracts,
    }


def as_json(found: Found) -> str:
    return json.dumps(found, ensure_ascii=False, indent=1)


def as_table(found: Found, watched: Watched, warehouse: Warehouse) -> str:
    lead = (
        f"{watched.judged} series judged, {watched.too_short} too short; "
        f"chance alone would give about {watched.by_chance:.0f} signals."
    )
    changed = _table(f"Hardly chance, {warehouse.snapshot}", *CHANGE_COLUMNS)
    earlier = _table(
        f"Ended before; chance alone would give about {watched.earlier_by_chance:.0f}", *CHANGE_COLUMNS
    )
    demands = _table("Stable, but not in order", *DEMAND_COLUMNS)
    late = _table("Registered late: a month's first figures grow", *LATE_COLUMNS)
    for one in found:
        place = " ".join(one["scope"].values()) or "-"
        if one["rule"] in KINDS:
            affected = "" if one["affected"] is None else f"{one['affected']:,.0f}"
            said = (one["metric"], place, one["said_by"], f"{one['required']:g}")
            demands.add_row(*said, f"{one['value']:.4g}", affected, one["since"])
        elif one["rule"] == LATE:
            late.add_row(
                one["metric"], place, one["source"], f"{one['size']:.1%}", str(one["extracts_until_whole"])
            )
        else:
            told = [one.get(name, "") for name in ("rule", "since", "until", "direction", "meaning")]
            table = changed if one.get("is_recent", True) else earlier
            table.add_row(one["metric"], place, *told, f"{one['value']:.4g}", f"{one['usual']:.4g}")
    text = io.StringIO()
    console = Console(file=text, width=140, color_system=None, highlight=False, markup=False)
    for part in (lead, changed, demands, late, earlier):
        console.print(part)
    return text.getvalue().rstrip("\n")


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for name in columns:
        table.add_column(name)
    return table
