"""A running demo, and a real browser at its page."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests import ROOT
from tests.harness import manuals
from tests.harness.ports import free_port


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running demo; it leaves nothing behind, and ends when it is told."""
    port, temporary = free_port(), tmp_path_factory.mktemp("tmp")
    process = subprocess.Popen(
        [sys.executable, "-m", "ticketero", "demo", "--port", str(port)],
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"},
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    with process:
        lines = iter(process.stdout.readline, "")
        yield next(line.strip() for line in lines if "/demo" in line)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert list(temporary.iterdir()) == []


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if manuals.find_chromium() is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("there is no Chromium here")
    with manuals.chromium() as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser, demo: str) -> Iterator[Page]:
    """The demo page in a fresh browser; whatever its console complains of fails the test."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="es-AR")
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.goto(demo)
    yield page
    context.close()
    assert complaints == []
