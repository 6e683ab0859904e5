"""What evaluate promises: where a figure comes from, what is missing, what may not be asked."""

from pathlib import Path
from typing import Any

import pytest

from dashboard.metrics.usage import UsageError
from dashboard.warehouse import Scope
from tests.demo_rows import figure_row
from tests.metrics.small_city import ask, cases, city, covered, many

BOTH = covered("cases", "SOF", "BIF") + covered("complaints", "SOF", "BIF")
FOOTNOTED = {"scope": "borgerservice", "method": "partial", "footnote": "only_borgerservice"}


def figures(*rows: dict[str, Any], published: bool = False) -> list[dict[str, Any]]:
    said = {"metric": "complaints_received", "department": "KFF", "scope": "department", "method": "counted"}
    return [
        figure_row(said | row, published=published, source="borgerservice_figures") | {"figure_id": n}
        for n, row in enumerate(rows, 1)
    ]


def monthly(*months: int) -> list[dict[str, Any]]:
    return figures(*(FOOTNOTED | {"period": f"2025-{month:02d}", "value": 10 + month} for month in months))


def test_zero_inside_the_covered_days_is_a_zero_and_outside_it_is_missing(tmp_path: Path) -> None:
    warehouse = city(tmp_path, {"complaints": many(20)}, coverage=BOTH)
    found = {
        each.group["department"]: each for each in ask(warehouse, "complaints_received", "2025", "department")
    }
    assert (found["SOF"].value, found["SOF"].method) == (20, "counted")
    assert (found["BIF"].value, found["BIF"].method) == (0, "counted")
    assert (found["KFF"].value, found["KFF"].method) == (None, "not_listed")
    assert {each.method for each in ask(warehouse, "complaints_received", "2019", "department")} == {
        "not_listed"
    }


def test_days_only_partly_covered_are_said_to_be(tmp_path: Path) -> None:
    warehouse = city(tmp_path, {"complaints": many(20)}, coverage=BOTH)
    (wholly,) = ask(warehouse, "complaints_received", "2025", where=[("department", "SOF")])
    (partly,) = ask(warehouse, "complaints_received", "2023", where=[("department", "SOF")])
    assert "period_not_fully_covered" not in wholly.caveats
    assert (partly.value, partly.method) == (0, "counted")
    assert "period_not_fully_covered" in partly.caveats


def test_a_year_is_made_of_its_reported_months(tmp_path: Path) -> None:
    warehouse = city(tmp_path, {"published_figures": monthly(*range(1, 13))})
    (answer,) = ask(warehouse, "complaints_received", "2025", where=[("department", "KFF")])
    assert (answer.value, answer.method) == (sum(range(11, 23)), "partial")
    assert "only_borgerservice" in answer.caveats
    assert "months_missing" not in answer.caveats


def test_a_month_that_is_not_reported_is_said_to_be_missing(tmp_path: Path) -> None:
    warehouse = city(tmp_path, {"published_figures": monthly(1, 2, 4)})
    (quarter,) = ask(warehouse, "complaints_received", "2025-Q1", where=[("department", "KFF")])
    assert (quarter.value, quarter.method) == (23, "partial")
    assert "months_missing" in quarter.caveats
    by_month = ask(warehouse, "complaints_received", "2025-Q1", "month", where=[("department", "KFF")])
    assert [each.value for each in by_month] == [11, 12, None]
    assert by_month[2].method == "not_listed"


def test_parking_is_never_the_departments_own_figure(tmp_path: Path) -> None:
    parking = figures({"period": "2025", "department": "TMF", "scope": "parking", "value": 25000})
    warehouse = city(tmp_path, {"published_figures": parking})
    (answer,) = ask(warehouse, "complaints_received", "2025", where=[("department", "TMF")])
    assert (answer.value, answer.method) == (None, "not_listed")


def test_a_reported_year_goes_before_its_months_and_is_not_split_into_them(tmp_path: Path) -> None:
    year = figures({"period": "2025", "value": 500, "method": "survey", "footnote": "hand_counted"})
    rows = [row | {"figure_id": n} for n, row in enumerate(year + monthly(*range(1, 13)))]
    warehouse = city(tmp_path, {"published_figures": rows})
    (answer,) = ask(warehouse, "complaints_received", "2025", where=[("department", "KFF")])
    assert (answer.value, answer.method) == (500, "survey")


def test_a_total_adds_what_is_counted_and_what_is_reported_and_says_so(tmp_path: Path) -> None:
    facts = {"complaints": many(20), "published_figures": monthly(*range(1, 13))}
    (answer,) = ask(city(tmp_path, facts, coverage=BOTH), "complaints_received", "2025")
    assert (answer.value, answer.method) == (20 + sum(range(11, 23)), "partial")
    assert {"departments_missing", "only_borgerservice"} <= set(answer.caveats)


def test_reported_figures_do_not_answer_finer_questions(tmp_path: Path) -> None:
    facts = {"complaints": many(20), "published_figures": monthly(*range(1, 13))}
    warehouse = city(tmp_path, facts, coverage=BOTH)
    (answer,) = ask(warehouse, "complaints_received", "2025", where=[("class", "formal")])
    assert (answer.value, answer.method) == (20, "partial")
    assert "departments_missing" in answer.caveats
    rows = ask(warehouse, "complaints_received", "2025", "department", where=[("class", "formal")])
    assert {each.group["department"]: each.method for each in rows}["KFF"] == "not_listed"


def test_small_reported_figures_are_withheld_unless_the_city_has_published_them(tmp_path: Path) -> None:
    for published, withheld in ((False, "small_numbers"), (True, None)):
        rows = figures({"period": "2025", "value": 3}, published=published)
        warehouse = city(tmp_path, {"published_figures": rows})
        (answer,) = ask(warehouse, "complaints_received", "2025", where=[("department", "KFF")])
        assert (answer.withheld, answer.value) == (withheld, None if withheld else 3)


def test_a_rate_is_withheld_with_its_numerator_and_shown_without_value_where_there_are_too_few(
    tmp_path: Path,
) -> None:
    warehouse = city(tmp_path / "a", {"complaints": many(3), "cases": cases(200)}, coverage=BOTH)
    (small,) = ask(warehouse, "complaints_per_100_cases", "2025", where=[("department", "SOF")])
    assert (small.withheld, small.numerator, small.denominator, small.value) == (
        "small_numbers",
        None,
        None,
        None,
    )
    warehouse = city(tmp_path / "b", {"cases": cases(8)}, coverage=BOTH)
    (few,) = ask(warehouse, "complaints_per_100_cases", "2025", where=[("department", "SOF")])
    assert (few.withheld, few.numerator, few.denominator, few.value) == (None, 0, 8, None)
    assert "below_smallest_denominator" in few.caveats


def test_a_rate_is_withheld_where_all_but_a_few_are_counted(tmp_path: Path) -> None:
    warehouse = city(tmp_path, {"complaints": many(18), "cases": cases(20)}, coverage=BOTH)
    (answer,) = ask(warehouse, "complaints_per_100_cases", "2025", where=[("department", "SOF")])
    assert answer.withheld == "small_numbers"


def test_a_units_own_lead_sees_the_unit_and_nobody_elses(tmp_path: Path) -> None:
    rows = many(3, unit="SOF-HAN-1", centre="SOF-HAN") + many(3, first=9, unit="SOF-HAN-2", centre="SOF-HAN")
    warehouse = city(tmp_path, {"complaints": rows}, coverage=BOTH)
    lead = Scope("unit_lead", ("SOF-HAN-1",))
    for unit, value in (("SOF-HAN-1", 3), ("SOF-HAN-2", None)):
        (answer,) = ask(warehouse, "complaints_received", "2025", where=[("unit", unit)], scope=lead)
        assert answer.value == value
    (public,) = ask(warehouse, "complaints_received", "2025", where=[("unit", "SOF-HAN-1")])
    assert public.withheld == "small_numbers"


def test_published_data_has_no_threshold_and_the_threshold_can_be_set(tmp_path: Path) -> None:
    rows = {"complaints": many(7)}
    for settings, withheld in (({"public": True}, None), ({}, None), ({"threshold": 10}, "small_numbers")):
        (answer,) = ask(city(tmp_path, rows, coverage=BOTH, **settings), "complaints_received", "2025-03")
        assert answer.withheld == withheld


def test_every_value_of_a_fixed_list_has_a_row(tmp_path: Path) -> None:
    warehouse = city(tmp_path, {"complaints": many(20)}, coverage=BOTH)
    answers = ask(warehouse, "complaints_received", "2025", "class", where=[("department", "SOF")])
    assert [(each.group["class"], each.value) for each in answers] == [
        ("formal", 20),
        ("material", 0),
        ("both", 0),
        ("other", 0),
    ]


def test_a_row_without_a_value_is_in_a_group_of_its_own(tmp_path: Path) -> None:
    rows = cases(20, channel="digital") + cases(30, first=100)
    answers = ask(city(tmp_path, {"cases": rows}, coverage=BOTH), "cases_received", "2025", "channel")
    assert {each.group["channel"]: each.value for each in answers if each.value} == {"digital": 20, "": 30}
    assert answers[-1].group == {"channel": ""}


def test_several_values_of_a_filter_are_either(tmp_path: Path) -> None:
    rows = many(20) + many(30, first=100, **{"class": "material"}) + many(40, first=200, **{"class": "other"})
    where = [("class", "formal"), ("class", "material")]
    (answer,) = ask(
        city(tmp_path, {"complaints": rows}, coverage=BOTH), "complaints_received", "2025", where=where
    )
    assert answer.value == 50


def test_late_registration_makes_a_figure_provisional(tmp_path: Path) -> None:
    warehouse = city(tmp_path, {"cases": cases(20)}, coverage=BOTH)
    (old,) = ask(warehouse, "cases_received", "2026-08")
    (new,) = ask(warehouse, "cases_received", "2026-09")
    assert (old.status, new.status) == ("final", "provisional")
    assert "late_registration" in new.caveats
    assert "late_registration" not in old.caveats


def test_a_single_log_belongs_to_no_department(tmp_path: Path) -> None:
    rows = [{"case_id": n, "process": "log", "received_on": "2011-03-01"} for n in range(12)]
    settings: dict[str, Any] = {"since": "2010-10-02", "until": "2012-01-23", "public": True}
    warehouse = city(tmp_path, {"cases": rows, "organisation": []}, **settings)
    (answer,) = ask(warehouse, "cases_received", "2011")
    assert (answer.value, answer.method) == (12, "counted")
    (split,) = ask(warehouse, "cases_received", "2011", "department")
    assert (split.group, split.value) == ({"department": ""}, 12)


def test_known_faults_of_the_sources_follow_the_figure(tmp_path: Path) -> None:
    sources = [
        {
            "source": "domus_cases",
            "feeds": ["cases"],
            "department": ["SOF"],
            "caveats": ["layout_assumed"],
            "absent": False,
        },
        {
            "source": "bif_cases",
            "feeds": ["cases"],
            "department": ["BIF"],
            "caveats": ["day_precision"],
            "absent": True,
        },
    ]
    warehouse = city(tmp_path, {"cases": cases(20)}, coverage=BOTH, sources=sources)
    found = {
        each.group["department"]: set(each.caveats)
        for each in ask(warehouse, "cases_received", "2025", "department")
    }
    assert found["SOF"] == {"synthetic_data", "layout_assumed"}
    assert found["BIF"] == {"synthetic_data", "day_precision", "file_absent"}


def test_a_rate_that_is_not_comparable_is_refused_side_by_side(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from dashboard.metrics.metric import METRICS

    rate = replace(METRICS["complaints_per_100_cases"], name="a_rate", listed_across_departments=False)
    monkeypatch.setitem(METRICS, "a_rate", rate)
    warehouse = city(tmp_path, {}, coverage=BOTH)
    for by in ("department", "centre", "unit"):
        with pytest.raises(UsageError, match="not comparable"):
            ask(warehouse, "a_rate", "2025", by)
    assert ask(warehouse, "a_rate", "2025", "centre", where=[("department", "SOF")]) == []
    assert len(ask(warehouse, "a_rate", "2025")) == 1


@pytest.mark.parametrize(
    ("metric", "by", "where", "message"),
    [
        ("cases_recieved", (), (), "unknown metric 'cases_recieved'. Did you mean cases_received"),
        ("cases_received", ("deparment",), (), "unknown dimension 'deparment'. Did you mean department"),
        ("cases_received", ("case_id",), (), "unknown dimension 'case_id'"),
        ("complaints_per_100_cases", ("class",), (), "unknown dimension 'class'"),
        ("cases_received", ("month", "year"), (), "cannot both split"),
        ("cases_received", (), (("department", "sof"),), "unknown department 'sof'. Did you mean SOF"),
        ("cases_received", (), (("month", "2025-01"),), "unknown dimension 'month'"),
        ("cases_received", (), (("channel", "digital' OR 1=1"),), "unknown channel"),
        ("cases_received", (), (("unit", "SOF"),), "unknown unit"),
    ],
)
def test_wrong_use_says_what_is_allowed(
    metric: str, by: Any, where: Any, message: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as fault:
        ask(city(tmp_path, {}), metric, "2025", *by, where=where)
    assert str(fault.value).startswith(message) or message in str(fault.value)
    assert "\n" not in str(fault.value)


def test_no_caller_changes_what_another_is_told(tmp_path: Path) -> None:
    warehouse = city(tmp_path, {"cases": cases(20)}, coverage=BOTH)
    first = ask(warehouse, "cases_received", "2025", "department")
    with pytest.raises(TypeError):
        first[0].group["department"] = "changed"  # type: ignore[index]
    first.clear()
    assert ask(warehouse, "cases_received", "2025", "department")


def test_one_service_area_may_be_held_against_itself_elsewhere(tmp_path: Path) -> None:
    facts = {"complaints": many(20, service_area="27.36.04", justified="not")}
    warehouse = city(tmp_path, facts, coverage=covered("complaints", "SOF"))
    with pytest.raises(UsageError, match="one service area"):
        ask(warehouse, "share_justified", "2025", "department")
    area = (("service_area", "27.36.04"),)
    found = {
        answer.group["department"]: answer
        for answer in ask(warehouse, "share_justified", "2025", "department", where=area)
    }
    assert (found["SOF"].denominator, "not_comparable" in found["SOF"].caveats) == (20, False)
