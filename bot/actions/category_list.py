"""The lead's list of categories, and what may be done to it."""

from bot.channels.messages import Reply
from bot.replies import acts
from bot.replies.turn import Turn
from store.keeping import categories


def show(turn: Turn) -> None:
    current = categories.current(turn.session)
    names = "\n".join(f"· {category.name}" for category in current) or turn.voice("nothing")
    changes = (acts.RENAME_CATEGORY, acts.RETIRE_CATEGORY) if current else ()
    labels = tuple(act.button() for act in (acts.ADD_CATEGORY, *changes))
    turn.say(Reply("categories.list", {"names": names}, labels=labels))


def add(turn: Turn, name: str) -> None:
    """Raises Refused where there is one of that name."""
    categories.add(turn.session, turn.person, name)
    show(turn)


def rename(turn: Turn, category_id: int, name: str) -> None:
    categories.rename(turn.session, turn.person, category_id, name)
    show(turn)


def retire(turn: Turn, category_id: int) -> None:
    """No longer offered; the tickets that have it keep it."""
    categories.retire(turn.session, turn.person, category_id, turn.now)
    show(turn)
