"""What exists is described, and what is described exists."""

import ast
import re
import tomllib
from argparse import ArgumentParser, _SubParsersAction
from pathlib import Path

import pytest

from dashboard.__main__ import _parser as dashboard_parser
from dashboard.metrics.metric import CAVEATS, METRICS
from etl.__main__ import parser as etl_parser

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CODE = [path for part in ("etl", "dashboard") for path in sorted((ROOT / part).rglob("*.py"))]
WORDS_OF_A_METRIC = (
    "title",
    "question",
    "definition",
    "unit",
    "owner",
    "review_by",
    "shape",
    "better",
    "status",
)
REASON = re.compile(
    r"(not_a|unknown|missing|bad|conflicting|wrong|unclosed)_[a-z_]+|personal_data|dates_out_of_order|after_extract"
)


def commands(parser: ArgumentParser) -> list[str]:
    choices = [action.choices for action in parser._actions if isinstance(action, _SubParsersAction)]
    return [f"{parser.prog} {name}" for group in choices for name in group]


def package_name(requirement: str) -> str:
    return re.split(r"[^\w-]", requirement)[0].lower()


def dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {
        package_name(text) for text in [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    }


def pinned() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text("utf-8").split()
    return dict(line.split("==") for line in lines)


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_says_what_it_is(name: str) -> None:
    said = tomllib.loads((ROOT / f"dashboard/metrics/{name}.toml").read_text("utf-8"))
    assert [key for key in WORDS_OF_A_METRIC if not said.get(key)] == []
    assert [key for key in said["caveats"] if key not in CAVEATS] == []
    assert said["example"], "a worked example is its test and stands in the glossary"


def test_every_caveat_of_a_source_has_words() -> None:
    for path in sorted((ROOT / "etl/sources").glob("*.toml")):
        caveats = tomllib.loads(path.read_text("utf-8")).get("caveats", [])
        assert [key for key in caveats if key not in CAVEATS] == [], path.name


@pytest.mark.parametrize("folder", ["etl/sources", "etl/facts"])
def test_the_readme_names_every_source_and_fact(folder: str) -> None:
    names = [path.stem for path in sorted((ROOT / folder).glob("*.toml"))]
    assert [name for name in names if f"`{name}`" not in README] == []


def test_the_readme_names_every_command() -> None:
    known = [*commands(etl_parser()), *commands(dashboard_parser())]
    assert [command for command in known if command not in README] == []
    told = set(re.findall(r"python -m (?:etl|dashboard) [a-z]+", README))
    assert told <= set(known)


def test_the_readme_names_every_target_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE)
    assert [target for target in targets if f"make {target}" not in README] == []
    told = set(
        re.findall(
            r"`?make ([a-z-]+)[`\n ]", "\n".join(re.findall(r"`make [^`]+`|^    make.*$", README, re.M))
        )
    )
    assert told <= set(targets)


def test_the_readme_names_every_setting() -> None:
    used = {
        name for path in CODE for name in re.findall(r"\bLEDELSE_[A-Z]+(?:_[A-Z]+)*", path.read_text("utf-8"))
    }
    assert [name for name in sorted(used) if f"`{name}`" not in README] == []


def test_the_table_of_dependencies_is_the_list_of_dependencies() -> None:
    table = README.partition("## Dependencies")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("|")][2:]
    assert {name.strip() for row in rows for name in row.split(",")} == dependencies()


def test_the_lock_pins_every_dependency_and_names_no_place() -> None:
    assert dependencies() <= set(pinned())
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert not re.search(r"https?:|file:|/|--|@", text)


def test_every_reason_for_a_rejected_row_has_words() -> None:
    words = tomllib.loads((ROOT / "dashboard/content/reasons.toml").read_text("utf-8"))
    used = set()
    for path in [*(ROOT / "etl").glob("*.py"), *(ROOT / "etl/readers").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and REASON.fullmatch(node.value)
            ):
                used.add(node.value)
    assert len(used) > 10
    assert sorted(used - set(words)) == []


def test_pictures_and_files_of_the_readme_exist() -> None:
    told = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    told += re.findall(r"`((?:etl|dashboard|tests|data)/[\w./-]+)`", README)
    generated = ("data/raw", "data/facts")
    missing = [path for path in told if not path.startswith(generated) and not (ROOT / path).exists()]
    assert missing == []


def test_every_source_has_its_fixture() -> None:
    names = {path.stem for path in (ROOT / "etl/sources").glob("*.toml")}
    assert names == {path.name for path in (ROOT / "tests/fixtures").iterdir() if path.is_dir()}
