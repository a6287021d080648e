"""When we answer: a burst as a whole, an album once, siblings however late, and a form just confirmed."""

import itertools
import random

from store.tables import InboxMessage
from tests.harness.phones import photo
from tests.harness.stories import ASSIGNED, ONE
from tests.harness.transcripts import Conversation, elsewhere, on_both_stores, on_telegram, on_whatsapp


@on_both_stores
def test_ten_photos_in_any_order_are_one_acknowledgement_and_ten_files(chat: Conversation) -> None:
    chat(ASSIGNED)
    marta, shots = chat.telegram("Marta"), [photo() for _ in range(10)]
    updates = marta.updates("todo esto", *shots)
    random.Random(7).shuffle(updates)
    for update in updates:
        marta.post(update)
        chat.desk.later(seconds=2)
        chat.desk.work()
    chat("""
        < (recibido)
        Ana < Marta Gómez (LA CABAÑA S.A.), Ticket 1: todo esto
          (archivos 10)
    """)
    [entry] = chat.desk.ticket(1)["thread"]
    assert entry["text"] == "todo esto"
    assert len({file["sha256"] for file in entry["files"]}) == 10


@on_telegram
def test_an_album_that_comes_in_two_halves_is_one_entry_without_a_second_answer(chat: Conversation) -> None:
    chat(ASSIGNED + "-- 1 min")
    marta = chat.telegram("Marta")
    updates = marta.updates("", *[photo() for _ in range(4)])
    marta.post(updates[2])
    chat("""
        < (recibido)
        Ana < Marta Gómez (LA CABAÑA S.A.) te mandó una foto (Ticket 1).
          (archivos 1)
        -- 20 min
    """)
    for update in (updates[0], updates[3], updates[1]):
        marta.post(update)
    chat("""
        Ana < …Ticket 1…
          (archivos 3)
    """)
    [entry] = chat.desk.ticket(1)["thread"]
    assert len(entry["files"]) == 4
    assert chat.told("Marta") == []


@on_telegram
def test_a_late_sibling_goes_into_the_ticket_that_was_opened_meanwhile(chat: Conversation) -> None:
    chat("""
        > /nuevo
        > [Marta Gómez]
        > [Omitir]
        > se cayó el techo
        < … (4/4)
    """)
    marta = chat.telegram("Marta")
    updates = marta.updates("", *[photo() for _ in range(3)])
    marta.post(updates[1])
    chat("""
        < …un archivo… (4/4)
        > [Listo]
        < Fijate…
        > [Confirmar]
        < Listo, abrí el Ticket 1. …
        Julia < Entró un ticket nuevo. …
        Julia < Ticket 1
          (archivos 1)
        -- 2 h
    """)
    marta.post(updates[0])
    marta.post(updates[2])
    chat("""
        Julia < Ticket 1
          (archivos 2)
    """)
    assert chat.told("Marta") == []
    assert len(chat.desk.ticket(1)["images"]) == 3


@on_telegram
def test_the_words_of_a_late_sibling_are_kept(chat: Conversation) -> None:
    chat(ASSIGNED + "-- 1 min")
    marta = chat.telegram("Marta")
    updates = marta.updates("así quedó el techo", *[photo() for _ in range(3)])
    marta.post(updates[1])
    chat("""
        < (recibido)
        Ana < Marta Gómez (LA CABAÑA S.A.) te mandó una foto (Ticket 1).
          (archivos 1)
    """)
    marta.post(updates[0])
    marta.post(updates[2])
    chat("""
        Ana < Marta Gómez (LA CABAÑA S.A.), Ticket 1: así quedó el techo
          (archivos 2)
    """)
    assert [entry["text"] for entry in chat.desk.ticket(1)["thread"]] == ["", "así quedó el techo"]
    assert chat.told("Marta") == []


@on_whatsapp
def test_photos_that_follow_each_other_keep_their_words(chat: Conversation) -> None:
    """Within ten seconds they are an album, which WhatsApp does not tell; what is said with one is said."""
    chat("""
        Marta > /nuevo
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > se cayó el techo
        Marta > (foto)
        Marta < …un archivo… (4/4)
        Marta > [Listo]
        Marta > [Confirmar]
        Marta < …abrí el Ticket 1. …
        Marta > (foto) y mirá el cable
        -- 5 s
        Marta > (foto) está pelado
        Julia < ...
    """)
    ticket = chat.desk.ticket(1)
    assert [entry["text"] for entry in ticket["thread"]] == ["y mirá el cable", "está pelado"]
    assert [len(entry["files"]) for entry in ticket["thread"]] == [1, 1]
    assert len(ticket["images"]) == 1


def test_a_form_just_confirmed_takes_files_for_half_a_minute(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Julia < ...
        -- 20 s
        Marta > (foto)
        Marta < ...
        Julia < Ticket 1
          (archivos 1)
        -- 40 s
        Marta > (foto)
        Marta < (recibido)
        Julia < Marta Gómez (LA CABAÑA S.A.) te mandó una foto (Ticket 1).
          (archivos 1)
    """
    )
    ticket = chat.desk.ticket(1)
    assert (len(ticket["images"]), len(ticket["thread"])) == (1, 1)


def test_a_burst_is_answered_once_about_three_seconds_after_its_last_message(chat: Conversation) -> None:
    chat(ASSIGNED)
    marta = chat.phone("Marta")
    for text in ("y otra cosa", "tampoco anda el mail", "ni el teléfono"):
        marta.says(text)
        chat.desk.later(seconds=2)
        chat.desk.work()
        assert chat.desk.ticket(1)["thread"] == []
    chat.desk.later(seconds=1)
    chat.desk.work()
    chat("""
        < (recibido)
        Ana < …y otra cosa
        Ana < …tampoco anda el mail
        Ana < …ni el teléfono
    """)


def test_a_command_or_a_choice_is_answered_at_once_and_ends_the_burst(chat: Conversation) -> None:
    chat(ASSIGNED)
    marta = chat.phone("Marta")
    marta.says("hace un ruido raro")
    marta.says("/ticket 1")
    chat.desk.work()
    assert [entry["text"] for entry in chat.desk.ticket(1)["thread"]] == ["hace un ruido raro"]
    chat("""
        < ...
        Ana < …hace un ruido raro
    """)


@on_telegram
def test_what_is_sent_before_the_answer_keeps_its_order(chat: Conversation) -> None:
    """Text, photo, text: three entries, in the order in which they were said."""
    chat(
        ASSIGNED
        + """
        Marta > primero
        Marta > (foto) segundo
        Marta > tercero
        Marta < (recibido)
        Ana < …primero
        Ana < …segundo
          (archivos 1)
        Ana < …tercero
    """
    )
    assert [entry["text"] for entry in chat.desk.ticket(1)["thread"]] == ["primero", "segundo", "tercero"]


@on_telegram
def test_a_file_that_cannot_be_fetched_is_named_in_its_place(chat: Conversation) -> None:
    chat(ASSIGNED)
    chat.desk.telegram.fault(400, "getFile", description="Bad Request: wrong file_id")
    chat("""
        Marta > (archivo) el remito
        Marta < …«remito.pdf»…
        Marta < (recibido)
        Ana < …el remito …«remito.pdf»…
    """)
    assert chat.desk.ticket(1)["thread"][0]["text"] == "el remito"


@elsewhere
def test_albums_are_told_apart(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > (foto 2) uno
        Marta > (foto 3) dos
        Marta < (recibido)
        Ana < …uno
          (archivos 2)
        Ana < …dos
          (archivos 3)
    """
    )
    files = [len(entry["files"]) for entry in chat.desk.ticket(1)["thread"]]
    assert files == [2, 3]
    assert len(set(itertools.chain(chat.photos))) == 5


@on_telegram
def test_a_late_sibling_of_what_is_no_longer_theirs_is_offered_a_home(chat: Conversation) -> None:
    chat(ASSIGNED)
    ana = chat.telegram("Ana")
    first, late = ana.updates("el repuesto", photo(), photo(), quoting=ana.showing("te asignó").id)
    ana.post(first)
    chat.told("Ana")
    chat("""
        Julia > /asignar 1 beto
        Julia < ...
        Ana < ...
    """)
    ana.post(late)
    chat("""
        Ana < No encuentro el Ticket 1 entre los tuyos.
        Ana < …un archivo…
              [Cancelar]
    """)


@on_both_stores
def test_a_burst_of_somebody_who_left_meanwhile_is_kept_and_not_answered(chat: Conversation) -> None:
    chat(ASSIGNED)
    chat.phone("Marta").says("no anda la caja")
    chat.desk.deactivate(chat.people["Marta"])
    assert chat.told("Marta") == chat.told("Ana") == []
    assert chat.desk.rows(InboxMessage)[-1].state == "waiting"


@on_telegram
def test_a_wish_to_open_a_ticket_is_not_its_problem_where_a_photo_follows(chat: Conversation) -> None:
    chat("""
        Marta > quiero abrir un ticket
        Marta > no anda la pc
        Marta > (foto)
        Marta < ¿Quién tiene el problema? …
        Marta > [Marta Gómez]
        Marta < …
        Marta > [Omitir]
        Marta < …
        Marta > [Listo]
        Marta < …
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 1. …
    """)
    ticket = chat.desk.ticket(1)
    assert (ticket["problem"], len(ticket["images"])) == ("no anda la pc", 1)
