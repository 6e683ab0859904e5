"""What a reader does: choose, go back, open a figure, end up in a wrong place and find home."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import NewPage, visit


def choose(page: Page, name: str, option: str) -> None:
    page.locator(f"#{name}").click()
    page.get_by_role("option", name=option, exact=True).click()


def test_a_choice_lives_in_the_address_and_back_works(page: Page, address: str) -> None:
    visit(page, address)
    before = page.locator("h1").inner_text()
    choose(page, "filter-department", "Socialforvaltningen")
    page.wait_for_url("**/?department=SOF")
    expect(page.locator(".where")).to_contain_text("Socialforvaltningen")
    choose(page, "filter-centre", "Borgercenter Handicap")
    page.wait_for_url("**/?centre=SOF-HAN&department=SOF")
    expect(page.locator(".where")).to_contain_text("Borgercenter Handicap")
    page.go_back()
    page.wait_for_url("**/?department=SOF")
    expect(page.locator(".where")).not_to_contain_text("Borgercenter Handicap")
    page.go_back()
    expect(page.locator("h1")).to_have_text(before)
    assert page.evaluate("location.search") == ""


def test_another_department_lets_the_centre_go(page: Page, address: str) -> None:
    visit(page, f"{address}/?centre=SOF-HAN&department=SOF")
    choose(page, "filter-department", "Teknik- og Miljøforvaltningen")
    page.wait_for_url("**/?department=TMF")


def test_reset_and_the_path_lead_out_again(page: Page, address: str) -> None:
    visit(page, f"{address}/?centre=SOF-HAN&department=SOF&period=2025-Q3")
    page.locator(".where").get_by_role("link", name="Socialforvaltningen").click()
    page.wait_for_url("**/?department=SOF&period=2025-Q3")
    page.get_by_role("link", name="Nulstil").click()
    page.wait_for_url(re.compile(r"/$"))


def test_filters_follow_to_the_next_page(page: Page, address: str) -> None:
    visit(page, f"{address}/?department=SOF")
    page.get_by_role("link", name="Klager", exact=True).click()
    page.wait_for_url("**/klager?department=SOF")
    expect(page.locator("h1")).to_contain_text("klager")


def test_a_card_opens_the_figure_and_its_address_does_too(page: Page, address: str) -> None:
    visit(page, f"{address}/?period=2025")
    page.locator("#card-complaints_received").click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("Klager modtaget")
    expect(drawer).to_contain_text("python -m dashboard answer complaints_received --period 2025")
    assert page.url.endswith("#about-complaints_received")
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    assert "#about" not in page.url
    visit(page, f"{address}/?period=2025#about-open_cases")
    expect(page.get_by_role("dialog")).to_contain_text("Åbne sager")


def test_back_closes_the_figure(page: Page, address: str) -> None:
    visit(page, address)
    page.locator("#card-cases_received").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_what_was_known_on_an_earlier_day_is_a_choice_with_an_address(page: Page, address: str) -> None:
    visit(page, f"{address}/?period=2025")
    choose(page, "filter-known_on", "30.09.2026")
    page.wait_for_url("**/?known_on=2026-09-30&period=2025")
    expect(page.locator(".where")).to_contain_text("som kendt den 30.09.2026")
    page.get_by_role("link", name="Nulstil").click()
    page.wait_for_url(re.compile(r"/$"))
    expect(page.locator(".where")).not_to_contain_text("som kendt den")


def test_the_contents_of_a_long_page_lead_there(page: Page, address: str) -> None:
    visit(page, f"{address}/datakvalitet")
    page.locator(".contents").get_by_role("link", name="Ligner leverancerne dem før?").click()
    expect(page.locator("#usual h2")).to_be_in_viewport()
    expect(page.locator("#usual")).to_contain_text("Færre rækker, end kilden plejer.")


def test_a_share_of_badly_registered_complaints_opens_its_definition(page: Page, address: str) -> None:
    visit(page, f"{address}/datakvalitet?period=2025")
    page.locator("#card-share_without_case").click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("python -m dashboard answer share_without_case --period 2025")


def test_codes_are_looked_up_in_begreber(page: Page, address: str) -> None:
    visit(page, f"{address}/begreber")
    fold = page.locator("#code_lists details", has_text="Klagetype")
    fold.locator("summary").click()
    expect(fold.locator("table")).to_contain_text("Formalitetsklager")


def test_another_breakdown(page: Page, address: str) -> None:
    visit(page, f"{address}/klager")
    choose(page, "by", "Klagetype")
    page.wait_for_url("**/klager?by=class")
    expect(page.locator("#breakdown table")).to_contain_text("Formalitetsklager")
    expect(page.locator("#breakdown table")).not_to_contain_text("Sager modtaget")


def test_the_table_of_2014_as_honest_as_it_was(page: Page, address: str) -> None:
    visit(page, f"{address}/klager")
    seed = page.locator("#seed table")
    for row, said in (
        ("Beskæftigelses", "følger ikke: 4.000 af 164.440 er 2,4"),
        ("Socialforvaltningen", "når kommaet sættes ind"),
        ("Sundheds", "følger ikke: 250 af 16.249 er 1,5"),
        ("Økonomiforvaltningen", "ikke opgjort"),
        ("Børne- og Ungdoms", "mangler"),
    ):
        expect(seed.locator("tr", has_text=row).first).to_contain_text(said)
    expect(page.locator(".notes")).to_contain_text("første halvår ganget med to")
    expect(page.locator(".notes")).to_contain_text("Parkeringssager")
    expect(page.locator(".notes")).to_contain_text("hvad en sag er")


def test_a_wrong_address_is_a_plain_page_with_a_way_back(page: Page, address: str) -> None:
    visit(page, f"{address}/findes/ikke")
    expect(page.locator("h1")).to_have_text("Den side findes ikke")
    page.get_by_role("link", name="Gå til Overblik").click()
    page.wait_for_selector(".cards")


def test_wrong_values_in_the_address(page: Page, address: str) -> None:
    for search, said in (
        ("?department=SOFF", "Mente du SOF"),
        ("?period=2025-Q7", "2025-Q3"),
        ("?organisation=before", "before"),
        ("?known_on=2031-01-01", "2026-10-31"),
        ("?known_on=yesterday", "2025-12-31"),
        ("?snapshot=1999-01-01-00000000", "findes ikke længere"),
        ("?department=%3Cscript%3Ealert(1)%3C/script%3E", "<script>"),
    ):
        visit(page, address + "/" + search)
        expect(page.locator(".plain-message")).to_contain_text(said)
        assert page.locator(".plain-message a").count() == 1
    page.locator(".plain-message a").click()
    page.wait_for_selector(".cards")


def test_the_scheme_can_be_switched(new_page: NewPage, address: str) -> None:
    page = new_page(1300)  # its own width, for the choice is remembered
    visit(page, address)
    page.locator("#scheme").click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")


def test_the_keyboard_reaches_the_content_first(page: Page, address: str) -> None:
    visit(page, address)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content"


def test_the_phone_has_a_menu(new_page: NewPage, address: str) -> None:
    page = new_page(390)
    visit(page, address)
    page.locator("#burger").click()
    page.get_by_role("link", name="Datakvalitet").click()
    page.wait_for_url("**/datakvalitet")
    expect(page.get_by_role("link", name="Begreber")).not_to_be_in_viewport()


def test_a_copied_address_holds_its_snapshot_and_says_so(page: Page, address: str) -> None:
    visit(page, f"{address}/?department=SOF")
    link = page.locator("#cases").get_by_role("link", name="Link").get_attribute("href")
    assert link and "snapshot=2026-10-31-" in link and link.endswith("#cases")
    visit(page, address + link)
    expect(page.locator(".where")).to_contain_text("fastholdt datasæt")
    page.get_by_role("link", name="vis nyeste").click()
    page.wait_for_url("**/?department=SOF")


def test_a_column_opens_its_definition(page: Page, address: str) -> None:
    visit(page, f"{address}/klager")
    page.locator("#breakdown thead").get_by_role("link", name="Klager pr. 100 sager").click()
    expect(page.get_by_role("dialog")).to_contain_text("Klager pr. 100 sager")


def test_a_new_page_is_told_to_the_screen_a_few_times_not_once_for_every_part_of_it(
    page: Page, address: str
) -> None:
    """Without assets/one_notice.js a filter on Klager took ten seconds in a browser whose server took 0.2."""
    visit(page, f"{address}/klager")
    page.evaluate("() => { window.told = 0; dash_stores[0].subscribe(() => { window.told += 1; }); }")
    choose(page, "filter-department", "Socialforvaltningen")
    expect(page.locator(".where")).to_contain_text("Socialforvaltningen")
    page.wait_for_timeout(500)
    parts = page.locator(".page *").count()
    assert parts > 1000
    assert 0 < page.evaluate("window.told") < parts / 5
