"""What hinders us: of all the processes that see it, one tells it, and one that it is over."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store.tables import Alarm
from store.transactions import upsert


@dataclass(frozen=True)
class Change:
    """What is to be told now: alarms that began, and alarms that are over."""

    begun: tuple[Alarm, ...] = ()
    over: tuple[Alarm, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.begun or self.over)


def standing(session: Session) -> list[Alarm]:
    """All that stand now, the oldest first."""
    return list(session.scalars(select(Alarm).order_by(Alarm.since, Alarm.cause)))


def differs(
    session: Session, seen: Mapping[str, str], own: Mapping[str, str], process: str, living: Collection[str]
) -> bool:
    """Whether `settle` would change anything."""
    known = standing(session)
    return bool({*seen, *own} - {alarm.cause for alarm in known} or _over(known, seen, own, process, living))


def settle(
    session: Session,
    seen: Mapping[str, str],
    own: Mapping[str, str],
    process: str,
    living: Collection[str],
    now: datetime,
) -> Change:
    """Notes what is seen, by cause and with its detail: in the store (`seen`), and by this process itself (`own`).

    Returns what this transaction is the first to note. What another process sees by itself stands as long as that one
    lives.
    """
    rows = [dict(cause=cause, detail=detail, since=now, process_id=None) for cause, detail in seen.items()]
    rows += [dict(cause=cause, detail=detail, since=now, process_id=process) for cause, detail in own.items()]
    new = {upsert.insert_new(session, Alarm, row) for row in rows}
    known = standing(session)
    over = _over(known, seen, own, process, living)
    gone = set(
        session.scalars(
            delete(Alarm)
            .where(Alarm.cause.in_([alarm.cause for alarm in over]))
            .returning(Alarm.cause)
            .execution_options(synchronize_session=False)
        )
    )
    return Change(
        tuple(alarm for alarm in known if alarm.id in new),
        tuple(alarm for alarm in over if alarm.cause in gone),
    )


def _over(
    known: Collection[Alarm],
    seen: Mapping[str, str],
    own: Mapping[str, str],
    process: str,
    living: Collection[str],
) -> list[Alarm]:
    """Those that nobody sees any more, as far as this process can tell: another's may stand as long as that lives."""
    judged_here = (None, process)
    return [
        alarm
        for alarm in known
        if alarm.cause not in seen
        and alarm.cause not in own
        and (alarm.process_id in judged_here or alarm.process_id not in living)
    ]
