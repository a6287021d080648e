"""The board, and the technicians: their load, and who is absent."""

from bot.channels.messages import Reply
from bot.clock.figures import board, pictured
from bot.replies import acts
from bot.replies.people import naming
from bot.replies.turn import Turn
from store.people import by_name, people
from store.tickets import lists


def show(turn: Turn) -> None:
    """«Tablero»: a picture, with what it says beneath it."""
    text = board.text(board.look(turn.desk, turn.session))(turn.voice)
    for reply in pictured.replies(text, pictured.board(turn.desk, turn.session, turn.now)):
        turn.say(reply)


def technicians(turn: Turn) -> None:
    """Their load, and who is absent."""
    loads, everyone = lists.loads(turn.session), people.technicians(turn.session)
    whole, short = by_name.told_apart(turn.session, everyone), naming.shortly(turn.session, everyone)
    lines = [
        turn.voice(
            "technicians.absent" if person.absent else "technicians.line",
            name=whole[person.id],
            n=loads.get(person.id, 0),
        )
        for person in everyone
    ]
    labels = tuple(
        acts.ABSENT.button(person.id, key="back_again" if person.absent else "absent", name=short[person.id])
        for person in everyone[: acts.MOST_BUTTONS]
    )
    text = "\n".join([turn.voice("technicians.head"), *lines]) if lines else turn.voice("technicians.none")
    turn.say(Reply("plain", {"text": text}, labels=labels))
