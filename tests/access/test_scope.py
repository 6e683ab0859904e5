"""No way to a figure goes round the Scope, and two roles that compare notes learn nothing."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.access.roles import rights
from dashboard.metrics.evaluate import Filters, evaluate
from dashboard.metrics.metric import METRICS
from dashboard.metrics.period import parse_period
from dashboard.metrics.question import dimensions_of
from dashboard.metrics.usage import UsageError
from dashboard.warehouse import Refused, Scope, Warehouse
from tests.demo_rows import COVERAGE, demo_rows
from tests.facts_folder import write_facts

ROOT = Path(__file__).parents[2] / "dashboard"
# The only places that may make a Scope: the session, the names that are everyone's, and words about a statement.
MAKERS = ("access/roles.py", "reference/__init__.py", "components/about_figure.py", "warehouse.py")
SEES = [role.key for role in rights().roles.values() if role.facts is None]
LIMITED = [role for role in rights().roles.values() if role.facts is not None]


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield name, node


def files() -> list[tuple[str, Path]]:
    return [(path.relative_to(ROOT).as_posix(), path) for path in sorted(ROOT.rglob("*.py"))]


def test_every_query_is_given_a_scope() -> None:
    """warehouse.query(sql, scope, …): the second argument is a scope by name, in every file."""
    for name, path in files():
        for called, node in calls(path):
            if called in ("query", "arrow") and isinstance(node.func, ast.Attribute):
                assert len(node.args) >= 2, f"{name}, line {node.lineno}"
                given = ast.unparse(node.args[1])
                assert given in ("scope", "self.scope", "view.scope", "EVERYONE"), f"{name}: {given}"


def test_a_scope_is_made_of_the_session_only() -> None:
    for name, path in files():
        made = [node.lineno for called, node in calls(path) if called in ("Scope", "_replace")]
        assert not made or name in MAKERS, f"{name}, lines {made}: take the scope of access.person"


def test_no_scope_has_a_default() -> None:
    for name, path in files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                with_default = node.args.args[len(node.args.args) - len(node.args.defaults) :]
                assert not any(each.arg == "scope" for each in with_default), f"{name}: {node.name}"


def test_only_the_warehouse_opens_duckdb_and_reads_files() -> None:
    for name, path in files():
        text = path.read_text("utf-8")
        assert name == "warehouse.py" or ("import duckdb" not in text and "read_parquet" not in text), name
        if name != "warehouse.py":
            assert "._connection" not in text and "_facts_of" not in text, name
    for path in ROOT.rglob("*.sql"):
        assert "read_" not in path.read_text("utf-8"), path.name


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    folder = tmp_path_factory.mktemp("scopes")
    write_facts(folder, demo_rows(), coverage=COVERAGE)
    return Warehouse(folder)


def test_duckdb_is_locked(warehouse: Warehouse, tmp_path: Path) -> None:
    for scope in (Scope(), Scope("x", (), ("cases",))):
        for sql in (
            "SET enable_external_access = true",
            f"COPY (SELECT 1) TO '{tmp_path}/x.csv'",
            "SELECT * FROM read_csv('/etc/passwd')",
            "INSTALL httpfs",
            "ATTACH '/tmp/x.db'",
        ):
            with pytest.raises(Exception):  # noqa: B017 - whichever way it refuses
                warehouse.query(sql, scope)
    assert not (tmp_path / "x.csv").exists()


@pytest.mark.parametrize("role", LIMITED, ids=lambda role: role.key)
def test_a_fact_that_a_role_may_not_count_is_not_there(warehouse: Warehouse, role: object) -> None:
    scope = rights().demo_grant(role.key).scope  # type: ignore[attr-defined]
    for fact in ("cases", "case_steps", "complaints", "appeals", "capacity", "surveys"):
        for sql in (f"SELECT count(*) FROM {fact}", f"WITH a AS (FROM {fact}) SELECT count(*) FROM a"):
            if fact in (scope.facts or ()):
                assert warehouse.query(sql, scope)
            else:
                with pytest.raises(Refused):
                    warehouse.query(sql, scope)
    assert warehouse.query("SELECT count(*) FROM organisation", scope)


QUESTIONS = [
    (metric, by, where)
    for metric in (
        "cases_received",
        "complaints_received",
        "open_cases",
        "complaints_formal",
        "reversal_rate",
    )
    for by in ((), ("unit",), ("month",), ("centre", "class"), ("service_area",), ("quarter", "department"))
    for where in ((), (("unit", "SOF-HAN-1"),), (("department", "SOF"), ("unit", "SUF-NOR-1")))
]


def asked(
    warehouse: Warehouse, scope: Scope, question: tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]
) -> object:
    metric, by, where = question
    allowed = dimensions_of(METRICS[metric], warehouse)
    if any(name not in allowed and name not in ("month", "quarter") for name in by):
        return None
    try:
        return evaluate(metric, Filters(parse_period("2025"), where), warehouse, scope, by)
    except UsageError as refused:
        return str(refused)


def test_every_role_is_told_what_the_public_is_told(warehouse: Warehouse) -> None:
    """The attacker's test across roles: what is protected is one and the same, so there is nothing to subtract."""
    for question in QUESTIONS:
        public = asked(warehouse, Scope(), question)
        for role in SEES:
            scope = rights().demo_grant(role).scope.protected()
            assert asked(warehouse, scope, question) == public, (role, question)


def test_own_unit_is_all_that_a_lead_and_an_employee_see_more_of(warehouse: Warehouse) -> None:
    """Both the same, and only where the question is about nothing else."""
    lead, employee = (rights().demo_grant(role).scope for role in ("unit_lead", "employee"))
    for question in QUESTIONS:
        told = asked(warehouse, lead, question)
        assert told == asked(warehouse, employee, question)
        if question[2] != (("unit", "SOF-HAN-1"),):
            assert told == asked(warehouse, Scope(), question), question
    head = rights().demo_grant("department_head").scope
    assert not head.sees_exactly(["SOF-HAN-1"]) and not Scope("analyst", ("A",)).sees_exactly(["A"])
    assert not lead.sees_exactly([]) and not lead.sees_exactly(["SOF-HAN-1", "SOF-HAN-2"])
