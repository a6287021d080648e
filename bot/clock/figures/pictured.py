"""Which picture is to be drawn: it stands in the reference of a file, which is made when it is due.

So no turn waits for a picture, and one that breaks is tried again, like a file that is fetched.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.channels.messages import Reply
from bot.clock.figures.summary import Kind, Period
from bot.desk import Desk
from bot.language.texts import Voice
from store.files import files

BOARD = "board"
CAPTION = 1000  # characters that every channel shows beneath a picture


def board(desk: Desk, session: Session, now: datetime) -> int:
    """The id of a file that will be the board."""
    return _announce(desk, session, BOARD, "picture.file_board", now)


def digest(desk: Desk, session: Session, period: Period, now: datetime) -> int:
    """The id of a file that will be the digest of this period."""
    ref = f"{period.kind} {period.start.isoformat()} {period.end.isoformat()}"
    return _announce(desk, session, ref, "picture.file_digest", now)


def period(ref: str) -> Period | None:
    """The period of a digest's reference; None for another's."""
    kind, _, times = ref.partition(" ")
    if kind not in set(Kind):
        return None
    start, end = map(datetime.fromisoformat, times.split(" "))
    return Period(Kind(kind), start, end)


def replies(text: str, file: int) -> list[Reply]:
    """The picture with what it says beneath it; where that is too long it follows."""
    if len(text) <= CAPTION:
        return [Reply("plain", {"text": text}, files=(file,), several=True, courtesy=True)]
    head = text.partition("\n")[0]
    picture = Reply("plain", {"text": head}, files=(file,), several=True, courtesy=True)
    return [picture, Reply("plain", {"text": text}, several=True, courtesy=True)]


def voice(desk: Desk) -> Voice:
    """The desk's own: one picture serves all."""
    return desk.texts.voice(desk.settings.desk.language)


def _announce(desk: Desk, session: Session, ref: str, name: str, now: datetime) -> int:
    file = files.announce(
        session, files.OURS, ref, now, kind="photo", name=voice(desk)(name), content_type="image/png"
    )
    return file.id
