"""A result as JSON and back, unchanged: dataclasses become lists of their fields, led by their name."""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from dashboard.reports import result

KINDS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        result.Figure, result.Label, result.Sentences, result.Column, result.Table, result.Point, result.Series,
        result.Chart, result.Section, result.Definition, result.Note, result.Report,
    )
}  # fmt: skip


def as_data(value: object) -> Any:
    """Plain JSON values. Fields that hold their default are left out, so that a manifest stays readable."""
    if type(value).__name__ in KINDS:
        kept = {
            each.name: as_data(getattr(value, each.name))
            for each in fields(value)  # type: ignore[arg-type]
            if getattr(value, each.name) != each.default
        }
        return {"is": type(value).__name__, **kept}
    if isinstance(value, Mapping):
        return {key: as_data(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [as_data(each) for each in value]
    return value


def from_data(data: Any) -> Any:
    """The same objects again; lists become tuples, as all of a result's are."""
    if isinstance(data, list):
        return tuple(from_data(each) for each in data)
    if not isinstance(data, dict):
        return data
    named = {key: from_data(each) for key, each in data.items() if key != "is"}
    return KINDS[data["is"]](**named) if "is" in data else named


def text_of(value: object) -> str:
    """One text for one value: keys in order, no needless spaces."""
    return json.dumps(as_data(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
