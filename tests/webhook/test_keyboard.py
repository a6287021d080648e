"""The life of a ticket in a real browser by keys alone, and the focus seen wherever it goes."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.webhook.test_demo_page import PHOTO

FARTHEST = 40
RING = """() => {
    const element = document.activeElement;
    if (element === document.body) return null;
    const style = (each) => getComputedStyle(each);
    const shown = (colour) => {
        const context = new OffscreenCanvas(1, 1).getContext("2d");
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data];
    };
    const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    const light = (colour) => {
        const [red, green, blue] = shown(colour).map((part) => linear(part / 255));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ringed = [element, element.closest("label")].find((each) => each && style(each).outlineStyle !== "none");
    let behind = ringed?.parentElement;
    while (behind && shown(style(behind).backgroundColor)[3] < 255) behind = behind.parentElement;
    if (!behind) return [element.outerHTML.slice(0, 90), 0];
    const both = [light(style(ringed).outlineColor), light(style(behind).backgroundColor)];
    return [element.outerHTML.slice(0, 90), (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05)];
}"""
"""What has the focus, and how much the ring around it stands out from what is behind; 0 where there is none."""


@pytest.fixture
def opens(chromium: Browser, demo: str) -> Iterator[Callable[[str], Page]]:
    """Opens a role's page of the demo, each in a browser of its own."""
    with ExitStack() as opened:

        def open_(role: str) -> Page:
            context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="es-AR")
            page = opened.enter_context(context).new_page()
            page.goto(demo)
            page.goto(f"{demo}/{role}/chat")
            return page

        yield open_


def goes_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """By one key, again and again."""
    expect(wanted).to_be_visible()
    for _ in range(FARTHEST):
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"no key leads to {wanted}")


def types(page: Page, text: str) -> None:
    goes_to(page, page.get_by_role("textbox"))
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def chooses(page: Page, label: str, key: str = "Enter") -> None:
    """The choices stand just before the field."""
    goes_to(page, page.locator(".choices button", has_text=label).last, "Shift+Tab")
    page.keyboard.press(key)


def hears(page: Page, words: str) -> Locator:
    heard = page.locator("#log .ours").filter(has_text=re.compile(words, re.DOTALL)).last
    expect(heard).to_be_visible()
    return heard


@pytest.mark.timeout(120)
def test_the_life_of_a_ticket_by_keys_alone(opens: Callable[[str], Page]) -> None:
    client = opens("client")
    goes_to(client, client.get_by_role("button", name="Nuevo ticket"), "Shift+Tab")
    client.keyboard.press("Space")
    hears(client, "1/4")
    chooses(client, "Marta Gómez")
    hears(client, "2/4")
    chooses(client, "Omitir", "Space")
    hears(client, "3/4")
    types(client, "no anda el escáner")
    hears(client, "4/4")
    goes_to(client, client.locator("input[type=file]"), "Shift+Tab")
    with client.expect_file_chooser() as chooser:
        client.keyboard.press("Space")
    chooser.value.set_files([PHOTO])
    expect(client.locator("#attached img")).to_be_visible()
    client.keyboard.press("Enter")
    hears(client, "un archivo")
    chooses(client, "Listo")
    chooses(client, "Confirmar")
    hears(client, "abrí el Ticket 121")

    lead, technician = opens("lead"), opens("technician")
    hears(lead, "Ticket 121.*no anda el escáner")
    chooses(lead, "Asignar")
    chooses(lead, "Ana (")
    hears(technician, "te asignó un ticket.*Ticket 121")
    chooses(technician, "Responder")
    types(technician, "¿Está enchufado?")
    asked = hears(client, "¿Está enchufado\\?")
    goes_to(client, asked.get_by_role("button", name=re.compile("^Responder")), "Shift+Tab")
    client.keyboard.press("Enter")
    expect(client.locator("#quoting")).to_be_visible()
    client.keyboard.press("Escape")
    expect(client.locator("#quoting")).to_be_hidden()
    client.keyboard.type("Ahora sí.")
    client.keyboard.press("Enter")
    hears(technician, "Ahora sí")
    chooses(technician, "Cerrar ticket")
    types(technician, "Lo enchufamos.")
    hears(client, "Solución: Lo enchufamos")
    chooses(client, "Sirvió")
    hears(client, "¿Cómo te atendimos")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_stands_out_wherever_it_goes(
    opens: Callable[[str], Page], scheme: Literal["light", "dark"]
) -> None:
    page = opens("lead")
    page.emulate_media(color_scheme=scheme)
    page.get_by_role("textbox").fill("/ticket 119")
    page.keyboard.press("Enter")
    hears(page, "Qué hacemos")
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    rings: dict[str, float] = {}
    for _ in range(FARTHEST):
        page.keyboard.press("Tab")
        rings |= [page.evaluate(RING) or ("", 3)]
    assert len(rings) > FARTHEST / 2
    assert {what: ring for what, ring in rings.items() if ring < 3} == {}
