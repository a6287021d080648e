"""What the lead does with tickets: assigns them, ranks them, keeps the categories, watches the board."""

from dataclasses import dataclass, field

from bot.channels.messages import Label, Reply
from bot.commands.staff import say_list
from bot.commands.tickets import named
from bot.dialogue import engine
from bot.language import words
from bot.replies import views
from bot.replies.turn import Turn
from store.people import people
from store.tables import Category, Person, Ticket
from store.tickets import board as counts
from store.tickets import categories as kept
from store.tickets import lists, tickets


def hand_out(turn: Turn, args: str) -> None:
    """«Asignar» on the card of a new ticket: of two leads the first wins, the other hears who it was."""
    numbers, _ = words.tickets(args.split())
    ticket = tickets.get(turn.session, turn.person, numbers[0] if numbers else 0, "manage")
    if ticket.technician is None:
        assign(turn, str(ticket.number))
    else:
        say_taken(turn, ticket)


def say_taken(turn: Turn, ticket: Ticket) -> None:
    """Whose it is and who assigned it, with the way to assign it anew."""
    values = {
        "number": ticket.number,
        "name": ticket.technician.name if ticket.technician else "",
        "who": tickets.assigned_by(turn.session, ticket),
    }
    again = Label(f"assign {ticket.number}", "assign")
    turn.say(Reply("taken", values, labels=(again,), ticket_id=ticket.id))


MOST_WORDS = 12


@dataclass
class Said:
    """What the words after the ticket numbers mean, in any order; `unclear` is the word that names nothing or several
    things, and then nobody else's guess counts."""

    technicians: list[Person] = field(default_factory=list)
    level: str | None = None
    categories: list[Category] = field(default_factory=list)
    unclear: str = ""


def assign(turn: Turn, args: str) -> None:
    """`/asignar 121 124 ana alta redes`: in any order; what is unclear is asked, and nothing changes before."""
    numbers, rest = words.tickets(args.split())
    if not numbers:
        engine.start(turn, "which", {"command": "assign", "rest": " ".join(rest)})
        return
    found = [tickets.get(turn.session, turn.person, number, "manage") for number in numbers]
    tickets.expect_open(found)
    said = read(turn, rest)
    given: dict[str, object] = {"tickets": numbers, "level": said.level}
    given["before"] = {str(ticket.number): ticket.technician_id for ticket in found}
    if len(said.technicians) == 1 and not said.unclear:
        given["technician"] = said.technicians[0].id
    if len(said.categories) == 1:
        given["category"] = said.categories[0].id
    elif not said.categories:
        given["category"] = None
    candidates = {
        "technicians": [person.id for person in said.technicians],
        "categories": [category.id for category in said.categories],
        "unclear": said.unclear,
    }
    engine.start(turn, "assign", {**given, "said": candidates})


def read(turn: Turn, rest: list[str]) -> Said:
    """Reads names, levels and categories out of words."""
    said = Said()
    left = [word for word in rest[:MOST_WORDS] if not _takes_level(turn, word, said)]
    while left:
        for size in range(len(left), 0, -1):
            if _takes_name(turn, " ".join(left[:size]), said):
                left = left[size:]
                break
        else:
            said.unclear = said.unclear or left[0]
            left = left[1:]
    return said


def _takes_level(turn: Turn, word: str, said: Said) -> bool:
    level = read_level(turn, word)
    said.level = level or said.level
    return level is not None


def read_level(turn: Turn, word: str) -> str | None:
    """A criticality by its whole word, in any language."""
    texts = turn.desk.texts
    for level in tickets.CRITICALITIES:
        if words.fold(word) in {
            words.fold(texts.find(known, f"criticality.{level}")) for known in texts.languages
        }:
            return level
    return None


def _takes_name(turn: Turn, name: str, said: Said) -> bool:
    found = people.find(turn.session, name, roles=("technician", "lead"))
    if found and not said.technicians:
        said.technicians = found
        return True
    categories = kept.find(turn.session, name)
    if categories and not said.categories:
        said.categories = categories
        return True
    return False


def criticality(turn: Turn, args: str) -> None:
    """`/criticidad N nivel`."""
    numbers, rest = words.tickets(args.split())
    ticket, word = named(turn, " ".join([*map(str, numbers[:1]), *rest]), "criticality", "manage")
    if ticket is not None:
        level = read_level(turn, word)
        engine.start(turn, "criticality", {"ticket": ticket.number, **({"level": level} if level else {})})


def category(turn: Turn, args: str) -> None:
    """`/categoria N nombre`: by a unique beginning; a name that is not kept yet may be added on the way."""
    ticket, name = named(turn, args, "category", "manage")
    if ticket is None:
        return
    found = kept.find(turn.session, name) if name else []
    given = {"category": found[0].id} if len(found) == 1 else {}
    engine.start(turn, "category", {"ticket": ticket.number, "typed": name, **given})


def unassigned(turn: Turn, args: str) -> None:
    """«Sin asignar»: oldest first."""
    say_list(turn, "unassigned", lists.unassigned(turn.session))


def board(turn: Turn, args: str) -> None:
    """«Tablero»: how many, whose, how urgent, and who waits longest."""
    now = counts.look(turn.session)
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
    turn.say(
        Reply("plain", {"text": "\n".join(lines)}, labels=(Label("unassigned", "unassigned"),), several=True)
    )


def technicians(turn: Turn, args: str) -> None:
    """Their load, and who is absent."""
    loads = lists.loads(turn.session)
    everyone = people.technicians(turn.session)
    lines = [
        turn.voice(
            "technicians.absent" if person.absent else "technicians.line",
            name=person.name,
            n=loads.get(person.id, 0),
        )
        for person in everyone
    ]
    labels = tuple(
        Label(
            f"absent {person.id}",
            "back_again" if person.absent else "absent",
            values={"name": views.first_name(person)},
        )
        for person in everyone[:8]
    )
    text = "\n".join([turn.voice("technicians.head"), *lines]) if lines else turn.voice("technicians.none")
    turn.say(Reply("plain", {"text": text}, labels=labels))


def absent(turn: Turn, args: str) -> None:
    """Marks a technician as absent, or as back."""
    person = people.get(turn.session, words.whole(args) or 0)
    if person is not None and person.role == "technician":
        person.absent = not person.absent
        technicians(turn, "")


def categories(turn: Turn, args: str) -> None:
    """The list, with what may be done to it."""
    all_ = kept.current(turn.session)
    names = "\n".join(f"· {category.name}" for category in all_) or turn.voice("nothing")
    labels = [Label("add_category", "add_category")]
    labels += (
        [Label("rename_category", "rename_category"), Label("retire_category", "retire_category")]
        if all_
        else []
    )
    turn.say(Reply("categories.list", {"names": names}, labels=tuple(labels)))


def add_category(turn: Turn, args: str) -> None:
    engine.start(turn, "add_category")


def rename_category(turn: Turn, args: str) -> None:
    engine.start(turn, "rename_category")


def retire_category(turn: Turn, args: str) -> None:
    engine.start(turn, "retire_category")
