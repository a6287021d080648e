"""A message of several orders, cut into its parts: each with what belongs to it, and what belongs to none."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.conversation.routing.orders.changes import RANKED
from bot.language import meaning
from bot.language.meaning import DONE, Meaning, Reading, Sure
from bot.replies.turn import Turn

AROUND = " ,;"
CLOSINGS = (Meaning.CLOSE, Meaning.REOPEN)
TO_THE_END = (Meaning.REPLY, Meaning.NOTE)
"""What goes on to the end of the message."""
APART = (Meaning.OPEN, Meaning.REPLY, Meaning.INVITE, Meaning.DELETE)
"""What is no word of a solution, be it that it cannot be done here."""
ORDERS = (*RANKED, *CLOSINGS, *TO_THE_END)


@dataclass(frozen=True)
class Part:
    """`whole` where it is an order of its own; `inherits` where its tickets are those of the part before."""

    text: str
    said: Reading
    whole: bool = False
    inherits: bool = False


@dataclass
class _Cut:
    """What was found so far, and what was begun and is no order yet."""

    found: list[tuple[str, bool]] = field(default_factory=list)
    begun: str = ""

    @property
    def last(self) -> str:
        """The order before, where nothing came between."""
        text, whole = self.found[-1] if self.found else ("", False)
        return text if whole else ""


def parts(turn: Turn, text: str) -> list[Part]:
    """Words that name a ticket («el 12 y el 13 a beto») belong to the order that follows, others («era el cable») to
    the one before."""
    cut = _Cut()
    ranked = _read(turn, text).meaning in RANKED
    for clause in meaning.clauses(text, _languages(turn), at_tickets=ranked):
        _take(turn, cut, clause)
    if cut.found:
        _end(turn, cut)
    return _parts(turn, cut.found)


def _take(turn: Turn, cut: _Cut, clause: str) -> None:
    joined = _leads(turn, cut) and (
        _is_whole(turn, cut.begun + clause, cut.last)
        or (_is_remark(turn, cut) and _is_whole(turn, clause, cut.last))
    )
    if cut.last and _read(turn, cut.last).meaning in TO_THE_END:
        cut.found[-1] = (cut.last + clause, True)
    elif joined:
        cut.found.append((cut.begun + clause, True))
        cut.begun = ""
    elif _is_whole(turn, clause, cut.last):
        cut.found += [(cut.begun, False)] if cut.begun.strip(AROUND) else []
        cut.found.append((clause, True))
        cut.begun = ""
    elif cut.last and not cut.begun and not _is_another(turn, cut.last, clause):
        cut.found[-1] = (cut.last + clause, True)
    else:
        cut.begun += clause


def _end(turn: Turn, cut: _Cut) -> None:
    """«cerré el 12 ‹y el 13, corte de luz›»; but «cerré el 12 era el cable ‹y el 13 también›» is in doubt."""
    begun, last = cut.begun, cut.last
    if not begun.strip(AROUND):
        return
    before, both = _read(turn, last), _read(turn, last + begun)
    more = set(both.tickets) > set(before.tickets) and both.certain and both.meaning is before.meaning
    names_only = _only_tickets(turn, begun) if before.meaning in RANKED else not before.value
    if last and more and names_only:
        cut.found[-1] = (last + begun, True)
    else:
        cut.found.append((begun, False))


def _parts(turn: Turn, found: Sequence[tuple[str, bool]]) -> list[Part]:
    """What is wanted of a ticket that was named just before need not name it again."""
    made: list[Part] = []
    for text, whole in found:
        said, inherits = _read(turn, text), whole and bool(made)
        inherits = inherits and not said.tickets
        if inherits:
            said = replace(said, tickets=made[-1].said.tickets, sure=Sure.CERTAIN)
        made.append(Part(text, said, whole, inherits))
    return made


def _is_whole(turn: Turn, text: str, before: str) -> bool:
    said = _read(turn, text)
    if said.meaning not in ORDERS or DONE in said.signs or not said.said:
        return False
    if said.meaning in RANKED and not (said.names or said.level):
        return False
    if said.meaning in TO_THE_END and not said.value:
        return False
    if said.tickets:
        return said.certain
    after = _read(turn, before).meaning if before else None
    return (said.meaning in RANKED and after is Meaning.REOPEN) or (
        said.meaning in TO_THE_END and after in (*RANKED, *CLOSINGS)
    )


def _leads(turn: Turn, cut: _Cut) -> bool:
    """Whether what was begun may belong to the order behind it."""
    return _is_remark(turn, cut) or _only_tickets(turn, cut.begun, wanted=not cut.found)


def _is_remark(turn: Turn, cut: _Cut) -> bool:
    """«cambié el cable, ‹cerrá el 12›»: it begins the message and names no ticket."""
    return not cut.found and not meaning.names_a_ticket(cut.begun, _languages(turn))


def _only_tickets(turn: Turn, text: str, *, wanted: bool = False) -> bool:
    return meaning.is_only_tickets(text, _languages(turn), wanted=wanted)


def _is_another(turn: Turn, last: str, clause: str) -> bool:
    """Whether it belongs to no order before it: it speaks of another ticket, or wants what a solution does not."""
    if _read(turn, last).meaning in RANKED:
        return meaning.names_a_ticket(clause, _languages(turn))
    said = _read(turn, clause)
    wants = said.certain and said.meaning in APART
    return wants or meaning.names_a_ticket(clause, _languages(turn), first=True)


def _read(turn: Turn, text: str) -> Reading:
    return turn.read(meaning.without_connecting(text, _languages(turn)))


def _languages(turn: Turn) -> tuple[str, ...]:
    return tuple(turn.desk.texts.languages)
