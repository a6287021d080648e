"""What breaks our code is kept with its files, and heard again as what it was once we have mended ourselves."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.conversation.interpret import Meaning
from store.upkeep import dead_letters
from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import Conversation, on_telegram

FAULT = "\nMarta < Se me trabó algo con ese mensaje, pero lo guardé. …"
Broken = Callable[[str], None]
pytestmark = on_telegram


class Logged(logging.Handler):
    """Does something as soon as the log says that a message broke our code: what was begun is undone by then."""

    def __init__(self, act: Callable[[], object]):
        super().__init__()
        self._act = act

    def emit(self, record: logging.LogRecord) -> None:
        self._act()


@contextmanager
def just_after_it_breaks(act: Callable[[], object]) -> Iterator[None]:
    logger, handler = logging.getLogger("bot.conversation.turns"), Logged(act)
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)


def break_(*_: Any) -> None:
    raise Bug


class Bug(Exception):
    """Ours."""


@pytest.fixture
def broken(chat: Conversation, monkeypatch: pytest.MonkeyPatch) -> Broken:
    """Goes through a transcript while nothing can be done."""

    def go_through(transcript: str) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(Meaning, "act", break_)
            chat(transcript)
            chat.desk.settle()

    return go_through


def again(chat: Conversation) -> None:
    with chat.desk.store.write() as session:
        assert dead_letters.replay(session, chat.desk.now)


def test_a_command_over_a_photo_is_carried_out_with_its_photo(chat: Conversation, broken: Broken) -> None:
    broken(f"Marta > (foto) /nuevo no anda la impresora {FAULT}")
    again(chat)
    chat("""
        Marta < ¿Quién tiene el problema?…
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta < Tengo un archivo. …
        Marta > [Listo]
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 1. …
    """)
    ticket = chat.desk.ticket(1)
    assert (ticket["problem"], len(ticket["images"])) == ("no anda la impresora", 1)


def test_a_press_does_what_its_button_says(chat: Conversation, broken: Broken) -> None:
    chat("""
        Marta > /nuevo
        Marta < ¿Quién tiene el problema?…
    """)
    broken(f"Marta > [Marta Gómez] {FAULT}")
    again(chat)
    chat("Marta < …teléfono…")


def test_an_edit_changes_what_it_edits(chat: Conversation, broken: Broken) -> None:
    chat(
        ASSIGNED
        + """
        Marta > se apagó el monitro
        Marta < (recibido)
        Ana < …
    """
    )
    broken(f"Marta > (corrige «se apagó el monitro») se apagó el monitor {FAULT}")
    again(chat)
    chat("Ana < …se apagó el monitor…")
    [entry] = chat.desk.ticket(1)["thread"]
    assert (entry["text"], entry["former_texts"]) == ("se apagó el monitor", ["se apagó el monitro"])


def test_an_edit_brings_its_photo(chat: Conversation, broken: Broken) -> None:
    chat(
        ASSIGNED
        + """
        Marta > (foto) se apagó el monitro
        Marta < (recibido)
        Ana < …
          (archivos 1)
    """
    )
    broken(f"Marta > (corrige «se apagó el monitro») (foto) se apagó el monitor {FAULT}")
    again(chat)
    chat("""
        Ana < …se apagó el monitor…
        Ana < …
          (archivos 1)
    """)
    assert [len(entry["files"]) for entry in chat.desk.ticket(1)["thread"]] == [1, 1]


def test_what_was_said_in_pieces_is_heard_as_a_whole(chat: Conversation, broken: Broken) -> None:
    chat(ASSIGNED)
    broken(f"""
        Marta > se apagó
        Marta > el monitor también {FAULT}
    """)
    again(chat)
    chat("""
        Marta < (recibido)
        Ana < …se apagó
        Ana < …el monitor también
    """)
    assert chat.thread() == ["se apagó", "el monitor también"]


def test_what_breaks_again_is_not_told_again_and_holds_up_nobody(chat: Conversation, broken: Broken) -> None:
    chat(ASSIGNED)
    broken(f"""
        Marta > /ayuda {FAULT}
        -- 1 min
        Marta > /tickets {FAULT}
    """)
    again(chat)
    broken("")
    assert len(chat.desk.failed()) == 2
    again(chat)
    chat("""
        Marta < …
        Marta < …Ticket 1…
    """)


def test_what_comes_while_a_message_breaks_is_heard_for_itself(
    chat: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat(ASSIGNED)
    acts = [break_, Meaning.act]
    monkeypatch.setattr(Meaning, "act", lambda *given: (acts.pop(0) if acts[1:] else acts[0])(*given))
    with just_after_it_breaks(lambda: chat.phone("Marta").says("y el monitor también")):
        chat(f"""
            Marta > se apagó {FAULT}
            Marta < (recibido)
            Ana < …y el monitor también
        """)
    assert chat.thread() == ["y el monitor también"]
    again(chat)
    chat("""
        Marta < (recibido)
        Ana < …se apagó
    """)
