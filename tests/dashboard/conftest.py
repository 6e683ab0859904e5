"""Pages and callbacks called as functions, over a small city."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from dash.development.base_component import Component

from dashboard.app import create_app
from dashboard.components.address import Address
from dashboard.pages.view import View, read_view
from dashboard.warehouse import Warehouse
from tests.demo_rows import COVERAGE, SOURCES, demo_rows
from tests.facts_folder import write_facts


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    write_facts(folder, demo_rows(), coverage=COVERAGE, sources=SOURCES)
    return folder


@pytest.fixture(scope="session")
def warehouse(city: Path) -> Warehouse:
    return Warehouse(city)


@pytest.fixture
def app(city: Path) -> Iterator[Dash]:
    made = create_app(city)
    with made.server.app_context():
        yield made


@pytest.fixture
def view(warehouse: Warehouse) -> View:
    return read_view(warehouse, Address("/"))


def parts(component: Any) -> Iterator[Component]:
    """Every component of a tree."""
    if isinstance(component, list | tuple):
        for child in component:
            yield from parts(child)
    elif isinstance(component, Component):
        yield component
        for name in ("children", "label", "title"):
            yield from parts(getattr(component, name, None))


def words_of(component: Any) -> str:
    """All that a reader sees of a tree."""
    if isinstance(component, str | int | float):
        return str(component)
    if isinstance(component, list | tuple):
        return " ".join(words_of(child) for child in component)
    return words_of(getattr(component, "children", None)) if component is not None else ""


def of_kind(component: Any, kind: str) -> list[Component]:
    return [part for part in parts(component) if part._type == kind]
