"""A small city, the app with sign-in over it, and the app as a demo."""

from pathlib import Path

import pytest
from dash import Dash

from dashboard.access.limits import Limit
from dashboard.access.settings import SignIn
from dashboard.app import create_app
from dashboard.warehouse import Warehouse
from tests.dashboard.signed_in import access_of, app_with_sign_in, ready
from tests.demo_rows import COVERAGE, SOURCES, demo_rows
from tests.facts_folder import write_facts


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    write_facts(folder, demo_rows(1500), coverage=COVERAGE, sources=SOURCES)
    return folder


@pytest.fixture(scope="session")
def warehouse(town: Path) -> Warehouse:
    return Warehouse(town)


@pytest.fixture(scope="session")
def served(town: Path) -> Dash:
    """With sign-in; limits so wide that only the test of limits meets one."""
    return _unlimited(ready(app_with_sign_in(town)))


@pytest.fixture(scope="session")
def near(town: Path) -> Dash:
    """The same under the name that schemathesis sends cookies to."""
    settings = SignIn("https://localhost", "https://provider.test", "app", "a secret")
    return _unlimited(create_app(town, settings))


@pytest.fixture(scope="session")
def demo(town: Path) -> Dash:
    return _unlimited(create_app(town))


def _unlimited(app: Dash) -> Dash:
    access_of(app).served = Limit(burst=1e9, rate=1e9)
    return app
