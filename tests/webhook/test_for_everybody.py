"""The pages of the web chat for everybody: axe finds nothing, and the keyboard alone is enough."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

PHONES = ("client", "lead", "technician")


def finds(page: Page) -> list[str]:
    """What axe objects to, in light and in dark."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for frame in page.frames:
            frame.evaluate(Axe().axe_script)
        violations = Axe().run(page).response["violations"]
        found += [f"{scheme}: {each['id']} {each['nodes'][0]['target']}" for each in violations]
    return found


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    """A telephone's browser that has been nowhere yet."""
    with chromium.new_context(viewport={"width": 390, "height": 844}, locale="es-AR") as context:
        yield context.new_page()


def test_the_door(tab: Page, demo: str) -> None:
    for address in ("/chat", "/chat?code=TK-00000-00000"):
        tab.goto(demo.replace("/demo", address))
        assert finds(tab) == []


def test_the_demo(page: Page) -> None:
    expect(page.frame_locator(".technician iframe").locator("#log li").first).to_be_visible()
    assert finds(page) == []


def enters(tab: Page, demo: str, role: str) -> None:
    tab.goto(demo)
    tab.goto(f"{demo}/{role}/chat")


@pytest.mark.parametrize("role", PHONES)
def test_a_conversation(tab: Page, demo: str, role: str) -> None:
    enters(tab, demo, role)
    tab.get_by_role("textbox").fill("/ticket 119")
    tab.get_by_role("textbox").press("Enter")
    expect(tab.locator(".sheet .section").last).to_be_visible()
    assert finds(tab) == []


def test_what_opens_above_a_conversation(tab: Page, demo: str) -> None:
    enters(tab, demo, "lead")
    tab.locator("#panel summary").click()
    expect(tab.locator("#tickets a").first).to_be_visible()
    assert finds(tab) == []
    tab.keyboard.press("Escape")
    tab.locator("a.photo").last.click()
    expect(tab.get_by_role("dialog", name="Foto")).to_be_visible()
    assert finds(tab) == []
    tab.keyboard.press("Escape")
    tab.get_by_role("button", name="Salir").click()
    expect(tab.get_by_role("heading", name="¿Salís del chat?")).to_be_visible()
    assert finds(tab) == []


def test_it_is_said_as_long_as_the_store_is_away(tab: Page, demo: str) -> None:
    for asked in ("events", "news"):
        tab.route(f"**/chat/{asked}*", lambda route: route.fulfill(status=503))
    enters(tab, demo, "client")
    expect(tab.locator("#offline")).to_be_visible()
    tab.unroute_all()
    expect(tab.locator("#offline")).to_be_hidden()


def test_no_key_outside_the_field_does_anything_and_escape_takes_back(tab: Page, demo: str) -> None:
    enters(tab, demo, "client")
    tab.get_by_role("textbox").fill("/idioma")
    tab.get_by_role("textbox").press("Enter")
    expect(tab.locator(".choices button", has_text="English")).to_be_visible()
    before = tab.locator("#log > li").count()
    tab.evaluate("document.activeElement.blur()")
    for key in "123oc":
        tab.keyboard.press(key)
    expect(tab.locator("#outgoing > li")).to_have_count(0)
    assert tab.locator("#log > li").count() == before
    tab.get_by_role("button", name=re.compile("^Responder: ")).last.press("Enter")
    expect(tab.locator("#quoting")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(tab.locator("#quoting")).to_be_hidden()
    tab.get_by_role("textbox").fill("/cancelar")
    tab.get_by_role("textbox").press("Enter")
    expect(tab.locator(".choices kbd")).to_have_count(0)
