"""Signals and unmet demands as the command line gives them."""

import io
import json
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from dashboard.metrics.duties import Unmet
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.funnels import METRIC, Unlike
from dashboard.metrics.metric import METRICS
from dashboard.metrics.signals import Changed, Watched
from dashboard.warehouse import Warehouse


def document(
    watched: Watched, unlike: list[Unlike], not_in_order: list[Unmet], warehouse: Warehouse
) -> dict[str, Any]:
    return {
        "snapshot": warehouse.snapshot,
        "judged": watched.judged,
        "too_short": watched.too_short,
        "expected_by_chance": round(watched.by_chance, 1),
        "signals": [_signal(one) for one in watched.changed],
        "funnels": [_funnel(one) for one in unlike],
        "not_in_order": [_demand(one) for one in not_in_order],
    }


def _signal(one: Changed) -> dict[str, Any]:
    said = asdict(one) | {"group": dict(one.group), "direction": "up" if one.direction > 0 else "down"}
    usual = said.pop("usual")
    return said | {"usual": usual["centre"], "lower": usual["lower"], "upper": usual["upper"]}


def _funnel(one: Unlike) -> dict[str, Any]:
    return {
        "metric": METRIC,
        "group": dict(one.group),
        "period": one.period.text,
        "units": len(one.units),
        "left_out": one.left_out,
        "centre": one.funnel.centre,
        "expected_by_chance": round(one.funnel.by_chance, 2),
        "outside": [_outside(unit, one) for unit in one.outside],
    }


def _outside(unit: Answer, one: Unlike) -> dict[str, Any]:
    lower, upper = one.limits(unit)
    said = {"group": dict(unit.group), "numerator": unit.numerator, "denominator": unit.denominator}
    return said | {"value": unit.value, "lower": lower, "upper": upper, "caveats": list(unit.caveats)}


def _demand(one: Unmet) -> dict[str, Any]:
    answer = one.answer
    return {
        "metric": one.demand.metric,
        "group": dict(one.group),
        "kind": one.demand.kind,
        "required": one.demand.value,
        "said_by": one.demand.said_by,
        "period": answer.period,
        "numerator": answer.numerator,
        "denominator": answer.denominator,
        "value": answer.value,
        "affected": one.affected,
        "since": one.since,
        "caveats": list(answer.caveats),
    }


def as_json(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False, indent=1)


def as_table(found: dict[str, Any]) -> str:
    lead = (
        f"{found['judged']} series judged, {found['too_short']} too short; "
        f"chance alone would give about {found['expected_by_chance']:.0f} signals."
    )
    changed = Table(title=f"Hardly chance, {found['snapshot']}", title_justify="left")
    for name in ("metric", "where", "rule", "since", "until", "direction", "meaning", "value", "usual"):
        changed.add_column(name)
    for one in found["signals"]:
        place = " ".join(one["group"].values()) or "-"
        told = [one[name] for name in ("rule", "since", "until", "direction", "meaning")]
        changed.add_row(one["metric"], place, *told, f"{one['value']:.4g}", f"{one['usual']:.4g}")
    for one in found["funnels"]:
        for unit in one["outside"]:
            place = " ".join(unit["group"].values())
            changed.add_row(METRIC, place, "funnel", *one["period"].split(".."), "", "", f"{unit['value']:.4g}",
                            f"{one['centre']:.4g}")  # fmt: skip
    demands = Table(title="Stable, but not in order", title_justify="left")
    for name in ("metric", "where", "demanded by", "required", "value", "affected", "since"):
        demands.add_column(name)
    for one in found["not_in_order"]:
        place = " ".join(one["group"].values()) or "-"
        affected = "" if one["affected"] is None else f"{one['affected']:,.0f}"
        said = METRICS[one["metric"]].name, place, one["said_by"], f"{one['required']:g}"
        demands.add_row(*said, f"{one['value']:.4g}", affected, one["since"])
    text = io.StringIO()
    console = Console(file=text, width=140, color_system=None, highlight=False, markup=False)
    for part in (lead, changed, demands):
        console.print(part)
    return text.getvalue().rstrip("\n")
