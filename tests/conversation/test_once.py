"""One effect, however often and however concurrently a message is delivered, and whenever we die."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event

from bot.conversation import turns
from store.tables import Event, InboxMessage, OutboxMessage
from tests.harness.phones import TelegramPhone, photo
from tests.harness.stories import ASSIGNED, ONE
from tests.harness.transcripts import Conversation, on_both_stores, on_telegram

AT_SUMMARY = """
    > /nuevo
    > [Marta Gómez]
    > [Omitir]
    > No imprime la caja 2
    > [Omitir]
    < Fijate…
"""


def phone_of(chat: Conversation, who: str) -> TelegramPhone:
    return chat.telegram(who)


def at_once(*acts: Callable[[], object]) -> None:
    """All at the same time; an error of any fails the test."""
    errors: list[BaseException] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


@on_both_stores
def test_every_update_delivered_three_times_at_once_is_heard_once(chat: Conversation) -> None:
    marta = phone_of(chat, "Marta")

    def thrice(update: dict[str, Any]) -> None:
        at_once(*[partial(marta.post, update)] * 3)
        chat.desk.settle()
        marta.news()

    for text in ("/nuevo", "Tomás", "omitir"):
        thrice(marta.updates(text)[0])
    thrice(marta.updates("no imprime", photo())[0])
    thrice(marta.updates("listo")[0])
    shown, place = marta.offering("Confirmar")
    thrice(marta.press_update(shown.id, shown.choices[place][1]))
    [ticket] = chat.desk.tickets()
    assert ticket["problem"] == "no imprime"
    assert len(ticket["images"]) == 1
    asked = [row.content["text"] for row in chat.desk.rows(OutboxMessage) if "(4/4)" in row.content["text"]]
    assert len(asked) == 1


@on_both_stores
def test_two_presses_of_confirm_at_once_open_one_ticket(chat: Conversation) -> None:
    chat(AT_SUMMARY)
    marta = phone_of(chat, "Marta")
    shown, place = marta.offering("Confirmar")
    presses = [marta.press_update(shown.id, shown.choices[place][1]) for _ in range(4)]
    at_once(*[partial(marta.post, press) for press in presses])
    chat.desk.settle()
    assert len(chat.desk.tickets()) == 1
    opened = [row for row in chat.desk.rows(OutboxMessage) if "abrí el Ticket" in row.content.get("text", "")]
    assert len(opened) == 1


@on_both_stores
def test_many_people_open_tickets_at_once_and_each_gets_a_number(chat: Conversation) -> None:
    for number in range(6):
        chat.hire(f"C{number} Paz", "client")
    phones = [phone_of(chat, f"C{number}") for number in range(6)]
    for typed in ("/nuevo", "Tomás", "omitir", "no anda nada", "omitir", "confirmar"):
        at_once(*[partial(phone.says, typed) for phone in phones])
    assert [ticket["number"] for ticket in chat.desk.tickets()] == [1, 2, 3, 4, 5, 6]


@on_both_stores
def test_client_and_technician_write_to_each_other_at_once(chat: Conversation) -> None:
    chat(ASSIGNED)
    marta, ana = phone_of(chat, "Marta"), phone_of(chat, "Ana")
    for number in range(5):
        at_once(partial(marta.says, f"#1 m{number}"), partial(ana.says, f"#1 a{number}"))
        chat.desk.later(seconds=4)
        at_once(*[partial(turns.hear_waiting, chat.desk.desk)] * 2)
    assert len(chat.desk.ticket(1)["thread"]) == 10


@on_telegram
def test_two_leads_press_the_same_card_and_the_first_wins(chat: Conversation) -> None:
    chat.hire("Laura Gil", "lead")
    chat.phone("Laura")
    chat.phone("Julia")
    chat(ONE)
    chat("""
        Julia < Entró un ticket nuevo. …
        Laura < Entró un ticket nuevo. …
        Laura > [Asignar]
        Laura < …
        Julia > [Asignar]
        Julia < …
          [Ana (0)] [Beto (0)] […]
        Julia > [Ana (0)]
        Julia < …Ana Torres…
        Laura > [Beto (0)]
        Laura < …Julia…
    """)
    assert chat.desk.ticket(1)["technician"] == "Ana Torres"


# -- to die at any step -----------------------------------------------------------------------------------


class Killed(BaseException):
    """The process is gone: nothing catches it, as nothing catches a kill -9."""


@contextmanager
def dying(chat: Conversation, step: int) -> Iterator[list[str]]:
    """Kills at this statement to the database that goes through SQLAlchemy; what was done stands in the list."""
    done: list[str] = []

    def count(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        done.append(statement.split(maxsplit=1)[0])
        if len(done) == step:
            raise Killed

    engine = chat.desk.store.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        yield done
    except Killed:
        done.append("killed")
    finally:
        event.remove(engine, "before_cursor_execute", count)


TURNS = {
    "an answer": (AT_SUMMARY.rpartition("> [Omitir]")[0] + "< …", "omitir"),
    "the confirmation": (AT_SUMMARY, "confirmar"),
    "a solution": (ASSIGNED, "/cerrar 1 gracias, ya está"),
    "a command": (ASSIGNED, "/reabrir 1"),
    "free text": (ASSIGNED, "y tampoco prende"),
}


def what_is_known(chat: Conversation) -> tuple[object, ...]:
    rows = chat.desk.rows
    said = [(row.chat_id, row.kind, row.content.get("text")) for row in rows(OutboxMessage)]
    heard = [(row.key, row.state) for row in rows(InboxMessage)]
    return (chat.desk.tickets(), said, heard, len(rows(Event)))


@on_telegram
@pytest.mark.parametrize("turn", TURNS)
def test_dying_between_any_two_steps_of_a_turn_loses_and_repeats_nothing(
    chat: Conversation, turn: str
) -> None:
    before, said = TURNS[turn]
    chat(before)
    marta = phone_of(chat, "Marta")
    [update] = marta.updates(said)
    untouched, step = what_is_known(chat), 0
    while True:
        step += 1
        with dying(chat, step) as done:
            marta.post(update)
        if "killed" not in done:
            break
        assert what_is_known(chat) == untouched, (step, done)
    assert step > 5
    once = what_is_known(chat)
    assert once != untouched
    marta.post(update)
    assert what_is_known(chat) == once


@on_telegram
def test_dying_while_a_burst_is_heard_leaves_it_waiting(chat: Conversation) -> None:
    chat(ASSIGNED)
    marta = phone_of(chat, "Marta")
    for update in marta.updates("mirá", photo(), photo()):
        marta.post(update)
    chat.desk.later(seconds=4)
    untouched, step = what_is_known(chat), 0
    while True:
        step += 1
        with dying(chat, step) as done:
            turns.hear_waiting(chat.desk.desk)
        if "killed" not in done:
            break
        known = what_is_known(chat)
        if known != untouched:
            break  # the burst is heard: the rest of the round only looks for more
    chat("""
        Marta < (recibido)
        Ana < …mirá
          (archivos 2)
    """)
    [entry] = chat.desk.ticket(1)["thread"]
    assert len(entry["files"]) == 2
