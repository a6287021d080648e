"""What a round puts is leased as it is put, wherever that keeps the order of its chat; nobody else sends it."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.delivery.sender import Delivery
from store.database import Database
from store.messages import leases, leasing, outbox, sent_lookup
from store.people import chats
from store.tables import Chat, OutboxMessage
from tests.delivery.post import Post
from tests.harness.desks import Hanging
from tests.harness.waiting import until


def put_leased(post: Post, session: Session, worker: str, text: str) -> list[OutboxMessage]:
    """As a round of that worker's process puts it; what of it was leased, once it is committed."""
    chat = chats.lock(session, post.chat)
    assert chat is not None
    born = leasing.Leasing(worker, post.time, ["telegram"])
    born.begin(session, [chat])
    outbox.put(session, chat.id, "message", {"text": text}, post.time)
    return born.messages()


def test_what_is_born_leased_is_claimed_by_nobody_else(post: Post) -> None:
    with post.store.write() as session:
        assert [row.content for row in put_leased(post, session, "first", "1")] == [{"text": "1"}]
    post.deliver()
    assert post.provider.texts() == []


def test_a_dead_processes_rows_go_out_once_their_lease_is_over(post: Post) -> None:
    with post.store.write() as session:
        put_leased(post, session, "dead", "1")
    with post.store.write() as session:
        put_leased(post, session, "dead", "2")
    post.after(leases.LEASE.total_seconds() - 1)
    assert post.provider.texts() == []
    post.after(2)
    assert post.provider.texts() == ["1", "2"]


@pytest.mark.parametrize("first_by", ["nobody", "another", "ours"])
def test_nothing_is_born_leased_behind_what_is_not_in_our_hand(post: Post, first_by: str) -> None:
    post.put("1")
    if first_by != "nobody":  # what "ours" leased before an outage it may not send any more
        with post.store.write() as session:
            assert leases.claim(session, first_by, ["telegram"], post.time, 10)
    with post.store.write() as session:
        assert put_leased(post, session, "ours", "2") == []
    assert post.states()[1] == "waiting"


def test_what_is_put_behind_two_in_hand_is_looked_for_when_the_second_is_done(post: Post) -> None:
    """Though the worker looked around meanwhile, when it settled the first."""
    hanging = Hanging()
    post.provider.answers["marta"] = [hanging]
    hurried: list[bool] = []
    ours = Delivery(post.desk, on_done=hurried.append)
    with post.store.write() as session:
        rows = [row for text in ("1", "2") for row in put_leased(post, session, ours.worker, text)]
    ours.send(rows, time.monotonic())
    hanging.wait_for_a_call()
    post.put("3")
    assert not ours.ring_for([post.chat])
    hanging.end()
    until(lambda: ours.has_to_settle)
    ours.deliver()
    until(lambda: ours.has_to_settle)
    post.round_of_arrivals(ours)
    assert hurried[-1]
    post.deliver(ours)
    assert post.provider.texts() == ["1", "2", "3"]


def test_what_is_left_behind_another_workers_is_looked_for_when_that_is_done(post: Post) -> None:
    hanging = Hanging()
    post.provider.answers["marta"] = [hanging]
    post.put("1")
    post.worker.deliver()
    hanging.wait_for_a_call()
    other = Delivery(post.desk)
    with post.store.write() as session:
        assert put_leased(post, session, other.worker, "2") == []
    due = post.deliver(other)
    assert due is not None and due <= post.time + leases.LEASE  # if the one before it is dead by then
    hanging.end()
    assert post.worker.drain(10)
    post.deliver()
    assert post.provider.texts() == ["1", "2"]


def test_what_was_long_in_being_committed_is_left_to_whoever_leases_it_next(post: Post) -> None:
    with post.store.write() as session:
        rows = put_leased(post, session, post.worker.worker, "1")
    post.worker.send(rows, time.monotonic() - leases.LEASE.total_seconds() + 1)
    assert post.worker.drain(10)
    assert post.provider.texts() == []
    post.after(leases.LEASE.total_seconds() + 1)
    assert post.provider.texts() == ["1"]


def test_a_row_that_commits_after_a_later_one_is_out_waits_for_it(pg_store: Database, tmp_path: Path) -> None:
    """The order of ids is not the order of commits: any row of a chat that is out holds back all others."""
    post = Post(pg_store, tmp_path)
    with post.store.write() as late:
        first = outbox.put(late, post.chat, "message", {"text": "1"}, post.time)
        late.execute(select(OutboxMessage.id))  # it is written, and nobody else sees it
        second = post.put("2")
        with post.store.write() as session:
            [out] = leases.claim(session, "other", ["telegram"], post.time, 10)
    assert first < second == out.id
    with post.store.write() as session:
        assert leases.claim(session, "ours", ["telegram"], post.time, 10) == []
        leases.mark_sent(session, "other", [leases.Accepted(out, ["m2"])], post.time)
    with post.store.write() as session:
        assert [row.id for row in leases.claim(session, "ours", ["telegram"], post.time, 10)] == [first]


@pytest.mark.parametrize("wrong", [timedelta(hours=1), timedelta(hours=-1)])
def test_machines_whose_clocks_differ_agree_whose_lease_is_over(
    pg_store: Database, tmp_path: Path, wrong: timedelta
) -> None:
    post = Post(pg_store, tmp_path)
    post.time = datetime.now(UTC)
    post.put("1")
    with pg_store.write() as session:
        [row] = leases.claim(session, "ours", ["telegram"], post.time, 10)
    url = pg_store.url.render_as_string(hide_password=False)
    elsewhere = Database(url, wall=lambda: datetime.now(UTC) + wrong)
    elsewhere.keep_time()
    with elsewhere.write() as session:
        assert leases.claim(session, "theirs", ["telegram"], elsewhere.now(), 10) == []
        assert leases.is_leased(session, row, "ours")
    elsewhere.close()


def test_a_transaction_reads_what_it_has_just_put(post: Post) -> None:
    with post.store.write() as session:
        ids = [outbox.put(session, post.chat, "message", {"text": each}, post.time) for each in "123"]
        found = sent_lookup.recently(session, post.chat, post.time - timedelta(minutes=1))
        assert sorted(row.id for row in found) == ids
        assert session.get_one(Chat, post.chat).person_id == post.marta
