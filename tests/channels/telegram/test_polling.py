"""Telegram without a hook: what is asked for is kept before it is confirmed, whatever goes wrong meanwhile."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from bot.channels.messages import Inbound, Receipt, Unreadable
from bot.channels.telegram import Telegram
from bot.channels.telegram.polling import Polling
from bot.settings.sections import Telegram as Settings
from store.database import StoreAway
from store.files.photos import Photos
from tests.fakes.telegram import TOKEN, FakeTelegram, running

Said = Sequence[Inbound | Receipt | Unreadable]


@pytest.fixture
def fake() -> Iterator[FakeTelegram]:
    with running() as telegram:
        yield telegram


class Desk:
    """Keeps what it is given; the first `refusals` times it cannot."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.refusals: list[Exception] = []
        self._changed = threading.Condition()

    def take(self, said: Said) -> None:
        if self.refusals:
            raise self.refusals.pop(0)
        with self._changed:
            self.kept += [each.text if isinstance(each, Inbound) else type(each).__name__ for each in said]
            self._changed.notify_all()

    def keeps(self, *texts: str) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.kept) >= len(texts), 5), self.kept
        assert self.kept == list(texts)


Begin = Callable[[], Polling]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def begin(fake: FakeTelegram, desk: Desk) -> Iterator[Begin]:
    settings = Settings.model_validate({"token": TOKEN, "receive": "polling", "api_url": fake.url})
    telegram = Telegram(settings, Photos("memory:"))
    begun: list[Polling] = []

    def start() -> Polling:
        begun.append(Polling(telegram, desk.take, first_wait=0.02, slow=0.05))
        begun[-1].start()
        return begun[-1]

    yield start
    for each in begun:
        each.stop()
    telegram.close()


def update(number: int, text: str) -> dict[str, Any]:
    marta = {"id": 5001, "is_bot": False, "first_name": "Marta"}
    chat = {"id": 5001, "type": "private", "first_name": "Marta"}
    said = {"message_id": number, "from": marta, "chat": chat, "date": 1795000000, "text": text}
    return {"update_id": number, "message": said}


def test_updates_come_in_order_and_once(fake: FakeTelegram, desk: Desk, begin: Begin) -> None:
    fake.queue(update(7, "uno"), update(8, "dos"))
    begin()
    desk.keeps("uno", "dos")
    fake.queue(update(9, "tres"))
    desk.keeps("uno", "dos", "tres")
    assert fake.called("getUpdates")[0].params["allowed_updates"] == [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    ]


def test_nothing_is_confirmed_that_was_not_kept(fake: FakeTelegram, desk: Desk, begin: Begin) -> None:
    desk.refusals = [StoreAway("gone"), StoreAway("gone"), RuntimeError("a fault of ours")]
    fake.queue(update(7, "uno"), update(8, "dos"))
    begin()
    desk.keeps("uno", "dos")
    fake.wait_until(lambda: fake.called("getUpdates")[-1].params.get("offset") == 9)
    assert [call.params.get("offset") for call in fake.called("getUpdates")] == [None, 9]


def test_an_update_without_meaning_does_not_stop_the_next(
    fake: FakeTelegram, desk: Desk, begin: Begin
) -> None:
    broken = update(7, "x")
    del broken["message"]["date"]
    fake.queue(broken, update(8, "dos"))
    begin()
    desk.keeps("Unreadable", "dos")


@pytest.mark.parametrize("kind", [500, 502, "drop", "junk", 429])
def test_a_failing_telegram_is_asked_again(
    fake: FakeTelegram, desk: Desk, begin: Begin, kind: int | str
) -> None:
    fake.fault(kind, "getUpdates", times=2, retry_after=0.05 if kind == 429 else None)
    fake.queue(update(7, "uno"))
    begin()
    desk.keeps("uno")


def test_a_webhook_in_the_way_is_nobody_s_to_remove_but_a_person_s(
    fake: FakeTelegram, desk: Desk, begin: Begin, caplog: pytest.LogCaptureFixture
) -> None:
    """It may be the desk in production, and this one somebody's trial."""
    fake.webhook = {"url": "https://example.com/hooks/telegram"}
    fake.queue(update(7, "uno"))
    begun = begin()
    fake.wait_until(lambda: begun.trouble)
    assert "ticketero hook" in caplog.text
    assert fake.called("deleteWebhook") == []
    fake.webhook = {"url": ""}
    desk.keeps("uno")
    fake.wait_until(lambda: not begun.trouble)


def test_a_second_poller_is_told_clearly(
    fake: FakeTelegram, desk: Desk, begin: Begin, caplog: pytest.LogCaptureFixture
) -> None:
    fake.fault(409, "getUpdates", times=2)
    fake.queue(update(7, "uno"))
    with caplog.at_level(logging.WARNING):
        begin()
        desk.keeps("uno")
    assert "another program asks for this bot's updates" in caplog.text


def test_a_revoked_token_is_told_without_being_shown(
    fake: FakeTelegram, desk: Desk, begin: Begin, caplog: pytest.LogCaptureFixture
) -> None:
    fake.fault(401, "getUpdates", times=2)
    fake.queue(update(7, "uno"))
    with caplog.at_level(logging.DEBUG):
        begin()
        desk.keeps("uno")
    assert "does not know the token" in caplog.text
    assert TOKEN not in caplog.text


def test_stopping_does_not_wait_for_the_question_that_is_out(fake: FakeTelegram, begin: Begin) -> None:
    begun = begin()
    fake.wait_until(lambda: fake.called("getUpdates"))
    begun.stop(timeout=1.0)
    assert not begun.alive


def test_stopping_does_not_wait_for_a_store_that_is_away(
    fake: FakeTelegram, desk: Desk, begin: Begin
) -> None:
    desk.refusals = [StoreAway("gone")] * 1000
    fake.queue(update(7, "uno"))
    begun = begin()
    fake.wait_until(lambda: len(desk.refusals) < 1000)
    begun.stop(timeout=1.0)
    assert not begun.alive
    assert fake.updates, "it was not confirmed, so it comes again"
