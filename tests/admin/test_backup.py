"""A backup is made while the desk serves, and gives the same tickets and files in another place."""

import io
import json
import stat
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from store.database import Database
from store.files import files
from store.files.photos import Photos
from store.messages import outbox
from store.people import chats, people
from store.tables import InboxMessage
from store.tickets import numbers, thread, tickets
from tests.admin.terminal import NOW, Say, on_sqlite
from tests.fakes.bucket import FakeBucket

IN_A_BUCKET = {
    "TICKETERO_STORE__URL": "sqlite:///elsewhere.db",
    "TICKETERO_STORE__PHOTOS": "s3://desk/photos",
}
PHOTO = b"\xff\xd8 the bytes of a photo \x00"
ELSEWHERE = {"TICKETERO_STORE__URL": "sqlite:///elsewhere.db", "TICKETERO_STORE__PHOTOS": "elsewhere"}
ABOUT = {
    b"foreign": {},
    b"a list": ["ticketero backup"],
    b"newer": {"kind": "ticketero backup", "schema": "9999"},
    b"a number": {"kind": "ticketero backup", "schema": 18, "rows": {"tickets": 0}},
    b"never was": {"kind": "ticketero backup", "schema": "0000", "rows": {"tickets": 0}},
    b"no rows": {"kind": "ticketero backup", "schema": "0001", "rows": 7},
}
"""What a file may say of itself that is no backup of ours."""


def work(store: Database, problem: str = "Ñandú 💥\nno imprime") -> int:
    """A ticket with a photo, and a message that waits; returns the ticket's number."""
    with store.write() as session:
        marta = people.add(session, "Marta", "client", now=NOW)
        chat = chats.lock_or_create(session, "telegram", str(1000 + len(problem)), NOW)
        chats.link(session, chat, marta, NOW)
        numbers.begin_at(session, 121)
        kept = dict(key=problem, payload={"text": problem}, received_at=NOW, chat_id=chat.id, state="heard")
        session.add(said := InboxMessage(channel="telegram", **kept))
        session.flush()
        file = files.announce(
            session,
            "telegram",
            "ref",
            NOW,
            inbox_id=said.id,
            kind="photo",
            name="foto.jpg",
            content_type="image/jpeg",
        )
        files.mark_stored(session, file.id, NOW, sha256=Photos("photos").keep(PHOTO), size=len(PHOTO))
        about = {"affected_person": "Marta", "problem": problem}
        ticket = tickets.open(session, marta, marta, channel="telegram", now=NOW, **about)
        thread.attach(session, ticket, None, [file.id])
        first = outbox.put(session, chat.id, "message", {"text": "¿Algo más?"}, NOW)
        outbox.put(session, chat.id, "message", {"text": "respuesta"}, NOW, reply_to_id=first)
    return ticket.number


def test_a_backup_restores_into_another_database(say: Say, store: Database) -> None:
    number = work(store)
    say("export", "--all", "before")
    assert "1 tickets, 1 files" in say("backup", "desk.tar").stdout
    assert stat.S_IMODE(Path("desk.tar").stat().st_mode) == 0o600
    work(store, "what comes after the backup is not in it")

    assert "1 tickets, 1 files" in say("restore", "desk.tar", environ=ELSEWHERE).stdout
    say("export", "--all", "after", environ=ELSEWHERE)
    written = {path.relative_to("before"): path.read_bytes() for path in Path("before").rglob("*.*")}
    assert {path.relative_to("after"): path.read_bytes() for path in Path("after").rglob("*.*")} == written
    assert written[Path(f"{number}/foto.jpg")] == PHOTO


def test_a_restored_store_goes_on_counting(say: Say, store: Database) -> None:
    """From SQLite into either."""
    say("migrate", environ=ELSEWHERE)
    there = Database(ELSEWHERE["TICKETERO_STORE__URL"])
    number = work(there)
    there.close()
    say("backup", "desk.tar", environ={**ELSEWHERE, "TICKETERO_STORE__PHOTOS": "photos"})
    say("restore", "desk.tar")
    assert work(store, "y otra") == number + 1
    with store.read() as session:
        assert [len(list(rows)) for rows in (people.everybody(session), chats.linked(session))] == [2, 2]


def test_no_number_is_given_again_though_its_ticket_was_forgotten(say: Say, store: Database) -> None:
    """From either into SQLite, and from there into either."""
    number = work(store)
    with store.write() as session:
        assert numbers.take(session).number == number + 1
    say("backup", "desk.tar")
    say("restore", "desk.tar", environ=ELSEWHERE)
    there = Database(ELSEWHERE["TICKETERO_STORE__URL"])
    assert work(there, "y otra") == number + 2
    there.close()


def test_nor_on_the_way_from_sqlite(say: Say, store: Database) -> None:
    say("migrate", environ=ELSEWHERE)
    there = Database(ELSEWHERE["TICKETERO_STORE__URL"])
    number = work(there)
    with there.write() as session:
        assert numbers.take(session).number == number + 1
    there.close()
    say("backup", "desk.tar", environ={**ELSEWHERE, "TICKETERO_STORE__PHOTOS": "photos"})
    say("restore", "desk.tar")
    assert work(store, "y otra") == number + 2


def test_a_store_that_is_not_empty_is_left_alone(say: Say, store: Database) -> None:
    number = work(store)
    say("backup", "desk.tar")
    refused = say("restore", "desk.tar", fails=True, environ={"TICKETERO_STORE__PHOTOS": "elsewhere"})
    assert refused.stderr == "Error: The store is not empty: restore into a new one\n"
    assert not Path("elsewhere").exists(), "no photo either"
    assert json.loads(say("export", str(number)).stdout)["number"] == number


@on_sqlite
def test_a_photo_that_is_away_is_named_and_all_else_is_kept(say: Say, store: Database) -> None:
    work(store)
    for path in Path("photos").rglob("*"):
        if path.is_file():
            path.unlink()
    assert "The photo store has not:" in say("backup", "desk.tar", fails=True).stderr
    assert "1 tickets, 0 files" in say("restore", "desk.tar", environ=ELSEWHERE).stdout


@on_sqlite
@pytest.mark.parametrize("bad", [b"", b"no tar at all", b"half", b"damaged", *ABOUT])
def test_what_is_no_whole_backup_changes_nothing(say: Say, store: Database, bad: bytes) -> None:
    work(store)
    say("backup", "desk.tar")
    file = Path("desk.tar")
    made = file.read_bytes()
    match bad:
        case b"half":
            bad = made[: len(made) // 2 // 512 * 512]
        case b"damaged":
            bad = made.replace(PHOTO, PHOTO[::-1])
        case _ if bad in ABOUT:
            bad = _tar({"about.json": json.dumps(ABOUT[bad]).encode()})
    file.write_bytes(bad)
    said = say("restore", "desk.tar", fails=True, environ=ELSEWHERE).stderr
    assert "is no whole backup" in said or "newer version" in said
    assert (
        not Path("elsewhere.db").exists()
        or "migrate" in say("people", "list", fails=True, environ=ELSEWHERE).stderr
    )


@on_sqlite
def test_a_folder_is_no_place_for_a_backup(say: Say, store: Database) -> None:
    assert say("backup", ".", fails=True).stderr == "Error: .: Is a directory\n"


def _tar(content: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for name, data in content.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return made.getvalue()


@on_sqlite
def test_a_backup_moves_photos_from_a_folder_to_a_bucket(say: Say, store: Database) -> None:
    number = work(store)
    say("backup", "desk.tar")
    with closing(FakeBucket()) as bucket:
        there = IN_A_BUCKET | bucket.environ
        assert "1 tickets, 1 files" in say("restore", "desk.tar", environ=there).stdout
        assert list(bucket.files.values()) == [PHOTO]
        say("export", "--all", "after", environ=there)
        assert [file.read_bytes() for file in Path(f"after/{number}").iterdir()] == [PHOTO]
        assert "✓ photos: s3://desk/photos, writable" in say("check", fails=True, environ=there).stdout
        refused = say("check", fails=True, environ=there | {"AWS_SECRET_ACCESS_KEY": "unheard-of"}).stdout
    assert "see the AWS_* environment" in refused
    assert "unheard-of" not in refused
