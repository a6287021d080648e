"""An order of the staff: a command, with what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions.tickets import followups
from bot.language.meaning import Meaning
from bot.replies import acts
from bot.replies.acts import Act
from bot.replies.people import named
from bot.replies.people.named import Told
from bot.replies.turn import Turn
from store.tables import Person

CHANGES = {
    Meaning.ASSIGN: acts.ASSIGN,
    Meaning.CRITICALITY: acts.CRITICALITY,
    Meaning.CATEGORY: acts.CATEGORY,
    Meaning.CLOSE: acts.CLOSE,
    Meaning.REOPEN: acts.REOPEN,
    Meaning.REPLY: acts.RESPOND,
    Meaning.NOTE: acts.NOTE,
    Meaning.ABSENT: acts.AWAY,
    Meaning.PRESENT: acts.PRESENT,
    Meaning.INVITE: acts.INVITE,
    Meaning.OPEN: acts.OPEN,
}


@dataclass(frozen=True)
class Order:
    """A command with its words; one that is not `sure` is asked about first. `rest` is what it leaves over."""

    act: Act
    args: str = ""
    sure: bool = True
    rest: str = ""
    opens: Told | None = None
    """The ticket that is wanted."""
    whose: Person | None = None
    """Of whom the list is wanted."""
    relays: bool = False
    """Their words ask us to tell something: it is that which a client reads."""
    takes: bool = False
    """A technician wants the tickets for themselves."""
    then: tuple["Order", ...] = ()
    """What is wanted of other tickets in the same message."""


def listed(numbers: Sequence[int]) -> str:
    """As `meaning.leading_tickets` reads them; a colon parts them from what follows."""
    return ", ".join(map(str, numbers))


def in_focus(turn: Turn) -> tuple[int, ...]:
    ticket = followups.open_in_focus(turn)
    return (ticket.number,) if ticket else ()


def called(turn: Turn, names: Sequence[str]) -> Person | None:
    """Who of the staff may be called as the first of these; None for nobody."""
    found = named.find(turn, names[0]) if names else []
    return found[0] if found else None
