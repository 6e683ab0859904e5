"""The shape of the code: imports point one way, pieces stay small, words and SQL live where they belong."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FUNCTION, LONGEST_FILE = 60, 400
# What each part of the dashboard may import of the others.
BELOW = {
    "statistics": set(),
    "warehouse": set(),
    "content": set(),
    "metrics": {"statistics", "warehouse"},
    "mining": {"statistics", "warehouse", "metrics"},
    "reference": {"statistics", "warehouse", "metrics"},
}
BELOW["charts"] = {*BELOW, "content"}
BELOW["reports"] = {*BELOW, "content"} - {"charts"}
BELOW["access"] = {"warehouse", "content", "metrics"}  # who asks, and what is written down of it
BELOW["components"] = {*BELOW}
# The same answers for other programs.
BELOW["api"] = {"warehouse", "content", "metrics", "access", "components"}
BELOW["pages"] = {*BELOW, "components"}
APP = ("dashboard/app.py", "dashboard/server.py")
LIBRARIES = {
    "dash": ("dashboard/pages/", "dashboard/components/", *APP),
    "dash_mantine_components": ("dashboard/pages/", "dashboard/components/", "dashboard/app.py"),
    "flask": (
        "dashboard/pages/",
        "dashboard/components/",
        "dashboard/access/",
        "dashboard/api/",
        "dashboard/deploy/",
        *APP,
    ),  # fmt: skip
    "authlib": ("dashboard/access/",),
    "waitress": ("dashboard/server.py",),
    "plotly": ("dashboard/charts/", "dashboard/components/", "dashboard/app.py"),
    "duckdb": ("dashboard/warehouse.py", "etl/"),
}
FILES = sorted(path for part in ("etl", "dashboard") for path in (ROOT / part).rglob("*.py"))
ALL_FILES = [*FILES, *sorted((ROOT / "tests").rglob("*.py"))]
SQL = re.compile(r"\bSELECT\b.*\bFROM\b", re.DOTALL)
DANISH = re.compile("[\u00e6\u00f8\u00e5\u00c6\u00d8\u00c5]")
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


each_file = pytest.mark.parametrize("path", FILES, ids=name)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), name(path))


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, with `from a import b` as a.b, wherever in the file it stands."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}, line {node.lineno}: say the whole name of the module"
            yield from (f"{node.module}.{each.name}" for each in node.names)


def part(module: str) -> str:
    """dashboard.charts.trend is a part of charts."""
    return module.split(".")[1] if module.count(".") else ""


@each_file
def test_imports_point_one_way(path: Path) -> None:
    own = part(name(path).removesuffix(".py").replace("/", "."))
    other = "dashboard" if name(path).startswith("etl/") else "etl"
    for module in imported(path):
        assert module.split(".")[0] != other, (
            f"{name(path)} imports {module}: etl and dashboard share no Python"
        )
        if own in BELOW and module.startswith("dashboard."):
            allowed = {own, *BELOW[own]}
            assert part(module) in allowed, f"{name(path)} imports {module}; it may import {sorted(allowed)}"


@each_file
def test_libraries_stay_where_they_belong(path: Path) -> None:
    for module in imported(path):
        places = LIBRARIES.get(module.split(".")[0])
        assert places is None or name(path).startswith(places), (
            f"{name(path)} imports {module}; allowed: {places}"
        )


def test_only_the_sample_and_the_tests_know_the_truth() -> None:
    strangers = [p for p in FILES if "truth.json" in p.read_text("utf-8") and "etl/sample" not in name(p)]
    assert [name(path) for path in strangers] == []


def test_the_sample_and_its_detectors_share_no_parameters() -> None:
    for path in FILES:
        if name(path).startswith("etl/sample/"):
            used = {module.split(".")[1] for module in imported(path) if module.startswith("etl.")}
            assert used <= {"sample", "errors"}, f"{name(path)} imports {used}"
        elif name(path) != "etl/__main__.py":
            assert not any(module.startswith("etl.sample") for module in imported(path)), name(path)


@pytest.mark.parametrize("path", ALL_FILES, ids=name)
def test_pieces_are_small(path: Path) -> None:
    lines = path.read_text("utf-8").count("\n")
    assert lines <= LONGEST_FILE, f"{name(path)} has {lines} lines; at most {LONGEST_FILE}"
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            long = (node.end_lineno or 0) - node.lineno + 1
            assert long <= LONGEST_FUNCTION, f"{name(path)}: {node.name} has {long} lines"


@each_file
def test_no_sql_above_the_warehouse(path: Path) -> None:
    if name(path).startswith(
        (
            "dashboard/pages/",
            "dashboard/charts/",
            "dashboard/components/",
            "dashboard/app",
            "dashboard/server",
        )
    ):
        for node in ast.walk(tree(path)):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            assert not SQL.search(text), (
                f"{name(path)}: SQL belongs in a .sql file beside a metric or the mining"
            )


@each_file
def test_python_holds_no_danish(path: Path) -> None:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        assert not DANISH.search(line), (
            f"{name(path)}, line {number}: words of the screen live in TOML or content/"
        )


def test_nothing_is_left_for_later() -> None:
    texts = [p for p in ROOT.rglob("*.sql") if ".venv" not in p.parts] + ALL_FILES
    assert [name(path) for path in texts if UNFINISHED.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("path", sorted((ROOT / "dashboard").rglob("*.sql")), ids=name)
def test_sql_says_first_what_one_row_is(path: Path) -> None:
    assert path.read_text("utf-8").startswith("-- "), f"{name(path)}: the first line says what one row is"
