"""Tickets written out: every field, the thread to the letter, the files byte for byte."""

import hashlib
import json
import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from bot.admin import records
from bot.admin.trouble import Trouble
from bot.desk import Desk
from bot.language import texts
from bot.settings.sections import Settings
from store.database import Database
from store.errors import NotFound
from store.files import files
from store.files.photos import Photos
from store.notifier import Bell
from store.people import people
from store.tables import Category, Entry, File, Person, Ticket
from store.tickets import export, numbers, thread, tickets

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PHOTO, LETTER = b"\x89PNG a photo", b"%PDF a letter\x00\xff"


@pytest.fixture
def desk(store: Database, tmp_path: Path) -> Desk:
    words = texts.load(ZoneInfo("UTC"))
    return Desk(Settings(), store, Bell(store), Photos(tmp_path / "photos"), words, {}, "key", lambda: NOW)


@pytest.fixture
def session(store: Database) -> Iterator[Session]:
    with store.write() as session:
        yield session


def add(session: Session, name: str, role: str, company: str | None = None) -> Person:
    return people.add(session, name, role, company=company, now=NOW)


def open_ticket(session: Session, client: Person, **more: str) -> Ticket:
    given = {"affected_person": "Tester", "problem": "No anda <b>nada</b>\n💥", **more}
    numbers.begin_at(session, 121)
    return tickets.open(session, client, client, channel="telegram", now=NOW, **given)


def announced(session: Session, name: str) -> File:
    content_type = "application/octet-stream"
    return files.announce(
        session, "telegram", name, NOW, kind="document", name=name, content_type=content_type
    )


def send(
    session: Session, photos: Photos, ticket: Ticket, entry: Entry | None, name: str, content: bytes
) -> None:
    file = announced(session, name)
    thread.attach(session, ticket, entry, [file.id])
    facts = {"size": len(content), "is_image": False, "content_type": "image/png"}
    files.mark_stored(session, file.id, NOW, sha256=photos.keep(content), **facts)


def a_whole_life(session: Session, photos: Photos) -> Ticket:
    marta = add(session, "Marta Gómez", "client", "LA CABAÑA S.A.")
    ana, julia = add(session, "Ana Ruiz", "technician"), add(session, "Julia Vega", "lead")
    ticket = open_ticket(session, marta, phone="+5491123456789", phone_as_typed="15-2345-6789 int 2")
    send(session, photos, ticket, None, "foto.png", PHOTO)
    too_big = announced(session, "video.mp4")
    thread.attach(session, ticket, None, [too_big.id])
    files.mark_lost(session, too_big.id, "too_big", NOW)
    networks = Category(name="Redes")
    session.add(networks)
    session.flush()
    tickets.assign(session, julia, ticket, ana, "telegram", NOW)
    tickets.rate(session, julia, ticket, "high", "telegram", NOW)
    tickets.categorise(session, julia, ticket, networks, "telegram", NOW)
    written = thread.write(session, marta, ticket, "¿Hay novedades?", "whatsapp", NOW)
    thread.edit(session, marta, ticket, written, "¿Hay *novedades*?_", NOW)
    send(session, photos, ticket, written, "carta.pdf", LETTER)
    thread.write(session, ana, ticket, "Ojo con el cable", "telegram", NOW, internal=True)
    moved = thread.write(session, marta, ticket, "esto era de otro", "whatsapp", NOW)
    thread.withdraw(session, marta, ticket, moved, "whatsapp", NOW)
    tickets.close(session, ana, ticket, "Cambié el cable", "telegram", NOW + timedelta(hours=3))
    session.flush()
    return ticket


def described(name: str, content: bytes) -> dict[str, Any]:
    sha256 = hashlib.sha256(content).hexdigest()
    return {"name": name, "content_type": "image/png", "bytes": len(content), "sha256": sha256}


def test_a_ticket_is_exported_whole(session: Session, tmp_path: Path) -> None:
    a_whole_life(session, Photos(tmp_path / "photos"))
    at = "2026-11-23T12:00:00+00:00"
    exported = export.ticket(session, 121)
    events = exported.pop("events")
    assert exported == {
        "number": 121,
        "status": "closed",
        "created_at": at,
        "closed_at": "2026-11-23T15:00:00+00:00",
        "requester": "Marta Gómez",
        "affected_person": "Tester",
        "phone": "+5491123456789",
        "phone_as_typed": "15-2345-6789 int 2",
        "company": "LA CABAÑA S.A.",
        "problem": "No anda <b>nada</b>\n💥",
        "images": [described("foto.png", PHOTO)],
        "criticality": "high",
        "category": "Redes",
        "technician": "Ana Ruiz",
        "solution": "Cambié el cable",
        "satisfaction": None,
        "joined_to": None,
        "due_at": None,
        "thread": [
            {
                "at": at,
                "author": "Marta Gómez",
                "role": "client",
                "channel": "whatsapp",
                "text": "¿Hay *novedades*?_",
                "internal": False,
                "edited": True,
                "former_texts": ["¿Hay novedades?"],
                "files": [described("carta.pdf", LETTER)],
            },
            {
                "at": at,
                "author": "Ana Ruiz",
                "role": "technician",
                "channel": "telegram",
                "text": "Ojo con el cable",
                "internal": True,
                "edited": False,
                "former_texts": [],
                "files": [],
            },
        ],
    }
    told = [(event["what"], event["actor"]) for event in events]
    assert told[:2] == [("opened", "Marta Gómez"), ("assigned", "Julia Vega")]
    assert told[-1] == ("closed", "Ana Ruiz")
    assert events[1]["detail"] == {"to": "Ana Ruiz"}
    assert all(set(event) == {"at", "actor", "what", "detail"} for event in events)


def test_what_was_never_set_is_null(session: Session) -> None:
    open_ticket(session, add(session, "Pedro", "client"))
    exported = export.ticket(session, 121)
    unset = [key for key, value in exported.items() if value is None]
    assert unset == [
        "closed_at", "phone", "phone_as_typed", "company", "criticality", "category", "technician", "solution",
        "satisfaction", "joined_to", "due_at",
    ]  # fmt: skip


def test_a_deleted_ticket_is_exported_and_one_that_never_was_is_not(session: Session) -> None:
    pedro = add(session, "Pedro", "client")
    tickets.delete(session, pedro, open_ticket(session, pedro), "telegram", NOW)
    session.flush()
    assert export.ticket(session, 121)["status"] == "deleted"
    with pytest.raises(NotFound):
        export.ticket(session, 122)


def test_all_tickets_come_in_batches_each_with_its_own(session: Session) -> None:
    pedro = add(session, "Pedro", "client")
    for number in range(121, 128):
        ticket = open_ticket(session, pedro, problem=f"problema {number}")
        thread.write(session, pedro, ticket, f"mensaje {number}", "telegram", NOW)
    session.flush()
    exported = list(export.every(session, batch=3))
    assert [one["number"] for one in exported] == list(range(121, 128))
    assert [one["thread"][0]["text"] for one in exported] == [f"mensaje {n}" for n in range(121, 128)]


def test_all_tickets_go_into_a_folder_with_their_files(desk: Desk, tmp_path: Path) -> None:
    with desk.store.write() as session:
        ticket = a_whole_life(session, desk.photos)
        send(session, desk.photos, ticket, None, "../FOTO.png", LETTER)
        open_ticket(session, session.get_one(Person, ticket.requester_id))
    folder = tmp_path / "new" / "out"

    assert list(records.export_all(desk, folder)) == [f"Tickets in {folder}: 2."]

    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert names == ["121.json", "121/_FOTO.png", "121/carta.pdf", "121/foto.png", "122.json"]
    assert (folder / "121" / "foto.png").read_bytes() == PHOTO
    assert (folder / "121" / "carta.pdf").read_bytes() == LETTER
    written = json.loads((folder / "121.json").read_text("utf-8"))
    assert [file["path"] for file in written["images"]] == ["121/foto.png", "121/_FOTO.png"]
    assert [file["path"] for entry in written["thread"] for file in entry["files"]] == ["121/carta.pdf"]
    for file in export.files_of(written):
        del file["path"]
    with desk.store.read() as session:
        assert written == export.ticket(session, 121)


def test_two_files_of_one_name_are_told_apart_by_their_path(desk: Desk, tmp_path: Path) -> None:
    with desk.store.write() as session:
        ticket = open_ticket(session, add(session, "Pedro", "client"))
        for content in (PHOTO, LETTER):
            send(session, desk.photos, ticket, None, "foto.jpg", content)
    list(records.export_all(desk, tmp_path / "out"))
    images = json.loads((tmp_path / "out" / "121.json").read_text("utf-8"))["images"]
    assert [image["path"] for image in images] == ["121/foto.jpg", "121/foto-2.jpg"]
    for image in images:
        content = (tmp_path / "out" / image["path"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == image["sha256"]


def test_a_file_that_the_photo_store_lost_is_named(desk: Desk, tmp_path: Path) -> None:
    """All else is written, and then the command fails."""
    with desk.store.write() as session:
        ticket = open_ticket(session, add(session, "Pedro", "client"))
        send(session, Photos("memory:"), ticket, None, "foto.png", PHOTO)
        send(session, desk.photos, ticket, None, "foto.png", LETTER)
    for written in (records.export_all(desk, tmp_path / "out"), records.export_one(desk, 121)):
        with pytest.raises(Trouble) as trouble:
            list(written)
        told = str(trouble.value).splitlines()
        assert told[0] == "The photo store has not:"
        assert re.fullmatch(r"  121/foto.png of Ticket 121 \([0-9a-f]{64}\)", told[1])
    assert (tmp_path / "out" / "121" / "foto-2.png").read_bytes() == LETTER


def test_what_is_exported_is_its_owner_s_alone(desk: Desk, tmp_path: Path) -> None:
    with desk.store.write() as session:
        send(session, desk.photos, open_ticket(session, add(session, "Pedro", "client")), None, "a", PHOTO)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "121.json").touch(0o644)
    list(records.export_all(desk, tmp_path / "out"))
    written = [tmp_path / "out" / name for name in ("121.json", "121", "121/a")]
    assert [stat.S_IMODE(path.stat().st_mode) for path in written] == [0o600, 0o700, 0o600]


def test_a_folder_that_cannot_be_written_is_told(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(Trouble, match="taken"):
        list(records.export_all(desk, tmp_path / "taken"))


@pytest.mark.parametrize(
    ("name", "free"),
    [
        ("foto.png", "foto.png"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\boot.ini", "C__boot.ini"),
        ("", "file"),
        ("...", "file"),
        (".htaccess", "htaccess"),
        ("con.txt", "_con.txt"),
        ("a\x00b\nc.txt", "a_b_c.txt"),
        ("\u202egnp.exe", "_gnp.exe"),
        ("ñ" * 300 + ".jpg", "ñ" * 60 + ".jpg"),
        ("TAKEN.txt", "TAKEN-3.txt"),
    ],
)
def test_a_files_name_is_made_safe_and_free(name: str, free: str) -> None:
    assert records.free_name(name, {"taken.txt", "taken-2.txt"}) == free
