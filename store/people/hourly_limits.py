"""How many strangers one address brings within an hour: a desk that is open to all is not open to a flood of people."""

from datetime import datetime

from sqlalchemy.orm import Session

from store import upsert
from store.tables import Guess

MOST_OF_ONE_ADDRESS = 100


def one_more(session: Session, address: str, now: datetime) -> bool:
    """Counts a stranger who comes from this address; False where they are too many."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    insert = upsert.statement(session, Guess).values(sender=f"stranger:{address}", hour=hour, count=1)
    counted = insert.on_conflict_do_update(
        index_elements=["sender", "hour"], set_={"count": Guess.count + 1}
    ).returning(Guess.count)
    return bool(session.scalar(counted) <= MOST_OF_ONE_ADDRESS)
