"""The JSON documents: the catalogue, one definition, and answers with all that must be told beside a number."""

from collections.abc import Iterable, Sequence
from typing import Any

from dashboard.api.asked import Asked
from dashboard.metrics import output
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import CAVEATS, METRICS, Metric
from dashboard.metrics.period import SPLITS
from dashboard.metrics.question import dimensions_of, known_values, missing_columns
from dashboard.warehouse import Scope, Warehouse

CATALOGUE = ("metric", "title", "unit", "better", "shape", "definition", "answers")


def catalogue(warehouse: Warehouse, scope: Scope) -> dict[str, Any]:
    """Every published metric of which the snapshot has the facts."""
    there = [
        each
        for each in METRICS.values()
        if each.status == "published" and not missing_columns(each, warehouse)
    ]
    rows = [{key: value for key, value in _words(each).items() if key in CATALOGUE} for each in there]
    return {**_of(warehouse, scope), "metrics": rows}


def definition(metric: Metric, warehouse: Warehouse, scope: Scope) -> dict[str, Any]:
    """What is counted, what it can be broken down by, and which values each dimension may have."""
    lacking = missing_columns(metric, warehouse)
    allowed = () if lacking else dimensions_of(metric, warehouse)
    values = {name: list(known_values(metric.facts[0], name, warehouse, scope)) for name in allowed}
    told = {"by": [*allowed, *SPLITS] if allowed else [], "values": values, "lacking": lacking}
    return {**_of(warehouse, scope), **_words(metric), "caveats": _caveats(metric.caveats), **told}


def answers(asked: Asked, told: Sequence[Answer], warehouse: Warehouse, scope: Scope) -> dict[str, Any]:
    """The contract's document and, for whoever reads it far from the pages, the words that belong to it."""
    filters = asked.filters
    question = {
        "period": filters.period.text,
        "by": list(asked.by),
        "where": [f"{name}={value}" for name, value in filters.where],
        "organisation": filters.organisation,
        "known_on": str(filters.known_on) if filters.known_on else None,
    }
    return {
        **output.document(asked.metric.name, told, warehouse),
        **_of(warehouse, scope),
        "asked": question,
        "definition": _words(asked.metric),
        "caveats": _caveats(key for answer in told for key in answer.caveats),
    }


def _of(warehouse: Warehouse, scope: Scope) -> dict[str, Any]:
    package = warehouse.package
    return {
        "snapshot": warehouse.snapshot,
        "extracted_on": package["extracted_on"],
        "synthetic": bool(package.get("synthetic")),
        "threshold": package.get("threshold") or 5,
        "protection": scope.protection,
    }


def _words(metric: Metric) -> dict[str, Any]:
    return {
        "metric": metric.name,
        "title": metric.title,
        "question": metric.question,
        "definition": metric.definition,
        "shape": metric.shape,
        "numerator": metric.numerator,
        "denominator": metric.denominator,
        "unit": metric.unit,
        "better": metric.better,
        "comparable": metric.comparable,
        "smallest_denominator": metric.smallest_denominator,
        "owner": metric.owner,
        "review_by": str(metric.review_by),
        "answers": f"/api/v1/answers/{metric.name}",
    }


def _caveats(keys: Iterable[str]) -> dict[str, dict[str, str]]:
    known = (CAVEATS[key] for key in dict.fromkeys(keys) if key in CAVEATS)
    return {each.key: {"title": each.title, "text": each.text} for each in known}
