"""Who writes faster than a person can: told once, and then read in bursts until calm returns. All of it is kept.

Each message that is heard at once fills a bucket, which time drains and an opened ticket empties: only what leads
nowhere is a flood. The bucket is in the chat's memory, so it costs no statement and is the same for every process.
The staff, whom the desk knows, are never held up.
"""

from datetime import datetime

from bot.replies.turn import Turn

MOST = 60  # that somebody whom we know may send a minute
MOST_OF_A_STRANGER = 20


def is_one(turn: Turn) -> bool:
    """Counts this message. True while it is one too many; the first time, its sender is told."""
    if turn.chat.person is not None and turn.role != "client":
        return False
    most = MOST if turn.chat.person is not None else MOST_OF_A_STRANGER
    before = turn.memory.get("pace") or {"at": turn.now.isoformat(), "level": 0, "over": False}
    passed = (turn.now - datetime.fromisoformat(before["at"])).total_seconds()
    level = max(0.0, before["level"] - passed * most / 60) + 1
    over: bool = level > (most / 2 if before["over"] else most)
    turn.memory["pace"] = {"at": turn.now.isoformat(), "level": min(level, most + 1), "over": over}
    if over and not before["over"]:
        turn.say("too_fast")
    return over


def calm(turn: Turn) -> None:
    """What they did led somewhere."""
    turn.memory.pop("pace", None)
