"""Choosing the cases of a process in a real browser: choices live in the address and follow to the other views."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import visit

PANEL = ".process-filters-box"


def choose(page: Page, name: str, option: str) -> None:
    page.locator(PANEL).get_by_label(name, exact=True).first.click()
    page.get_by_role("option", name=option, exact=True).click()


def test_cases_are_chosen_and_stay_chosen_on_the_next_view(page: Page, address: str) -> None:
    visit(page, f"{address}/varianter?process=child_support")
    left = page.locator(f"{PANEL} summary span")
    everything = left.inner_text()
    page.locator(f"{PANEL} summary").click()
    choose(page, "Sagen er", "lukket")
    page.wait_for_url("**/varianter?process=child_support&state=closed")
    expect(page.locator("a.chip")).to_have_count(1)
    choose(page, "Har trinnet", "Oplysninger efterspurgt")
    page.wait_for_url("**/varianter?contains=information_requested&process=child_support&state=closed")
    expect(page.locator("a.chip")).to_have_count(2)
    expect(left).not_to_have_text(everything)
    page.locator(".shell-nav a", has_text="Flaskehalse").click()
    page.wait_for_url("**/flaskehalse?contains=information_requested&process=child_support&state=closed")
    page.locator('a.chip[href^="/flaskehalse"]', has_text="lukket").click()
    page.wait_for_url("**/flaskehalse?contains=information_requested&process=child_support")
    page.go_back()
    expect(page.locator("a.chip")).to_have_count(2)


def test_a_way_is_pressed_to_see_only_its_cases(page: Page, address: str) -> None:
    visit(page, f"{address}/varianter?process=child_support")
    page.locator("a.way").first.click()
    page.wait_for_url("**/varianter?process=child_support&variant=*")
    expect(page.locator("a.chip")).to_contain_text("bestemt forløb")
    expect(page.locator("#ways tbody tr")).to_have_count(1)
