"""Makes the README's picture of the demo: `python -m docs.pictures`, with a Chromium at hand.

A ticket goes round the three phones first, so that the picture shows what the page is for.
"""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.harness.manuals import chromium, demo, hear, phone, say

PICTURE = Path(__file__).parent / "demo.png"


def main() -> None:
    with demo() as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 940}, locale="es-AR")
        page.goto(address)
        talk(page)
        page.wait_for_timeout(500)  # what just arrived has settled in its place
        page.screenshot(path=PICTURE)


def talk(page: Page) -> None:
    """One asks, another answers: the marks below what they said tell that it arrived."""
    technician, client = phone(page, "technician"), phone(page, "client")
    say(technician, "/responder 119 Paso mañana a las 10 con un rodillo nuevo.")
    hear(client, "rodillo nuevo")
    say(client, "#119 Dale, te esperamos. ¡Gracias!")
    hear(technician, "te esperamos")
    expect(client.locator(".mark.arrived").last).to_be_visible()


if __name__ == "__main__":
    main()
