"""The page Aabne tal: whole addresses that answer, for whoever may open it."""

import json
import re
from urllib.parse import urlsplit

import pytest
from dash import Dash

from dashboard.content import say
from dashboard.metrics.metric import METRICS
from dashboard.pages import open_figures
from tests.dashboard.conftest import of_kind, words_of
from tests.dashboard.signed_in import Browser

PATH = say("paths.open_figures")


def test_every_address_on_the_page_answers(served: Dash) -> None:
    browser = Browser(served, "analyst")
    page = json.dumps(browser.page(served, PATH).json)
    links = set(re.findall(r'"href": "((?:https://ledelse\.test)?/api/v1/[^"]+)"', page))
    assert len(links) > 50
    for link in links:
        parts = urlsplit(link)
        response = browser.get(f"{parts.path}?{parts.query}")
        assert response.status_code == 200 and response.data, link


def test_an_address_to_copy_is_whole(served: Dash) -> None:
    with served.server.test_request_context("/"):
        assert open_figures.address("x", period="2025").startswith(
            "https://ledelse.test/api/v1/answers/x?period=2025"
        )


def test_the_demo_copies_the_address_it_is_called_by(demo: Dash) -> None:
    with demo.server.test_request_context("/", base_url="http://127.0.0.1:8051"):
        assert open_figures.address("x") == "http://127.0.0.1:8051/api/v1/answers/x"


def test_it_says_how_it_is_read_and_what_it_must_not_be_used_for(demo: Dash) -> None:
    with demo.server.app_context():
        shown = open_figures.layout()
    said = words_of(shown)
    assert len(of_kind(shown, "H1")) == 1 and len(of_kind(shown, "CopyButton")) == 3
    assert all(name in said for name in (*open_figures.PARTS, *open_figures.READ))
    assert METRICS["complaints_received"].title in said
    assert say("open_figures.rule_question") in said and say("open_figures.sign_in_demo") in said


@pytest.mark.parametrize("role", ["works_council", "borgerraadgiver", "administrator"])
def test_who_may_not_use_the_api_may_not_open_the_page(served: Dash, role: str) -> None:
    page = json.dumps(Browser(served, role).page(served, PATH).json, ensure_ascii=False)
    assert say("access.page_title") in page and "api/v1" not in page
