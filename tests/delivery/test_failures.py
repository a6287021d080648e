"""What a failure means for a message, at once or told later: a table, read without a store."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channels.channel import WINDOW, Misconfigured, NotInPlace, TryLater, Undeliverable
from bot.delivery import receipts, result
from bot.delivery.receipts import MOST_TAKEN, ONCE_MORE, Consequence, SendAgain
from bot.delivery.render import Obsolete
from bot.delivery.result import PAUSE, Drop, GiveUp, Outcome, Retry, WaitForWindow
from store.database import StoreAway
from store.tables import OutboxMessage

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
REFUSED = Undeliverable("no", "refused")
FLAKY = Undeliverable("not fetched", "media_refused", once_more=True)
OVER = Undeliverable("24 hours", WINDOW)


def row(
    kind: str = "message", attempts: int = 1, error: str = "", days: int = 0, **content: Any
) -> OutboxMessage:
    created_at = NOW - timedelta(days=days)
    return OutboxMessage(
        id=1, kind=kind, content=content, attempts=attempts, error=error, created_at=created_at
    )


@pytest.mark.parametrize(
    ("failure", "of", "consequence"),
    [
        (OVER, row(), WaitForWindow(told=True)),
        (OVER, row("news"), GiveUp(WINDOW, "Undeliverable: 24 hours")),
        (REFUSED, row(options=[["Sí", "yes"]]), SendAgain(0, "plain")),
        (REFUSED, row(options=[["Sí", "yes"]], plain=True), GiveUp("refused", "Undeliverable: no")),
        (REFUSED, row(), GiveUp("refused", "Undeliverable: no")),
        (FLAKY, row(), SendAgain(ONCE_MORE, "once_more")),
        (FLAKY, row(once_more=True), GiveUp("media_refused", "Undeliverable: not fetched")),
        (
            Undeliverable("stop", "blocked", blocked=True),
            row(),
            GiveUp("blocked", "Undeliverable: stop", True),
        ),
        (Misconfigured("token"), row(), SendAgain(PAUSE)),
        (ZeroDivisionError("odd"), row(), GiveUp("unreachable", "ZeroDivisionError: odd")),
    ],
)
def test_a_failure_that_is_told_later(
    failure: Exception, of: OutboxMessage, consequence: Consequence
) -> None:
    assert receipts.consequence_of(failure, of, taken=1) == consequence


def test_what_the_provider_takes_again_and_again_is_given_up() -> None:
    busy = TryLater("busy", 10)
    again = receipts.consequence_of(busy, row(), MOST_TAKEN - 1)
    assert isinstance(again, SendAgain) and again.wait == pytest.approx(10, abs=0.3)
    assert receipts.consequence_of(busy, row(), MOST_TAKEN) == GiveUp("unreachable", "TryLater: busy")


@pytest.mark.parametrize(
    ("failure", "of", "outcome"),
    [
        (Obsolete("too late"), row(), Drop("Obsolete: too late")),
        (TryLater("busy"), row("toast"), Drop("TryLater: busy")),
        (OVER, row(), WaitForWindow(told=True)),
        (OVER, row("edit"), GiveUp(WINDOW, "Undeliverable: 24 hours")),
        (REFUSED, row(), GiveUp("refused", "Undeliverable: no")),
        (StoreAway("gone"), row(), Retry(1, "StoreAway: gone", 1)),
        (
            Misconfigured("token"),
            row(attempts=9, error="Misconfigured: x"),
            Retry(PAUSE, "Misconfigured: token", 9),
        ),
        (NotInPlace("lost"), row(attempts=66, error="NotInPlace: lost"), GiveUp("gone", "NotInPlace: lost")),
        (TryLater("down"), row(days=4), GiveUp("unreachable", "TryLater: down")),
        (KeyError("a"), row(attempts=5, error="KeyError: 'a'"), GiveUp("our_fault", "KeyError: 'a'")),
    ],
)
def test_a_call_that_fails(failure: Exception, of: OutboxMessage, outcome: Outcome) -> None:
    assert result.of_failure(of, failure, NOW) == outcome


@pytest.mark.parametrize("failure", [NotInPlace("lost"), TryLater("down"), KeyError("a")])
def test_what_may_be_over_soon_is_tried_again(failure: Exception) -> None:
    assert isinstance(result.of_failure(row(), failure, NOW), Retry)


def test_another_kind_of_failure_starts_the_count_anew() -> None:
    assert result.count_tries(KeyError("a"), "TryLater: down", 9) == 1
    assert result.count_tries(TryLater("down"), "TryLater: busy", 9) == 9
