"""Makes the manuals' pictures from the demo, and the manuals as PDF: `python -m tests.harness.manuals --pdf DIR`.

The pictures stand in `webhook/static/`; with `--pictures` they are taken anew, as the desk looks today.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FrameLocator, Page, expect, sync_playwright

from tests import ROOT
from tests.harness.ports import free_port
from webhook.manual import reading

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
]  # fmt: skip
STATIC = ROOT / "webhook" / "static"
COLOURS = 96  # of a picture: a phone's screen has few
expect.set_options(timeout=20_000)  # milliseconds


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--pictures", action="store_true", help="take the pictures anew")
    told.add_argument("--pdf", type=Path, metavar="DIR", help="write each manual as DIR/NAME.pdf")
    wanted = told.parse_args()
    with demo() as address, chromium() as browser:
        if wanted.pictures:
            take_pictures(browser, address)
        if wanted.pdf is not None:
            print_all(browser, address.removesuffix("/demo"), wanted.pdf)


@contextmanager
def demo() -> Iterator[str]:
    """The address of a running demo."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ticketero", "demo", "--port", str(free_port())],
        stdout=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"}, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout is not None
    with process:
        yield next(line.strip() for line in iter(process.stdout.readline, "") if "/demo" in line)
        process.send_signal(signal.SIGINT)


@contextmanager
def chromium() -> Iterator[Browser]:
    program = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


def find_chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def take_pictures(browser: Browser, address: str) -> None:
    """A ticket goes round the three phones, and each is looked at when it has something to show."""
    page = browser.new_page(
        viewport={"width": 1350, "height": 820}, device_scale_factor=1.5, locale="es-AR", color_scheme="light"
    )
    page.goto(address)
    client, lead, technician = (phone(page, role) for role in ("client", "lead", "technician"))
    say(client, "hola, no me anda la impresora de la caja 2")
    choose(client, "Nuevo ticket")
    choose(client, "Marta Gómez")
    choose(client, "Omitir")
    choose(client, "Omitir")
    hear(client, "Fijate si está bien")
    _keep(page, "client", "manual-cliente.png")
    choose(client, "Confirmar")
    hear(client, "abrí el Ticket 121")
    hear(lead, "Ticket 121")
    _keep(page, "lead", "manual-jefe.png")
    say(lead, "/asignar 121 ana")
    hear(technician, "Ticket 121")
    _keep(page, "technician", "manual-tecnico.png")
    page.close()


def print_all(browser: Browser, address: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in reading.NAMES:
        page = browser.new_page(locale="es-AR")
        page.goto(f"{address}/ayuda/{name}")
        page.pdf(
            path=folder / f"{name}.pdf", format="A4",
            margin={"top": "18mm", "bottom": "18mm", "left": "20mm", "right": "20mm"},
        )  # fmt: skip
        page.close()


def phone(page: Page, role: str) -> FrameLocator:
    return page.frame_locator(f".{role} iframe")


def say(phone: FrameLocator, text: str) -> None:
    phone.get_by_role("textbox").fill(text)
    phone.get_by_role("textbox").press("Enter")


def hear(phone: FrameLocator, words: str) -> None:
    heard = phone.locator("#log .ours .text").filter(has_text=re.compile(words)).last
    expect(heard).to_be_visible()


def choose(phone: FrameLocator, label: str) -> None:
    phone.locator(".choices button", has_text=label).last.click()


def _keep(page: Page, role: str, name: str) -> None:
    page.wait_for_timeout(600)  # until what scrolls stands still
    with Image.open(BytesIO(page.locator(f".{role} iframe").screenshot())) as picture:
        picture.convert("RGB").quantize(COLOURS).save(STATIC / name, optimize=True)


if __name__ == "__main__":
    main()
