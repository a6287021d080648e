"""What time it is at the database's server, to be compared with our own clock."""

from datetime import datetime

from sqlalchemy import func, select, type_coerce
from sqlalchemy.orm import Session

from store.database import UtcDateTime


def now(session: Session) -> datetime:
    """To the second on SQLite, whose server is this machine."""
    return session.scalars(select(type_coerce(func.current_timestamp(), UtcDateTime()))).one()
