"""What hinders the desk is told once, by one of all processes, and again when it is over."""

import logging
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channels.channel import Forged, Misconfigured, TryLater
from bot.channels.webchat import WebChat
from bot.delivery.sender import Delivery
from bot.desk import Desk
from bot.runtime import troubles
from bot.runtime.watch import Watch
from store.database import Database
from store.files.photos import FilesAway, Photos
from store.health import alarms, processes
from store.messages import outbox
from store.people import by_name, chats, people
from store.tables import Chat, OutboxMessage
from tests.harness.apps import create_app
from tests.harness.desks import Provider, chat_at, desk_on

MINUTE = timedelta(minutes=1)


class House:
    """A desk with a lead on Telegram, and processes that watch it; `now` is its time."""

    def __init__(self, store: Database, folder: Path):
        self.store, self.now = store, datetime(2026, 11, 23, 12, tzinfo=UTC)
        self.provider = Provider()
        webchat = WebChat(Photos(folder / "photos"), "")
        self.desk: Desk = desk_on(store, folder, self.provider, webchat, now=lambda: self.now)
        self.here, self.there = self.process(works=True), self.process(works=True)
        self.link("telegram", "3001", "Julia")

    def process(self, *, works: bool) -> Watch:
        """Each on a desk of its own, as processes are."""
        return Watch(self.desk, works=works)

    def link(self, channel: str, address: str, name: str, role: str = "lead") -> None:
        with self.store.write() as session:
            known = by_name.find(session, name)
            person = known[0] if known else people.add(session, name, role, now=self.now)
            chats.link(session, chats.lock_or_create(session, channel, address, self.now), person, self.now)

    def look(self) -> None:
        for watch in (self.here, self.there):
            watch.compare(self.now)

    def later(self, much: timedelta) -> None:
        self.now += much

    def standing(self) -> list[str]:
        with self.store.read() as session:
            return [alarm.cause for alarm in alarms.standing(session)]

    def told(self) -> list[tuple[str, str]]:
        """What we said by itself, by channel."""
        said = select(Chat.channel, OutboxMessage.content).join(Chat).order_by(OutboxMessage.id)
        with self.store.read() as session:
            rows = session.execute(said.where(OutboxMessage.cause_id.is_(None))).all()
        texts = [(channel, content["text"]) for channel, content in rows]
        return [(channel, text) for channel, text in texts if text[0] in "⚠✅"]

    def put(self, chat: int) -> None:
        with self.store.write() as session:
            outbox.put(session, chat, "message", {"text": "hola"}, self.now)


@pytest.fixture
def house(store: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> House:
    caplog.set_level(logging.INFO, "bot.runtime.watch")
    return House(store, tmp_path)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.name == "bot.runtime.watch"]


def test_a_revoked_token_is_told_where_the_lead_can_still_be_told(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.link("webchat", "a-session", "Julia")
    marta = chat_at(house.store, "1001")
    house.put(marta)
    delivery = Delivery(house.desk)
    house.provider.answers["1001"] = [Misconfigured("Telegram does not know the token")]
    delivery.deliver()
    assert delivery.drain(10)
    house.look()
    house.look()
    assert house.standing() == ["token telegram"]
    [(channel, text)] = house.told()
    assert channel == "webchat", "where it can be read"
    assert "Telegram no acepta nuestra clave" in text
    assert len(lines(caplog)) == 1
    assert "Telegram does not know the token" in lines(caplog)[0]
    house.later(MINUTE)
    delivery.deliver()
    assert delivery.drain(10)
    house.look()
    assert house.standing() == []
    assert "Telegram nos acepta otra vez" in house.told()[-1][1]
    assert lines(caplog)[1].startswith("over: ")


def test_sends_that_fail_for_five_minutes_are_told(house: House) -> None:
    house.put(chat_at(house.store, "1001"))
    house.provider.answers["1001"] = [TryLater("502", 0.0)] * 2
    delivery = Delivery(house.desk)
    delivery.deliver()
    assert delivery.drain(10)
    house.later(4 * MINUTE)
    house.look()
    assert house.standing() == []
    delivery.deliver()
    assert delivery.drain(10)
    house.later(MINUTE)
    house.look()
    assert house.standing() == ["sends telegram"]
    delivery.deliver()
    assert delivery.drain(10)
    house.look()
    assert house.standing() == []


def test_what_stands_behind_a_failing_message_is_not_left_lying(house: House) -> None:
    marta = chat_at(house.store, "1001")
    house.put(marta)
    house.put(marta)
    house.provider.answers["1001"] = [TryLater("502", 3600.0)]
    delivery = Delivery(house.desk)
    delivery.deliver()
    assert delivery.drain(10)
    house.later(10 * MINUTE)
    house.look()
    assert house.standing() == ["sends telegram"]


def test_what_waits_for_a_channel_that_is_off_alarms_nobody(house: House) -> None:
    house.put(chat_at(house.store, "whatsapp:+1", "whatsapp"))
    house.later(10 * MINUTE)
    house.look()
    assert house.standing() == []


def test_a_refused_token_is_one_alarm_however_many_wait(house: House) -> None:
    for address in ("1001", "1002"):
        house.put(chat_at(house.store, address))
    house.provider.answers["1001"] = [Misconfigured("Telegram does not know the token")]
    delivery = Delivery(house.desk, at_once=1)
    delivery.deliver()
    assert delivery.drain(10)
    house.look()
    house.later(10 * MINUTE)
    house.look()
    assert "queue" not in house.standing()


def test_one_person_who_cannot_be_told_is_no_outage(house: House) -> None:
    house.put(chat_at(house.store, "1001"))
    house.provider.answers["1001"] = [TryLater("502", 600.0)]
    delivery = Delivery(house.desk)
    delivery.deliver()
    assert delivery.drain(10)
    house.later(6 * MINUTE)
    house.put(chat_at(house.store, "1002"))
    delivery.deliver()
    assert delivery.drain(10)
    house.look()
    assert house.standing() == []


def test_that_nobody_sends_is_told_past_the_outbox(house: House, caplog: pytest.LogCaptureFixture) -> None:
    receivers = [house.process(works=False) for _ in range(2)]
    for receiver in receivers:
        receiver.compare(house.now)
    assert house.standing() == [], "a worker may just be starting anew"
    house.later(2 * MINUTE)
    for receiver in receivers:
        receiver.compare(house.now)
    assert house.standing() == ["queue"]
    [text] = house.provider.texts("3001")
    assert "Nadie está despachando los mensajes" in text
    assert len(lines(caplog)) == 1
    with house.store.write() as session:
        processes.beat(session, "w", True, "here", house.now)
    for receiver in receivers:
        receiver.compare(house.now)
    assert house.standing() == []
    assert "Los mensajes se despachan otra vez" in house.told()[-1][1]


def test_nobody_is_told_that_nobody_sends_where_nothing_is_to_go_out(house: House) -> None:
    paused = Watch(house.desk, works=False, paused=True)
    house.put(chat_at(house.store, "1001"))
    for _ in range(2):
        paused.look()
        house.later(6 * MINUTE)
    paused.look()
    assert house.standing() == []
    assert house.provider.texts("3001") == []


def test_a_worker_that_lives_and_sends_nothing_is_told(house: House) -> None:
    house.put(chat_at(house.store, "1001"))
    house.later(6 * MINUTE)
    house.look()
    assert house.standing() == ["queue"]


def test_photos_that_cannot_be_kept_are_told_until_the_one_who_sees_it_is_well(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.runtime.watch.PHOTOS_EVERY", {False: 0.0, True: 0.0})

    def away(_: Photos) -> None:
        raise FilesAway("the photo store: not writable")

    with monkeypatch.context() as broken:
        broken.setattr(Photos, "try_out", away)
        house.here.compare(house.now)
    beat_of(house, house.here)
    house.there.compare(house.now)
    assert house.standing() == ["photos"], "the other's disk is another one"
    assert "No puedo guardar fotos" in house.told()[0][1]
    house.here.compare(house.now)
    assert house.standing() == []
    assert "Ya puedo guardar fotos" in house.told()[1][1]


def beat_of(house: House, watch: Watch) -> None:
    with house.store.write() as session:
        processes.beat(session, watch.process, True, "here", house.now)


def test_what_a_dead_process_saw_is_over(house: House) -> None:
    with house.store.write() as session:
        alarms.settle(session, {}, {"photos": "full"}, "dead", {"dead"}, house.now)
    house.here.compare(house.now)
    assert house.standing() == []


def test_a_full_disk_counts_before_the_last_byte(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Photos, "free", lambda _: 1 << 20)
    house.look()
    assert house.standing() == ["photos"]


def test_forged_calls_leave_one_line_and_nobody_is_bothered(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(request: object) -> list[object]:
        raise Forged("the secret is missing or wrong")

    monkeypatch.setattr(house.provider, "accept", refuse)
    client = create_app(house.desk).test_client()
    for _ in range(5):
        assert client.post("/hooks/telegram", data=b"{}").status_code == 403
    house.look()
    assert house.standing() == ["forged telegram"]
    assert house.told() == []
    assert lines(caplog) == [
        "telegram: calls to its hook are refused as forged (the secret is missing or wrong)"
    ]
    assert 'ticketero_alarm_seconds{cause="forged telegram"}' in client.get("/metrics").text
    house.later(11 * MINUTE)
    house.look()
    assert house.standing() == []


def test_a_store_that_is_away_is_told_once_a_process(house: House, caplog: pytest.LogCaptureFixture) -> None:
    met = troubles.of(house.desk)
    for _ in range(3):
        met.store_is_away("its disk is full")
    met.store_is_back()
    met.store_is_back()
    told = [record.message for record in caplog.records if record.name == "bot.runtime.troubles"]
    assert [line.partition(":")[0] for line in told] == [
        "the store cannot be used, and everything waits for it", "the store is back; it was away since 12",
    ]  # fmt: skip


def test_a_folder_that_cannot_be_written_is_told_apart_from_the_store(tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("x")
    with pytest.raises(FilesAway):
        Photos(blocked).try_out()
    with ThreadPoolExecutor(4) as processes_:
        for done in [processes_.submit(Photos(tmp_path / "good").try_out) for _ in range(40)]:
            done.result()
    assert list((tmp_path / "good").iterdir()) == []


class Part:
    """What works in one process of the desk only."""

    name, trouble, on_duty = "telegram", "", True


def test_of_several_processes_one_does_what_only_one_may(house: House) -> None:
    here, there = Part(), Part()
    first, second = (Watch(house.desk, works=True, beside=[part]) for part in (here, there))
    assert not here.on_duty, "before it is known whose turn it is"
    first.look()
    house.later(timedelta(seconds=1))
    second.look()
    assert (here.on_duty, there.on_duty) == (True, False)
    house.later(2 * processes.ALIVE)
    second.look()
    assert there.on_duty, "the first one is dead"


def test_who_was_killed_on_this_machine_leaves_its_place_at_once(house: House) -> None:
    killed, part = subprocess.Popen(["true"]), Part()
    killed.wait()
    with house.store.write() as session:
        processes.beat(session, f"{killed.pid}.x", True, socket.gethostname(), house.now)
        processes.beat(session, f"{killed.pid}.y", True, "another machine", house.now - MINUTE)
    Watch(house.desk, works=True, beside=[part]).look()
    assert part.on_duty
    with house.store.read() as session:
        assert f"{killed.pid}.x" not in processes.of_host(session, socket.gethostname())
        assert processes.of_host(session, "another machine") == {f"{killed.pid}.y"}


def test_another_program_that_polls_is_told(house: House) -> None:
    part = Part()
    watch = Watch(house.desk, works=True, beside=[part])
    watch.look()
    part.trouble = "another program asks for this bot's updates: only one may. Stop it"
    watch.look()
    assert house.standing() == ["polling telegram"]
    assert house.told() == []
    part.trouble = ""
    watch.look()
    assert house.standing() == []
