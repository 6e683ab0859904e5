"""A live server on a free port and a real Chromium, for tests of what a reader meets."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from waitress import create_server

from dashboard.app import create_app
from dashboard.server import warm
from tests.dashboard.told import city_told, revisions, rows_told
from tests.demo_rows import COVERAGE
from tests.facts_folder import write_facts

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-background-networking"]
# Two cores that also run other things are slow; a test should fail for what it sees, not for that.
expect.set_options(timeout=20_000)
NewPage = Callable[..., Page]


@contextmanager
def served(facts: Path) -> Iterator[str]:
    """The address of the app over these facts, until the block ends."""
    app = create_app(facts)
    warm(app)
    server = create_server(app.server, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=_run, args=(server,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        server.task_dispatcher.shutdown()
        thread.join(timeout=5)


def _run(server: object) -> None:
    with suppress(OSError):  # the socket is closed under it: that is how the test stops it
        server.run()  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def demo_facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("facts")
    write_facts(folder, rows_told() | {"revisions": revisions()}, coverage=COVERAGE, **city_told())
    return folder


@pytest.fixture(scope="session")
def address(demo_facts: Path) -> Iterator[str]:
    with served(demo_facts) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium if there is one, else the one that Playwright has downloaded."""
    system = next((path for name in NAMES if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=system, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Iterator[dict[tuple[int, str], BrowserContext]]:
    """One per width and colour scheme, so that the libraries are fetched once and not for every test."""
    kept: dict[tuple[int, str], BrowserContext] = {}
    yield kept
    for context in kept.values():
        context.close()


@pytest.fixture
def new_page(browser: Browser, contexts: dict[tuple[int, str], BrowserContext]) -> Iterator[NewPage]:
    """Pages that fail the test when the console holds an error or any request is refused."""
    said: list[str] = []
    pages: list[Page] = []

    def open_one(width: int = 1440, scheme: Literal["light", "dark"] = "light") -> Page:
        key = (width, scheme)
        if key not in contexts:
            contexts[key] = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = contexts[key].new_page()
        pages.append(page)
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on(
            "response",
            lambda answer: said.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
        )
        return page

    yield open_one
    for page in pages:
        page.close()
    assert said == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


def visit(page: Page, url: str) -> None:
    """Goes there and waits until the page has its answer."""
    page.goto(url)
    page.wait_for_selector(".page h1")
