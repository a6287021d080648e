"""Who writes faster than a person can: told once, and then read in bursts until they slow down. All of it is kept.

Each message that asks for an answer at once is counted, and a ticket that they opened sets the count back to nothing:
only what leads nowhere is a flood. The count is in the chat's memory, so it costs no statement and is the same for
every process. The staff, whom the desk knows, are never held up.
"""

from datetime import datetime
from typing import Any

from bot.channels.rate_limit import Limit
from bot.replies.turn import Turn

MOST = 60  # that somebody whom we know may send a minute
MOST_OF_A_STRANGER = 20
KNOWN = Limit(rate=MOST / 60, burst=MOST)
STRANGER = Limit(rate=MOST_OF_A_STRANGER / 60, burst=MOST_OF_A_STRANGER)


def is_one(turn: Turn) -> bool:
    """Counts this message. True while it is one too many; the first time, its sender is told.

    Once there was one too many, it stays so until the count has fallen to half of what is allowed.
    """
    if turn.chat.person is not None and turn.role != "client":
        return False
    limit = KNOWN if turn.chat.person is not None else STRANGER
    before = _count_before(turn)
    passed = (turn.now - datetime.fromisoformat(before["at"])).total_seconds()
    level = limit.drain(before["level"], passed) + 1
    over: bool = level > (limit.burst / 2 if before["over"] else limit.burst)
    turn.memory["pace"] = {
        "at": turn.now.isoformat(),
        "level": min(level, limit.burst + 1),
        "over": over,
        "opened": before["opened"],
    }
    if over and not before["over"]:
        turn.say("too_fast")
    return over


def _count_before(turn: Turn) -> dict[str, Any]:
    """What the message before this one left; a count from nothing where it was the first, or opened a ticket."""
    before = turn.memory.get("pace", {})
    opened = _ticket_just_opened(turn) or before.get("opened")
    if before and opened == before.get("opened"):
        return {"opened": None, **before}
    return {"at": turn.now.isoformat(), "level": 0.0, "over": False, "opened": opened}


def _ticket_just_opened(turn: Turn) -> int | None:
    """The ticket that this chat's last form opened; None where it did something else."""
    just = turn.memory.get("just", {})
    return just["ticket"] if just.get("opening") else None
