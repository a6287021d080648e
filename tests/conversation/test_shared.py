"""What people share that is no text is kept and told in words, and answers a question where it fits."""

import threading
import time
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.conversation import turns
from bot.media.downloads import Downloads
from store.files import files
from store.tables import File
from tests.harness.phones import Sent
from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import Conversation, on_both_stores, on_telegram, on_whatsapp_on_both_stores

VCARD = b"""BEGIN:VCARD\r
VERSION:3.0\r
N:Sosa;Pedro;;;\r
FN:Pedro Sosa\r
item1.TEL;waid=5491187654321:+54 9 11 \r
 8765-4321\r
END:VCARD\r
"""
OLD_VCARD = b"""BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:N=C3=BA=C3=B1ez;Jos=C3=A9
TEL;CELL:1187654321
END:VCARD
"""
RICH = {"blocks": [{"type": "paragraph", "text": ["no anda ", {"type": "bold", "text": "la caja"}]}]}
SHARED: list[tuple[dict[str, Any], str]] = [
    ({"contact": {"phone_number": "+5491187654321", "first_name": "Pedro"}}, "Pedro\n+5491187654321"),
    ({"location": {"latitude": -34.6, "longitude": -58.4}}, "https://maps.google.com/?q=-34.6,-58.4"),
    (
        {"venue": {"location": {"latitude": -34.6, "longitude": -58.4}, "title": "Depósito", "address": "Liniers"}},
        "Depósito\nLiniers\nhttps://maps.google.com/?q=-34.6,-58.4",
    ),
    ({"checklist": {"title": "Caja", "tasks": [{"id": 1, "text": "cable"}]}}, "Caja\n☐ cable"),
    ({"rich_message": RICH}, "no anda la caja"),
]  # fmt: skip


def card(phone: Any, content: bytes) -> None:
    phone.says("", Sent("document", "contacto.vcf", "text/vcard", content))


@on_both_stores
@pytest.mark.parametrize(("content", "words"), SHARED)
def test_what_is_shared_goes_into_the_thread_in_words(
    chat: Conversation, content: dict[str, Any], words: str
) -> None:
    chat(ASSIGNED)
    chat.telegram("Marta").sends(**content)
    chat.desk.settle()
    assert chat.thread() == [words]
    chat(f"Ana < Marta Gómez (LA CABAÑA S.A.), Ticket 1: {words.splitlines()[0]}…")


@on_telegram
def test_a_contact_answers_who_it_is_and_at_which_telephone(chat: Conversation) -> None:
    marta = chat.telegram("Marta")
    pedro = {"phone_number": "+5491187654321", "first_name": "Pedro", "last_name": "Sosa"}
    chat("> /nuevo\n< …")
    marta.sends(contact=pedro)
    chat("< …(2/4)")
    marta.sends(contact=pedro)
    chat("< …(3/4)")
    marta.sends(rich_message=RICH)
    chat("""
        < …(4/4)
        > [Omitir]
        < … Persona afectada: Pedro Sosa Teléfono: Pedro Sosa, +5491187654321 Problema reportado: no anda la caja …
        > [Confirmar]
        < ...
    """)
    ticket = chat.desk.ticket(1)
    assert (ticket["affected_person"], ticket["phone"]) == ("Pedro Sosa", "+5491187654321")


@on_telegram
def test_their_own_contact_is_their_own_name_and_number(chat: Conversation) -> None:
    marta = chat.telegram("Marta")
    own = {"phone_number": "5491123456789", "first_name": "Marta", "last_name": "Gómez", "user_id": marta.id}
    chat("> /nuevo\n< …")
    marta.sends(contact=own)
    chat("< …(2/4)")
    marta.sends(contact=own)
    chat("< …(3/4)\n> [Cancelar]\n< …")
    marta.sends(contact=own)
    chat("< …")
    assert "no lo puedo leer" not in marta.newest().text


@on_telegram
def test_a_place_is_no_name(chat: Conversation) -> None:
    chat("> /nuevo\n< …")
    chat.telegram("Marta").sends(location={"latitude": -34.6, "longitude": -58.4})
    chat("< …(1/4)")


@on_whatsapp_on_both_stores
@pytest.mark.parametrize(
    ("content", "name", "typed"),
    [(VCARD, "Pedro Sosa", "+54 9 11 8765-4321"), (OLD_VCARD, "José Núñez", "1187654321")],
)
def test_a_contact_of_whatsapp_answers_too(chat: Conversation, content: bytes, name: str, typed: str) -> None:
    """It comes as a file, and its words once that was fetched."""
    marta = chat.whatsapp("Marta")
    chat("> /nuevo\n< …")
    card(marta, content)
    chat("< …(2/4)")
    card(marta, content)
    chat("""
        < …(3/4)
        > no anda la caja
        < …(4/4)
        > [Omitir]
        < …
        > [Confirmar]
        < ...
    """)
    ticket = chat.desk.ticket(1)
    assert (ticket["affected_person"], ticket["phone_as_typed"]) == (name, f"{name}, {typed}")
    assert ticket["images"] == []


@on_whatsapp_on_both_stores
def test_a_contact_that_is_fetched_while_it_is_heard_loses_no_words(
    chat: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = chat.desk
    downloads, of_messages = Downloads(desk.desk), files.of_messages
    fetching = threading.Thread(target=downloads.fetch)

    def fetched_meanwhile(session: Session, inbox_ids: Sequence[int]) -> dict[int, list[File]]:
        if fetching.ident is None:
            fetching.start()
            time.sleep(0.5)  # on PostgreSQL it is done by then, unless it waits for the chat
        return of_messages(session, inbox_ids)

    chat(ASSIGNED)
    marta = chat.whatsapp("Marta")
    card(marta, VCARD)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(files, "of_messages", fetched_meanwhile)
        desk.later(seconds=4)
        turns.hear_waiting(desk.desk)
    fetching.join()
    assert downloads.drain(10)
    desk.settle()
    assert chat.thread() == ["Pedro Sosa\n+54 9 11 8765-4321"]


def test_a_contact_s_file_goes_into_the_thread_with_its_words(chat: Conversation) -> None:
    chat(ASSIGNED)
    card(chat.phone("Marta"), VCARD)
    chat.desk.settle()
    [entry] = chat.desk.ticket(1)["thread"]
    assert entry["text"] == "Pedro Sosa\n+54 9 11 8765-4321"
    assert len(entry["files"]) == 1
    assert any("Pedro Sosa" in bubble.text for bubble in chat.phone("Ana").screen())
