"""The board, and the technicians: their load, and who is absent."""

from bot.channels.messages import Reply
from bot.clock.figures import board
from bot.replies import acts, views
from bot.replies.turn import Turn
from store.people import people
from store.tickets import lists

MOST_BUTTONS = 8


def show(turn: Turn) -> None:
    """«Tablero»."""
    shown = board.look(turn.desk, turn.session)
    turn.say(Reply("plain", {"text": board.text(shown)}, labels=(acts.UNASSIGNED.button(),), several=True))


def technicians(turn: Turn) -> None:
    """Their load, and who is absent."""
    loads, everyone = lists.loads(turn.session), people.technicians(turn.session)
    lines = [
        turn.voice(
            "technicians.absent" if person.absent else "technicians.line",
            name=person.name,
            n=loads.get(person.id, 0),
        )
        for person in everyone
    ]
    labels = tuple(
        acts.ABSENT.button(
            person.id, key="back_again" if person.absent else "absent", name=views.first_name(person)
        )
        for person in everyone[:MOST_BUTTONS]
    )
    text = "\n".join([turn.voice("technicians.head"), *lines]) if lines else turn.voice("technicians.none")
    turn.say(Reply("plain", {"text": text}, labels=labels))
