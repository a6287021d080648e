"""The first day of a desk: `ticketero setup`, `ticketero run`, the first lead comes in, then a client and a ticket."""

import itertools
import os
import re
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from store.database import Database
from store.tickets import export
from tests.admin.terminal import CODE
from tests.admin.test_setup import BY_POLLING
from tests.fakes.telegram import FakeTelegram, running
from tests.harness import programs
from tests.harness.ports import free_port
from ticketero import main


class Somebody:
    """A person on Telegram, which brings what they write when it is asked for news."""

    _numbers = itertools.count(9000)

    def __init__(self, telegram: FakeTelegram, id_: int, name: str):
        self._telegram, self._me = telegram, {"id": id_, "is_bot": False, "first_name": name}
        self._read = 0

    def says(self, text: str) -> None:
        number = next(self._numbers)
        chat = {"id": self._me["id"], "type": "private"}
        message = {
            "message_id": number,
            "from": self._me,
            "chat": chat,
            "date": int(time.time()),
            "text": text,
        }
        self._telegram.queue({"update_id": number, "message": message})

    def sees(self, words: str) -> str:
        """The next message that holds these words; those before it are read too."""
        end = time.monotonic() + 20
        while not (news := self._news()) or not any(words in text for text in news):
            assert time.monotonic() < end, f"{words!r} was never said, but: {news}"
            time.sleep(0.02)
        place = next(place for place, text in enumerate(news) if words in text)
        self._read += place + 1
        return news[place]

    def _news(self) -> list[str]:
        return [shown.text for shown in self._telegram.messages(self._me["id"])][self._read :]


@pytest.fixture
def telegram(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeTelegram]:
    monkeypatch.chdir(tmp_path)
    with running() as fake:
        monkeypatch.setenv("TICKETERO_TELEGRAM__API_URL", fake.url)
        monkeypatch.setenv("TICKETERO_WEB__PORT", str(free_port()))
        yield fake


@pytest.fixture
def link(telegram: FakeTelegram, logging_as_before: None) -> str:
    """What `setup` prints for the first lead."""
    typed = "".join(f"{answer}\n" for answer in BY_POLLING)
    said = CliRunner().invoke(main, ["setup"], input=typed, catch_exceptions=False).stdout
    found: str = re.findall(rf"https://t\.me/MesaBot\?start=({CODE})", said)[0]
    return found


@pytest.fixture
def desk(link: str, tmp_path: Path) -> Iterator[None]:
    process = programs.start(["run"], os.environ, tmp_path, tmp_path / "run.log")
    yield
    process.terminate()
    assert process.wait(10) == 0
    assert "Traceback" not in (tmp_path / "run.log").read_text()


def test_from_setup_to_the_first_ticket(telegram: FakeTelegram, link: str, desk: None) -> None:
    julia, marta = Somebody(telegram, 1, "Julia"), Somebody(telegram, 2, "Marta")
    julia.says(f"/start {link}")
    julia.sees("Hola, Julia. Ya estás en la mesa de ayuda de Mesa San Antonio")
    julia.says("/invitar")
    julia.sees("Cómo se llama")
    julia.says("Marta Gómez")
    julia.sees("Qué rol")
    julia.says("Cliente")
    julia.sees("De qué empresa")
    julia.says("LA CABAÑA S.A.")
    [code, *_] = re.findall(CODE, julia.sees("Marta Gómez ya puede entrar"))

    marta.says(f"/start {code}")
    marta.sees("Hola, Marta. ¿En qué te ayudo?")
    marta.says("no me anda la impresora")
    marta.sees("Abro un ticket con esto")
    marta.says("Nuevo ticket")
    marta.sees("Quién tiene el problema")
    marta.says("yo")
    marta.sees("A qué teléfono")
    marta.says("omitir")
    marta.sees("foto o captura")
    marta.says("omitir")
    marta.sees("Lo abro")
    marta.says("sí, dale")
    marta.sees("Listo, abrí el Ticket 1. Ya le avisé a Julia")
    julia.sees("Entró un ticket nuevo")

    with closing(Database("sqlite:///ticketero.db")) as store, store.read() as session:
        [ticket] = export.every(session)
    assert (ticket["number"], ticket["problem"]) == (1, "no me anda la impresora")
