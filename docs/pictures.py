"""Makes the README's picture of the demo: `python -m docs.pictures`, with a Chromium at hand.

A ticket goes round the three phones first, so that the picture shows what the page is for.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import FrameLocator, Page, expect, sync_playwright

HERE = Path(__file__).parent
SIZE = {"width": 1280, "height": 940}
PORT = 18084


@contextmanager
def demo() -> Iterator[str]:
    """The address of a demo that runs meanwhile."""
    command = [sys.executable, "-u", "-m", "ticketero", "demo", "--port", str(PORT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HERE.parent) as process:
        assert process.stdout is not None
        try:
            yield next(line.strip() for line in process.stdout if "/demo" in line)
        finally:
            process.terminate()


def phone(page: Page, role: str) -> FrameLocator:
    return page.frame_locator(f".{role} iframe")


def says(phone: FrameLocator, text: str) -> None:
    phone.get_by_role("textbox").fill(text)
    phone.get_by_role("textbox").press("Enter")
    expect(phone.locator("#log .mine", has_text=text).last).to_be_visible(timeout=15_000)


def talk(page: Page) -> None:
    """One asks, another answers: the marks below what they said tell that it arrived."""
    technician, client = phone(page, "technician"), phone(page, "client")
    says(technician, "/responder 119 Paso mañana a las 10 con un rodillo nuevo.")
    expect(client.get_by_text("rodillo nuevo").last).to_be_visible(timeout=15_000)
    says(client, "#119 Dale, te esperamos. ¡Gracias!")
    expect(technician.get_by_text("te esperamos").last).to_be_visible(timeout=15_000)
    expect(client.locator(".mark.arrived").last).to_be_visible(timeout=15_000)


def main() -> None:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, locale="es-AR")  # type: ignore[arg-type]
        page.goto(address)
        talk(page)
        page.wait_for_timeout(500)  # what just arrived has settled in its place
        page.screenshot(path=HERE / "demo.png")
        browser.close()


if __name__ == "__main__":
    main()
