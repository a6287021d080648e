"""Bytes that nobody has any more are deleted, and never those of somebody who sends the same ones again."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bot.clock import forgetting
from store.files import files
from store.files.photos import Missing
from store.tables import File
from tests.harness.phones import Sent, photo
from tests.harness.transcripts import Conversation, on_both_stores

PHOTO = photo()
SHA256 = sha256(PHOTO.content).hexdigest()


def sends(chat: Conversation, sent: Sent = PHOTO) -> None:
    chat.webchat("Marta").says("", sent)


def forget_all(chat: Conversation) -> None:
    """As erasing her does, or the age of her tickets."""
    with chat.desk.store.write() as session:
        files.delete(session, [file.id for file in chat.desk.rows(File)])


@pytest.fixture
def chat(chat: Conversation) -> Conversation:
    chat.on(Marta="webchat")
    sends(chat)
    return chat


def first(act: Callable[[], None], then: Callable[[str], None]) -> Callable[[str], None]:
    """Somebody acts at the last moment before that is done."""

    def done(name: str) -> None:
        act()
        then(name)

    return done


def expect_it_is_there(chat: Conversation) -> None:
    forgetting.forget(chat.desk.desk)
    chat.desk.settle()
    assert [file.state for file in chat.desk.rows(File)] == ["kept"]
    assert chat.desk.photos.read(SHA256) == PHOTO.content


@on_both_stores
@pytest.mark.parametrize("is_settled", [True, False], ids=["fetched", "just sent"])
def test_nothing_of_what_is_forgotten_is_left(chat: Conversation, is_settled: bool) -> None:
    if is_settled:
        chat.desk.settle()
    forget_all(chat)
    forgetting.forget(chat.desk.desk)
    with pytest.raises(Missing):
        chat.desk.photos.read(SHA256)


@on_both_stores
def test_what_is_not_there_is_deleted_once_its_disk_is_back(
    chat: Conversation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """However much stands before it in the list."""
    monkeypatch.setattr(files, "DISCARDED", 1)
    sends(chat, photo())
    forget_all(chat)
    (tmp_path / "photos").rename(tmp_path / "unmounted")
    (tmp_path / "photos").mkdir()
    forgetting.forget(chat.desk.desk)
    (tmp_path / "photos").rmdir()
    (tmp_path / "unmounted").rename(tmp_path / "photos")
    forgetting.forget(chat.desk.desk)
    assert [path for path in (tmp_path / "photos").rglob("*") if path.is_file()] == []


@on_both_stores
def test_who_sends_it_again_before_it_is_deleted_has_it(chat: Conversation) -> None:
    forget_all(chat)
    sends(chat)
    expect_it_is_there(chat)


@on_both_stores
def test_who_sends_it_again_while_it_is_deleted_has_it(
    chat: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_all(chat)
    photos = chat.desk.desk.photos
    monkeypatch.setattr(photos, "delete", first(lambda: sends(chat), photos.delete))
    expect_it_is_there(chat)


@on_both_stores
def test_what_is_deleted_before_it_is_told_of_is_kept_once_more(
    chat: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_all(chat)
    take_in = files.announce

    def too_late(*message: Any, **about: Any) -> File:
        chat.desk.photos.delete(SHA256)
        return take_in(*message, **about)

    with monkeypatch.context() as patched:
        patched.setattr(files, "announce", too_late)
        sends(chat)
    expect_it_is_there(chat)
