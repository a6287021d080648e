"""The board and the technicians: how many tickets are open, whose they are, who waits longest, who is absent."""

from bot.channels.messages import Reply
from bot.replies import acts, views
from bot.replies.turn import Turn
from store.people import people
from store.tickets import board, lists

MOST_BUTTONS = 8


def show(turn: Turn) -> None:
    """«Tablero»."""
    now = board.look(turn.session)
    voice = turn.voice
    lines = [voice("board.head", open=now.open, unassigned=now.unassigned)]
    lines += [
        voice("board.level", level=voice(f"criticality.{level}"), n=count)
        for level, count in now.by_level
        if level
    ]
    lines += [voice("board.technician", name=name, n=count) for name, count in now.by_technician]
    if now.longest is not None:
        elapsed = voice.texts.span(voice.language, turn.now - (now.longest.waiting_since or turn.now))
        lines.append(voice("board.longest", number=now.longest.number, elapsed=elapsed))
    labels = (acts.UNASSIGNED.button(),)
    turn.say(Reply("plain", {"text": "\n".join(lines)}, labels=labels, several=True))


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
