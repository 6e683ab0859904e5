"""What stands in every file is what the result says: no more, no less, and the same bytes each time."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from dashboard.reports.make import make
from dashboard.reports.manifest import read_manifest
from dashboard.reports.plan import names
from dashboard.reports.render import render
from dashboard.reports.result import figures_of
from dashboard.warehouse import Scope, Warehouse
from tests.reports.conftest import Made, filters_of
from tests.reports.proof import prove, secrets, traces

WHOLE = ("okonomiudvalget", "forvaltning", "danmarkskort")


@pytest.mark.parametrize("name", names())
def test_every_file_says_what_the_result_says(made: Made, name: str) -> None:
    report, files = made(name)
    assert any(path.endswith(f".{report.formats[0]}") for path in files)
    prove(report, files)


@pytest.mark.parametrize("name", ["okonomiudvalget", "indstilling"])
def test_the_same_bytes_each_time(made: Made, facts: Path, name: str) -> None:
    _, files = made(name)
    assert render(make(name, filters_of(name), Warehouse(facts), Scope())) == files


@pytest.mark.parametrize("name", WHOLE)
def test_no_withheld_value_in_any_byte(made: Made, open_facts: Path, name: str) -> None:
    report, files = made(name)
    truths = secrets(report, make(name, filters_of(name), Warehouse(open_facts), Scope()))
    assert truths or name != "forvaltning"
    assert traces(truths, files) == []
    shown = {"shown": next(each.low for block in report.blocks for each in figures_of(block) if each.low)}
    assert traces(shown, files)  # the search finds what is there


def test_again_from_the_manifest_alone(made: Made, tmp_path: Path) -> None:
    for name in ("okonomiudvalget", "forvaltning"):
        _, files = made(name)
        [kept] = [path for path in files if path.endswith(".manifest.json")]
        file = tmp_path / kept
        file.write_bytes(files[kept])
        assert render(read_manifest(file).report) == files


def test_the_package_describes_its_files(made: Made) -> None:
    _, files = made("okonomiudvalget")
    [path] = [path for path in files if path.endswith("datapackage.json")]
    for resource in json.loads(files[path])["resources"]:
        data = files[f"{path.rsplit('/', 1)[0]}/{resource['path']}"]
        assert resource["hash"] == f"sha256:{sha256(data).hexdigest()}" and resource["bytes"] == len(data)
        encoding = "utf-8-sig" if resource["path"] == "tal.csv" else "utf-8"
        head = data.decode(encoding).split(resource["dialect"]["lineTerminator"])[0]
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert head.split(resource["dialect"]["delimiter"]) == fields
