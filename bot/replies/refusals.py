"""Says why the store refuses something: about a ticket that its reader may see, as a message about that ticket."""

from bot.channels.messages import Reply
from bot.replies.turn import Turn
from store.errors import NotFound, Refused
from store.tickets import tickets


def say(turn: Turn, refused: Refused) -> None:
    """What quotes it then goes to the ticket; what is not theirs to see is not remembered either."""
    about = _seen(turn, refused.values.get("ticket"))
    turn.say(Reply(f"refused.{refused.key}", refused.values, ticket_id=about))


def _seen(turn: Turn, number: int | None) -> int | None:
    try:
        return None if number is None else tickets.get(turn.session, turn.person, number).id
    except NotFound:
        return None
