"""In a chat one row is out at a time; what is given back is never begun, and may be leased anew."""

from bot.delivery.queues.chat_queues import ChatQueues
from store.tables import OutboxMessage


def row(id_: int) -> OutboxMessage:
    return OutboxMessage(id=id_, chat_id=1, kind="message")


def test_a_row_that_was_on_its_way_when_it_was_given_back_is_refused() -> None:
    queues = ChatQueues()
    assert queues.enter(row(1), 10.0)
    queues.close(row(1))
    queues.reopen(1, [2], 11.0)
    assert queues.enter(row(2), 10.5) is None


def test_one_that_never_came_is_sent_when_it_is_leased_anew() -> None:
    queues = ChatQueues()
    assert queues.enter(row(1), 10.0)
    queues.close(row(1))
    queues.reopen(1, [2], 11.0)
    assert queues.enter(row(2), 12.0)


def test_what_was_given_back_long_ago_is_not_remembered() -> None:
    queues = ChatQueues()
    for at in range(0, 1000, 10):
        queues.close(row(at))
        queues.reopen(1, [at + 1], at)
    assert queues.enter(row(1), -1.0), "its lease was over long before"
