"""Who of the staff is away, and until when, in their own words: «mañana no vengo», «vuelvo el jueves»."""

from bot.conversation.routing import calls
from bot.conversation.routing.orders.order import Order
from bot.language import days, meaning, words
from bot.language.meaning import VISIT, Asked, Meaning, Reading
from bot.replies import acts
from bot.replies.acts import Act
from bot.replies.people import named
from bot.replies.turn import Turn
from store.tables import Person


def read(turn: Turn, said: Reading, act: Act) -> Order | None:
    """Their own. What is said of somebody else («hoy no viene ana») a lead does with the buttons of the list."""
    called_so = _named(turn, said.said)
    if called_so and turn.person not in called_so:
        return Order(acts.TECHNICIANS) if turn.role == acts.LEAD else None
    may = turn.role in act.roles and not said.rest and not _says_that_they_come(turn, said)
    if not (said.certain or may):
        return None
    return Order(act, _day(turn, said), said.certain and VISIT not in said.signs, said.rest)


def _says_that_they_come(turn: Turn, said: Reading) -> bool:
    """«voy mañana», «el 12 en 10 voy»."""
    return VISIT in said.signs and not meaning.denies(said.said, tuple(turn.desk.texts.languages))


def _named(turn: Turn, text: str) -> list[Person]:
    """Who of the staff is called by a whole word of it, the first that somebody is called by."""
    for word in text.split():
        found = [who for who in named.find(turn, word) if words.fold(word) in words.fold(who.name).split()]
        if found:
            return found
    return []


def _day(turn: Turn, said: Reading) -> str:
    """Until when: «el lunes no vengo», «vuelvo el jueves». Other words mean no day, unless a number is in them, or
    several days are: «de hoy al viernes»."""
    whole = [each for each in (said.said, said.value) if is_a_day(turn, each)]
    one_by_one = [each for each in _but_when_they_come(turn, said.said).split() if is_a_day(turn, each)]
    if whole or len(one_by_one) == 1:
        return [*whole, *one_by_one][0]
    if one_by_one:
        return said.said
    return said.value if any(map(str.isdigit, said.value)) else ""


def _but_when_they_come(turn: Turn, text: str) -> str:
    """«hoy no puedo ir, ‹mañana sí›»."""
    clauses = meaning.clauses(text, tuple(turn.desk.texts.languages))
    return "".join(each for each in clauses if not _ends_in_a_yes(turn, each))


def _ends_in_a_yes(turn: Turn, text: str) -> bool:
    return bool(text.split()) and turn.read(text.split()[-1], Asked.YES_NO).meaning is Meaning.YES


def is_a_day(turn: Turn, text: str) -> bool:
    return days.read(turn.desk.texts, text, calls.ANY_DAY) is not None
