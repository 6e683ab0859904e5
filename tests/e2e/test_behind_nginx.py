"""The app below a path of a host that it shares, behind the nginx server that comes with it, where TLS ends."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.sync_api import Browser, BrowserContext, expect

from dashboard.app import PAGES
from tests.e2e.provider import free_port, provider, signing_in

SHIPPED = Path("dashboard/deploy/nginx.conf")
BELOW = "/ledelse"


def certificate(folder: Path) -> tuple[Path, Path]:
    """One that this test alone trusts, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    files = folder / "own.pem", folder / "own.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return files


@contextmanager
def nginx(folder: Path, tls_port: int, app_port: int) -> Iterator[Path]:
    """The shipped server with this machine's ports and certificate; yields the certificate."""
    pem, key = certificate(folder)
    server = SHIPPED.read_text("utf-8")
    for pattern, here in (
        (r"listen 443 ", f"listen 127.0.0.1:{tls_port} "),
        (r"server_name \S+;", "server_name localhost;"),
        (r"(ssl_certificate\s+)\S+;", rf"\g<1>{pem};"),
        (r"(ssl_certificate_key\s+)\S+;", rf"\g<1>{key};"),
        (r"127\.0\.0\.1:8050", f"127.0.0.1:{app_port}"),
    ):
        server, changed = re.subn(pattern, here, server)
        assert changed == 1, pattern
    paths = "".join(
        f"{kind}_temp_path {folder / kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    log = folder / "error.log"
    file = folder / "nginx.conf"
    file.write_text(
        f"pid {folder / 'pid'};\nerror_log {log};\nevents {{}}\nhttp {{\naccess_log off;\n{paths}{server}}}\n"
    )
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    process = subprocess.Popen(
        [program, "-c", str(file), "-e", str(log), "-g", "daemon off; master_process off;"]
    )
    try:
        for _ in range(100):
            with suppress(requests.ConnectionError):
                requests.get(f"https://localhost:{tls_port}/", verify=str(pem), timeout=5)
                break
            assert process.poll() is None, log.read_text("utf-8")
            time.sleep(0.05)
        yield pem
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def proxied(
    demo_facts: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[tuple[str, str, BrowserContext]]:
    """The address a browser calls, the certificate, and a browser that somebody is signed in with."""
    issuer, tls, port = free_port(), free_port(), free_port()
    address = f"https://localhost:{tls}{BELOW}"
    folder = tmp_path_factory.mktemp("nginx")
    with (
        provider(issuer) as at,
        signing_in(demo_facts, at, port, address, proxies=1),
        nginx(folder, tls, port) as pem,
    ):
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, ignore_https_errors=True, accept_downloads=True
        )
        page = context.new_page()
        page.goto(f"{address}/klager?department=SOF")
        page.get_by_role("link", name="Log ind med kommunens konto").click()
        page.get_by_role("button", name="analyst", exact=True).click()
        page.wait_for_selector(".page h1")
        assert page.url == f"{address}/klager?department=SOF", "back where one wanted to go"
        page.close()
        yield address, str(pem), context
        context.close()


def test_pages_and_each_of_their_links_lie_below_the_path(
    proxied: tuple[str, str, BrowserContext],
) -> None:
    address, _, context = proxied
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    lost: list[str] = []
    page.on("response", lambda answer: lost.append(answer.url) if answer.status >= 400 else None)
    page.goto(f"{address}/")
    for place, each in list(enumerate(PAGES))[
        ::2
    ]:  # a click on every other: their links are made in one place
        page.locator("#nav a").nth(place).click()
        expect(page).to_have_url(f"{address}{each.PATH}")
        expect(page).to_have_title(re.compile(re.escape(each.TITLE)))
        page.wait_for_selector(".page h1")
        links = page.eval_on_selector_all(
            "a[href], link[href], script[src], form[action]",
            "all => all.map(one => one.getAttribute('href') || one.getAttribute('src') || one.getAttribute('action'))",
        )
        ours = [link for link in links if link.startswith("/")]
        assert len(ours) > 10
        assert [link for link in ours if not link.startswith(f"{BELOW}/")] == [], each.PATH
        expect(page.locator("#nav [aria-current=page] a")).to_have_attribute(
            "href", re.compile(f"^{BELOW}{each.PATH}")
        )
    assert (said, lost) == ([], [])
    page.close()


def test_a_link_a_filter_a_figure_and_a_download_work_below_the_path(
    proxied: tuple[str, str, BrowserContext],
) -> None:
    address, _, context = proxied
    page = context.new_page()
    page.goto(f"{address}/")
    page.wait_for_selector(".page h1")
    page.get_by_role("link", name="Klager", exact=True).click()
    page.wait_for_url(f"{address}/klager*")
    expect(page.locator("#by")).to_be_visible()  # the page before has filters of the same names
    page.get_by_role("textbox", name="Forvaltning").click()
    page.get_by_role("option", name="Socialforvaltningen").click()
    page.wait_for_url(f"{address}/klager?department=SOF*")
    expect(page.locator(".where")).to_contain_text("Socialforvaltningen")
    page.goto(f"{address}/klager?department=SOF#about-complaints_received")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.goto(f"{address}/klager")
    page.wait_for_selector(".page h1")
    with page.expect_download() as waiting:
        page.locator(".download").first.click()
    assert Path(waiting.value.path()).stat().st_size > 100
    page.close()


def test_cookies_and_answers_are_for_our_path_alone(proxied: tuple[str, str, BrowserContext]) -> None:
    address, pem, context = proxied
    ours = [each for each in context.cookies() if each["name"].endswith(("ledelse", "_csrf_token"))]
    assert len(ours) == 2 and all(each["path"] == BELOW and each["secure"] for each in ours)
    host = address.removesuffix(BELOW)
    told = {
        path: requests.get(f"{host}{path}", verify=pem, allow_redirects=False, timeout=10)
        for path in ("/klager", BELOW, f"{BELOW}/klager", f"{BELOW}/health", f"{BELOW}/api/v1/metrics")
    }
    assert [told[path].status_code for path in told] == [404, 301, 303, 404, 401]
    assert told[f"{BELOW}/klager"].headers["Location"].startswith(f"{BELOW}/log-ind?")
    assert "max-age" in told[f"{BELOW}/klager"].headers["Strict-Transport-Security"]
