"""The files that people send are brought into the store, and what waits for them is let go: with them, or without."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from bot.channels.channel import Misconfigured, TryLater, Undeliverable
from bot.delivery.sender import Delivery
from bot.media.downloads import Downloads
from store.database import Database, StoreAway
from store.files import files
from store.files.photos import BYTES_LIMIT
from store.messages import outbox
from store.tables import File, InboxMessage, OutboxMessage
from tests.harness.desks import Content, Provider, chat_at, desk_on


def jpeg() -> bytes:
    made = BytesIO()
    Image.new("RGB", (30, 20), "red").save(made, "JPEG")
    return made.getvalue()


HEARD: dict[str, Any] = {"channel": "telegram", "payload": {}, "state": "heard"}


class Post:
    """A store, a provider that has files, a clock that only the test moves, and those who fetch and deliver."""

    def __init__(self, store: Database, folder: Path):
        self.store = store
        self.provider = Provider()
        self.time = datetime(2026, 11, 23, 12, tzinfo=UTC)
        self.desk = desk_on(store, folder, self.provider, now=lambda: self.time)
        self.chat, self.sender = chat_at(store, "ana"), chat_at(store, "beto")
        self.downloads = Downloads(self.desk)
        self.delivery = Delivery(self.desk)

    def announce(self, ref: str, content: Content, **about: Any) -> int:
        self.provider.files[ref] = content
        facts: dict[str, Any] = {"kind": "photo", "name": f"{ref}.jpg", "content_type": "image/jpeg", **about}
        with self.store.write() as session:
            said = InboxMessage(chat_id=self.sender, key=ref, received_at=self.time, **HEARD)
            session.add(said)
            session.flush()
            return files.announce(session, "telegram", ref, self.time, inbox_id=said.id, **facts).id

    def is_told(self, reason: str) -> bool:
        """Whether the sender heard, once, that a file is lost, and this reason."""
        told = self.provider.texts("beto")
        return len(told) == 1 and self.desk.texts.voice("es_AR")(f"undelivered.{reason}") in told[0]

    def relay(self, *file_ids: int, text: str = "") -> None:
        with self.store.write() as session:
            outbox.put(session, self.chat, "message", {"text": text, "files": list(file_ids)}, self.time)

    def after(self, seconds: float) -> None:
        """Time passes; then everybody does a round."""
        self.time += timedelta(seconds=seconds)
        self.downloads.fetch()
        assert self.downloads.drain(10)
        self.delivery.deliver()
        assert self.delivery.drain(10)

    def file(self, file_id: int) -> File:
        with self.store.read() as session:
            return session.get_one(File, file_id)

    def states(self) -> list[str]:
        with self.store.read() as session:
            return list(session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)))


@pytest.fixture
def post(store: Database, tmp_path: Path) -> Post:
    return Post(store, tmp_path)


def test_a_file_is_kept_to_the_letter_and_known_by_its_bytes(post: Post) -> None:
    photo = post.announce("a", jpeg(), content_type="application/octet-stream")
    post.after(0)
    file = post.file(photo)
    assert (file.state, file.size, file.is_image, file.content_type) == (
        "kept",
        len(jpeg()),
        True,
        "image/jpeg",
    )
    assert post.desk.photos.read(str(file.sha256)) == jpeg()


def test_what_somebody_deletes_meanwhile_since_it_was_nobodys_is_kept_once_more(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo, keep = post.announce("a", jpeg()), files.mark_stored

    def too_late(*about: Any, sha256: str, **facts: Any) -> None:
        post.desk.photos.delete(sha256)
        keep(*about, sha256=sha256, **facts)

    monkeypatch.setattr(files, "mark_stored", too_late)
    post.after(0)
    assert post.desk.photos.read(str(post.file(photo).sha256)) == jpeg()


def test_what_only_claims_to_be_an_image_is_none(post: Post) -> None:
    page = post.announce("a", b"<html><script>alert(1)</script>")
    post.after(0)
    file = post.file(page)
    assert (file.state, file.is_image, file.content_type) == ("kept", False, "application/octet-stream")


def test_what_waits_for_files_goes_when_the_last_is_there_and_holds_nobody_up(post: Post) -> None:
    first, second = post.announce("a", jpeg()), post.announce("b", TryLater("busy", 5))
    post.relay(first, second, text="two photos")
    post.relay(text="a word")
    post.after(0)
    assert post.provider.texts() == ["a word"]
    post.provider.files["b"] = jpeg()
    post.after(6)
    assert post.provider.texts() == ["a word", "two photos"]
    assert [file.id for file in post.provider.calls[-1].files] == [first, second]


def test_files_that_are_there_already_are_waited_for_no_more(post: Post) -> None:
    photo = post.announce("a", jpeg())
    post.after(0)
    post.relay(photo)
    assert post.states() == ["waiting"]


def test_a_file_that_cannot_be_had_is_named_in_its_place(post: Post) -> None:
    good, gone = post.announce("a", jpeg()), post.announce("b", Undeliverable("gone", "gone"))
    post.relay(good, gone, text="look")
    post.after(0)
    [call] = [call for call in post.provider.calls if call.address == "ana"]
    assert [file.id for file in call.files] == [good]
    assert call.text.startswith("look\n")
    assert "b.jpg" in call.text
    assert post.is_told("gone")
    assert (post.file(gone).state, post.file(gone).error) == ("lost", "gone")


@pytest.mark.parametrize("announced", [True, False])
def test_too_big_is_lost_and_its_sender_told_once(post: Post, announced: bool) -> None:
    big = post.announce(
        "a", b"" if announced else bytes(BYTES_LIMIT + 1), size=BYTES_LIMIT + 1 if announced else None
    )
    post.after(0)
    post.after(100)
    assert post.file(big).state == "lost"
    assert post.is_told("too_big")


@pytest.mark.parametrize("trouble", [Misconfigured("token revoked"), StoreAway("the photo store: full")])
def test_our_own_troubles_lose_no_file(post: Post, trouble: Exception) -> None:
    post.downloads = Downloads(post.desk, most_tries=3)
    photo = post.announce("a", trouble)
    for _ in range(7):
        post.after(61)
    assert post.file(photo).state == "wanted"
    post.provider.files["a"] = jpeg()
    post.after(100)
    assert post.file(photo).state == "kept"


def test_a_store_that_goes_away_meanwhile_is_no_fault_of_a_download(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(task: object) -> None:
        raise StoreAway("it is restarting")

    photo = post.announce("a", jpeg())
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(post.store, "change", away)
        post.after(0)
    assert "broke" not in caplog.text
    post.after(files.LEASE.total_seconds())
    assert post.file(photo).state == "kept"


def test_our_own_bug_ends_after_five_tries(post: Post) -> None:
    post.announce("a", ZeroDivisionError("a bug"))
    for _ in range(6):
        post.after(61)
    assert post.is_told("our_fault")


def test_a_dead_workers_file_is_fetched_by_another(post: Post) -> None:
    photo = post.announce("a", jpeg())
    assert len(claimed(post)) == 1
    post.after(1)
    assert post.file(photo).state == "wanted"
    post.after(files.LEASE.total_seconds())
    assert post.file(photo).state == "kept"


def test_a_strangers_file_is_fetched_only_once_it_is_approved(post: Post) -> None:
    with post.store.write() as session:
        said = InboxMessage(channel="telegram", key="1", payload={}, received_at=post.time)
        session.add(said)
        session.flush()
        photo = files.announce(
            session, "telegram", "a", post.time, approved=False, inbox_id=said.id,
            kind="photo", name="a", content_type="image/jpeg",
        ).id  # fmt: skip
    post.provider.files["a"] = jpeg()
    post.after(100)
    assert post.file(photo).state == "unapproved"
    with post.store.write() as session:
        files.approve_of_messages(session, [said.id], post.time)
    post.after(0)
    assert post.file(photo).state == "kept"


def test_what_is_put_while_the_file_arrives_is_not_forgotten(pg_store: Database, tmp_path: Path) -> None:
    """Whoever comes second sees what the first did, whichever way round."""
    post = Post(pg_store, tmp_path)
    let_go = threading.Event()
    photo = post.announce("a", lambda: jpeg() if let_go.wait(10) else b"")
    post.downloads.fetch()
    with post.store.write() as session:
        outbox.put(session, post.chat, "message", {"files": [photo]}, post.time)
        let_go.set()
        # It waits for this transaction, which has read that the file is not there.
        assert not post.downloads.drain(0.2)
    assert post.downloads.drain(10)
    assert post.states() == ["waiting"]


def claimed(post: Post) -> Sequence[File]:
    with post.store.write() as session:
        return files.claim(session, "telegram", post.time, 10)


def test_two_photos_that_come_at_once_let_their_message_go(pg_store: Database) -> None:
    """Neither sees the other before it commits."""
    now = datetime.now(UTC)
    about: dict[str, Any] = {"kind": "photo", "name": "a.jpg", "content_type": "image/jpeg"}
    chat = chat_at(pg_store, "ana")
    with pg_store.write() as session:
        ids = [files.announce(session, "telegram", ref, now, **about).id for ref in ("a", "b")]
        outbox.put(session, chat, "message", {"text": "", "files": ids}, now)
    with ThreadPoolExecutor() as pool, pg_store.write() as first:
        files.mark_stored(first, ids[0], now)
        second = pool.submit(_keep, pg_store, ids[1], now)
        wait([second], 0.3)
        first.commit()
        second.result(10)
    with pg_store.read() as session:
        assert session.scalars(select(OutboxMessage.state)).all() == ["waiting"]


def _keep(store: Database, file_id: int, now: datetime) -> None:
    with store.write() as session:
        files.mark_stored(session, file_id, now)
