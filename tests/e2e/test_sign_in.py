"""Sign-in against a provider that speaks the protocol: once in a browser, and as an attacker would try."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from dash import Dash
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from dashboard.access.audit import entries, files
from dashboard.access.visitors import COOKIE, Access
from tests.e2e.provider import free_port, provider, signing_in

BACK = "/log-ind/tilbage"


@pytest.fixture(scope="module")
def provider_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def served(demo_facts: Path, provider_port: int) -> Iterator[tuple[str, Dash]]:
    with signing_in(demo_facts, f"http://localhost:{provider_port}") as found:
        yield found


def access_of(app: Dash) -> Access:
    access: Access = app.server.config["ACCESS"]
    return access


def actions(app: Dash) -> list[tuple[str, str]]:
    folder = access_of(app).audit.folder
    return [(entry["who"], entry["action"]) for file in files(folder) for entry in entries(file)]


def start(address: str, session: requests.Session) -> str:
    """Leaves for the provider; returns where to."""
    answer = session.get(f"{address}/log-ind/start?til=/tillid", allow_redirects=False)
    assert answer.status_code == 302
    return answer.headers["Location"]


def consent(there: str, session: requests.Session, sub: str) -> str:
    """What the provider sends the browser back to."""
    return session.post(there, data={"sub": sub}, allow_redirects=False).headers["Location"]


def enter(address: str, sub: str) -> requests.Session:
    session = requests.Session()
    back = session.get(consent(start(address, session), session, sub), allow_redirects=False)
    assert back.status_code == 303, back.text
    return session


def test_a_person_signs_in_looks_and_signs_out(
    served: tuple[str, Dash], provider_port: int, browser: Browser
) -> None:
    address, app = served
    said: list[str] = []
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    with provider(provider_port):
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if is_ours(message, address) else None)
        page.goto(f"{address}/klager")
        expect(page.get_by_role("heading", level=1)).to_have_text("Log ind")
        _sign_in(page, "lead")
        page.wait_for_selector(".page h1")
        assert page.url == f"{address}/klager"
        page.locator("#account summary").click()
        expect(page.locator("#account")).to_contain_text("Teamleder, SOF-HAN-1")
        page.get_by_role("link", name="Om data og tillid").first.click()
        expect(page.locator("#own")).to_contain_text("SOF-HAN-1")
        assert said == [], "the strict Content-Security-Policy lets all of our own through"
        page.get_by_role("button", name="Log ud").click()
        page.goto(f"{address}/tillid")
        expect(page.get_by_role("heading", level=1)).to_have_text("Log ind")
        _sign_in(page, "stranger")
        expect(page.get_by_role("heading", level=1)).to_have_text("Du har ikke adgang endnu")
        context.close()
    done = actions(app)
    assert {("lead@test", "sign_in"), ("lead@test", "view"), ("lead@test", "sign_out")} <= set(done)
    assert ("stranger@test", "denied") in done


def is_ours(message: ConsoleMessage, address: str) -> bool:
    """An error on a page of ours; the provider's pages are its own affair."""
    return message.type == "error" and str(message.location["url"]).startswith(address)


def _sign_in(page: Page, sub: str) -> None:
    page.get_by_role("link", name="Log ind med kommunens konto").click()
    page.get_by_role("button", name=sub, exact=True).click()


def test_what_an_attacker_tries(served: tuple[str, Dash], provider_port: int) -> None:
    address, _ = served
    with provider(provider_port):
        asked = parse_qs(urlsplit(start(address, requests.Session())).query)
        assert asked["code_challenge_method"] == ["S256"] and asked["response_type"] == ["code"]
        assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))

        session = requests.Session()
        back = consent(start(address, session), session, "lead")
        stolen = requests.get(back, allow_redirects=False)
        assert stolen.status_code == 403 and "Set-Cookie" not in stolen.headers, "another browser's code"
        forged = back.replace("state=", "state=x")
        assert session.get(forged, allow_redirects=False).status_code == 403
        assert session.get(f"{address}{BACK}?error=access_denied", allow_redirects=False).status_code == 403
        assert session.get(f"{address}{BACK}", allow_redirects=False).status_code == 403

        fixed = requests.Session()
        fixed.cookies.set(COOKIE, "known-to-the-attacker", domain="127.0.0.1")
        back = consent(start(address, fixed), fixed, "lead")
        answer = fixed.get(back, allow_redirects=False)
        assert answer.status_code == 303 and answer.headers["Location"] == "/tillid"
        flags = answer.headers["Set-Cookie"]
        assert "HttpOnly" in flags and "SameSite=Lax" in flags and "known-to-the-attacker" not in flags
        again = fixed.get(back, allow_redirects=False)
        assert again.status_code == 403, "a code and its state are used once"


def test_the_provider_changes_its_keys_goes_away_and_comes_back(
    served: tuple[str, Dash], provider_port: int
) -> None:
    address, _ = served
    with provider(provider_port):
        session = enter(address, "council")
    assert session.get(f"{address}/tillid").status_code == 200, "who is in can go on"
    away = requests.get(f"{address}/log-ind/start", allow_redirects=False)
    assert away.status_code in (302, 503)
    lost = requests.Session()
    lost.get(f"{address}/log-ind/start", allow_redirects=False)
    told = lost.get(f"{address}{BACK}?code=x&state=y")
    assert "Traceback" not in told.text and told.status_code in (403, 503)
    with provider(provider_port):  # with new keys
        assert enter(address, "lead").get(f"{address}/", allow_redirects=False).status_code == 200
