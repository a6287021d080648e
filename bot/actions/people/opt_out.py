"""«BAJA» and «ALTA»: no notices and no reminders until they want them again; what people write always comes."""

from bot.replies.turn import Turn
from store.tickets import lists, tickets

MOST_TICKETS = 100


def stop(turn: Turn) -> None:
    """Answered once."""
    if not turn.person.quiet:
        _set(turn, True, "notices_off")
        turn.say("quiet.stopped")


def resume(turn: Turn) -> None:
    if turn.person.quiet:
        _set(turn, False, "notices_on")
        turn.say("quiet.resumed")


def _set(turn: Turn, quiet: bool, event: tickets.What) -> None:
    turn.person.quiet = quiet
    for ticket in lists.open_of(turn.session, turn.person, MOST_TICKETS):
        tickets.record(turn.session, turn.person, ticket, event, turn.chat.channel, turn.now)
