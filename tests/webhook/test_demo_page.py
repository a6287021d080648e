"""The demo in a real browser: three phones on one page, and what one says reaches the others."""

import re
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.harness import manuals
from tests.harness.manuals import choose, hear, phone, say
from webhook.demo import drawing
from webhook.manual import reading

PHOTO: FilePayload = {"name": "impresora.jpg", "mimeType": "image/jpeg", "buffer": drawing.printer()}


@pytest.mark.timeout(120)
def test_a_ticket_goes_round_the_three_phones(page: Page) -> None:
    client, lead, technician = (phone(page, role) for role in ("client", "lead", "technician"))
    say(client, "/nuevo")
    hear(client, "1/4")
    choose(client, "Marta Gómez")
    hear(client, "2/4")
    choose(client, "Omitir")
    hear(client, "3/4")
    say(client, "La impresora <b>no</b> imprime")
    hear(client, "4/4")
    client.locator("input[type=file]").set_input_files([PHOTO])
    expect(client.locator("#attached img")).to_be_visible()
    choose(client, "Omitir")
    choose(client, "Confirmar")
    hear(client, "abrí el Ticket 121")

    hear(lead, "Ticket 121[^$]*La impresora <b>no</b> imprime")
    expect(lead.locator(".photo img").last).to_be_visible()
    say(lead, "/asignar 121 ana")
    hear(technician, "Ticket 121")
    hear(client, "Ana va a atender tu Ticket 121")

    technician.locator(".line", has_text="Ticket 121").last.get_by_role("button", name="Responder").click()
    say(technician, "¿Probaste reiniciarla?")
    hear(client, "¿Probaste reiniciarla\\?")


def test_a_voice_note_is_heard_on_the_other_side(page: Page) -> None:
    """Chromium's own microphone beeps."""
    client, technician = phone(page, "client"), phone(page, "technician")
    microphone = client.get_by_role("button", name="Grabar")
    microphone.click()
    expect(client.get_by_placeholder("Grabando")).to_be_visible()
    page.wait_for_timeout(300)
    microphone.click()
    expect(client.locator("#attached")).to_contain_text("nota de voz")
    say(client, "#119 escuchá el ruido que hace")
    hear(technician, "escuchá el ruido que hace")
    note = technician.locator("audio").last
    note.evaluate("(sound) => sound.play()")  # fails where it is no sound


def test_the_page_says_what_it_is_and_what_to_try(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for words in ("Cliente Marta Gómez", "Jefe técnico Julia Vega", "Técnico Ana Ruiz"):
        expect(page.get_by_role("heading", name=words)).to_be_visible()


def test_on_a_narrow_screen_there_is_a_phone_at_a_time(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    expect(page.locator("iframe:visible")).to_have_count(1)
    page.locator("nav label", has_text="Jefe técnico").click()
    expect(page.locator(".lead iframe")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_leaving_and_opening_the_page_again_puts_the_phone_back(page: Page, demo: str) -> None:
    client = phone(page, "client")
    client.get_by_role("button", name="Salir").click()
    expect(client.get_by_text("invitación nueva").first).to_be_visible()
    client.get_by_role("button", name="Salir").click()
    expect(client.get_by_text("¿Ya tenés un código?")).to_be_visible()
    page.goto(demo)
    expect(phone(page, "client").get_by_text("Marta Gómez").first).to_be_visible()


def test_it_listens_on_this_machine_only(demo: str) -> None:
    assert demo.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(demo) as answer:
        assert answer.status == 200


def test_it_can_begin_again(page: Page) -> None:
    client = phone(page, "client")
    say(client, "algo que no queda")
    expect(client.get_by_text("algo que no queda").first).to_be_visible()
    page.get_by_role("button", name="Empezar de nuevo").click()
    expect(client.get_by_text("Ana va a atender tu Ticket 119").first).to_be_visible()
    expect(client.get_by_text("algo que no queda")).to_have_count(0)


def test_two_tabs_of_it_work_at_once(page: Page, demo: str) -> None:
    """Each page holds three streams of the six that a browser opens to one host; the others ask now and then."""
    another = page.context.new_page()
    another.goto(demo)
    say(phone(another, "client"), "desde la otra pestaña")
    expect(phone(another, "client").locator("#log .mine", has_text="otra pestaña")).to_be_visible()
    expect(phone(page, "client").locator("#log .mine", has_text="otra pestaña")).to_be_visible()


def test_the_manuals_are_printed(chromium: Browser, demo: str, tmp_path: Path) -> None:
    manuals.print_all(chromium, demo.removesuffix("/demo"), tmp_path)
    for name in reading.NAMES:
        assert (tmp_path / f"{name}.pdf").read_bytes().startswith(b"%PDF")


def test_what_was_sent_is_not_taken_for_unsent_where_no_notice_can_be_shown(page: Page) -> None:
    """As in Chrome on Android, and while nobody looks."""
    client = phone(page, "client")
    client.locator("body").evaluate("""() => {
        localStorage.setItem("ticketero alerts", "yes");
        window.Notification = class { static permission = "granted"; constructor() { throw new TypeError(); } };
        Object.defineProperty(document, "hidden", { value: true });
    }""")
    say(client, "/tickets")
    hear(client, "Tus tickets")
    expect(client.locator("#log .mine", has_text="/tickets")).to_be_visible()
    expect(client.locator(".pending, .unsent")).to_have_count(0)
    client.locator("body").evaluate("localStorage.clear()")


def test_who_writes_is_seen_writing(page: Page) -> None:
    client, technician = phone(page, "client"), phone(page, "technician")
    technician.get_by_role("button", name=re.compile("^Responder: Marta")).last.click()
    technician.get_by_role("textbox").press_sequentially("Voy")
    expect(client.get_by_text("Ana está escribiendo…")).to_be_visible()
