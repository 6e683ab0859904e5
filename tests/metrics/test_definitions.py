"""Every metric's TOML: its examples give what they say, its expressions fit the facts, its words exist."""

import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.metrics.metric import CAVEATS, METRICS, BadMetric, Example, load_metrics, read_metric
from dashboard.metrics.question import PLACES
from dashboard.metrics.usage import UsageError
from tests.facts_folder import ROOT, declarations
from tests.metrics.small_city import ask, city

EXAMPLES = [
    pytest.param(name, example, id=f"{name}-{n}")
    for name, metric in METRICS.items()
    for n, example in enumerate(metric.examples, 1)
]


def rows_of(table: str) -> Iterator[dict[str, Any]]:
    """Rows of a text table; a key written 1..20 stands for twenty rows alike."""
    lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    for cells in lines[1:]:
        first, _, last = cells[0].partition("..")
        if not first.isdigit():  # a row that has no number
            yield dict(zip(lines[0], cells, strict=True))
            continue
        for key in range(int(first), int(last or first) + 1):
            yield dict(zip(lines[0], [str(key), *cells[1:]], strict=True))


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_an_example_gives_what_it_says(name: str, example: Example, tmp_path: Path) -> None:
    facts = {fact: list(rows_of(table)) for fact, table in example.rows.items()}
    coverage = [
        {"fact": fact, "department": "SOF", "from": "2020-01-01", "to": "2030-12-31"} for fact in facts
    ]
    warehouse = city(
        tmp_path, facts, coverage=coverage, public=True
    )  # public: examples are too small to be shown else
    (answer,) = ask(warehouse, name, example.period)
    assert {key: getattr(answer, key) for key in example.expect} == example.expect


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_can_be_asked_of_empty_facts_in_every_breakdown(name: str, tmp_path: Path) -> None:
    warehouse = city(tmp_path, {})
    metric = METRICS[name]
    may_be_listed = metric.is_count or metric.comparable or metric.listed_across_departments
    declared = declarations()
    allowed = set.intersection(*(set(declared[part.fact or ""]["dimensions"]) for part in metric.parts))
    for dimension in ("department", "centre", "unit", "service_area", "month", "quarter", "year"):
        if dimension == "service_area" and dimension not in allowed:
            continue  # an interview is about no one benefit
        if dimension in PLACES and not may_be_listed:
            with pytest.raises(UsageError, match="not comparable"):
                ask(warehouse, name, "2025", dimension)
            continue
        for answer in ask(warehouse, name, "2025", dimension):
            assert (answer.numerator, answer.method) == (None, "not_listed")


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_names_columns_that_its_fact_has(name: str) -> None:
    facts = declarations()
    for part in METRICS[name].parts:
        fact = facts[part.fact or ""]
        assert part.dated_by in fact["dated"]
        assert part.ended_by is None or part.ended_by in fact["dated"]


def test_every_key_that_sources_and_published_figures_name_has_words() -> None:
    keys = set()
    for file in (ROOT / "etl/sources").glob("*.toml"):
        said = tomllib.loads(file.read_text("utf-8"))
        keys |= {*said["caveats"], said.get("constants", {}).get("footnote", "layout_assumed")}
    for file in (ROOT / "data/examples").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as rows:
            keys |= {row["footnote"] for row in csv.DictReader(rows) if row["footnote"]}
    assert keys <= set(CAVEATS)


def test_every_key_that_the_code_gives_has_words() -> None:
    files = [
        ROOT / f"dashboard/metrics/{name}.py" for name in ("combine", "evaluate", "published", "standing")
    ]
    code = "".join(file.read_text("utf-8") for file in files)
    given = set(re.findall(r'(?:\.add\(|\| \{|keys = \{|frozenset\(\{)"(\w+)"', code))
    assert (
        {"synthetic_data", "months_missing", "departments_missing", "late_registration"}
        <= given
        <= set(CAVEATS)
    )


def test_words_end_as_sentences() -> None:
    for caveat in CAVEATS.values():
        assert caveat.text.endswith(".")
        assert caveat.title
        assert not caveat.title.endswith(".")
    for metric in METRICS.values():
        assert metric.question.endswith("?")
        assert metric.definition.endswith(".")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"better": "up"}, "better"),
        ({"shape": "snake"}, "shape"),
        ({"caveats": ["no_such"]}, "caveats"),
        ({"numerator": "count(*); DROP TABLE cases"}, "numerator"),
        ({"numerator": "avg(fte)"}, "numerator"),
        ({"fact": "read_csv('x')"}, "fact"),
        ({"colour": "red"}, "colour"),
        ({"example": []}, "examples"),
    ],
)
def test_a_wrong_definition_says_which_file_and_key(
    change: dict[str, Any], message: str, tmp_path: Path
) -> None:
    said = tomllib.loads((ROOT / "dashboard/metrics/cases_received.toml").read_text("utf-8"))
    with pytest.raises(BadMetric, match=f"cases_received.toml.*{message}"):
        from dashboard.metrics import metric

        changed = read_metric("cases_received", said | change)
        metric._check(changed, METRICS | {"cases_received": changed})


def test_the_folder_is_the_list() -> None:
    assert sorted(load_metrics()) == sorted(METRICS)
