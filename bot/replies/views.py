"""How tickets look in a chat: the card, the view, the lists. Each is words: a function of the reader's voice."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from bot.channels.channel import WINDOW
from bot.language import words
from bot.language.sheets import Line, Sheet, Words, lines_of, spaced
from bot.language.texts import Voice
from store.finding.search import Found
from store.finding.similar import Similar
from store.tables import Chat, Entry, File, OutboxMessage, Person, Ticket
from store.tickets.lists import Page


def first_name(person: Person) -> str:
    return person.name.split()[0]


def day(at: date) -> str:
    return at.strftime("%d-%m-%Y")


def author(person: Person, role: str) -> Words:
    """«Ana (soporte técnico)», «Marta Gómez (LA CABAÑA S.A.)»."""

    def said(voice: Voice) -> str:
        if role != "client":
            return voice("author.staff", name=first_name(person), role=voice(f"roles.{role}"))
        return (
            voice("author.client", name=person.name, company=person.company)
            if person.company
            else person.name
        )

    return said


def card(ticket: Ticket, images: int, now: datetime, alike: Sequence[Similar] = ()) -> Sheet:
    """What a lead or a technician must know at once; which tickets are `alike`."""

    def lines(voice: Voice) -> Iterator[Line]:
        fields = _fields(ticket, voice, now)
        yield Line(voice("card.head", **fields), "head")
        yield Line(voice("card.who", **fields), "about")
        yield Line(voice("card.affected_person", **fields), "field")
        if ticket.phone_as_typed:
            yield Line(voice("card.phone", phone=ticket.phone_as_typed), "field")
        if ticket.criticality or ticket.category:
            yield Line(voice("card.rank", **fields), f"rank {ticket.criticality or ''}".strip())
        yield Line(ticket.problem, "body")
        if images:
            yield Line(voice("card.images", n=images), "about")
        if alike:
            numbers = ", ".join(f"#{other.number}" for other in alike)
            yield Line(voice("card.alike", numbers=numbers), "about")

    return Sheet(lines)


def with_past(card: Words, thread: Words) -> Sheet:
    """A card with the thread so far."""

    def lines(voice: Voice) -> Iterator[Line]:
        return spaced(
            lines_of(card, voice), [Line(voice("view.thread"), "section"), *lines_of(thread, voice)]
        )

    return Sheet(lines)


def ticket(
    ticket: Ticket, images: int, now: datetime, more: int, thread: Words | None, *, staff: bool
) -> Sheet:
    """Every field of a ticket, and the end of its thread; `more` entries came before those that are shown. The deadline
    is for the staff."""

    def fields(voice: Voice) -> Iterator[Line]:
        yield from _every_field(ticket, images, voice, now)
        if staff and (due := deadline(ticket, now)(voice)):
            yield Line(voice("view.deadline", due=due), "field overdue" if _is_late(ticket, now) else "field")
        if ticket.solution:
            yield Line(voice("view.solution", solution=ticket.solution), "field")

    def said(voice: Voice) -> Iterator[Line]:
        if thread is None:
            yield Line(voice("view.empty_thread"), "field")
            return
        yield Line(voice("view.thread_more", n=more) if more else voice("view.thread"), "section")
        yield from lines_of(thread, voice)

    return Sheet(lambda voice: spaced(fields(voice), said(voice)))


FIELDS = (
    "status",
    "date",
    "elapsed",
    "criticality",
    "technician",
    "category",
    "requester",
    "affected_person",
    "phone",
    "company",
    "problem",
    "images",
)


def _every_field(ticket: Ticket, images: int, voice: Voice, now: datetime) -> Iterator[Line]:
    fields = _fields(ticket, voice, now)
    fields["images"] = voice("files", n=images) if images else voice("nothing")
    tones = {"status": ticket.status, "criticality": ticket.criticality}
    yield Line(voice("view.head", **fields), "head")
    for name in FIELDS:
        tone = tones.get(name)
        yield Line(voice(f"view.field.{name}", **fields), f"field {tone}" if tone else "field")


def with_joined(text: Words, ticket: Ticket, led: Sequence[Ticket]) -> Sheet:
    """With the tickets of the same incident."""

    def lines(voice: Voice) -> Iterator[Line]:
        leader = ticket.joined_to
        parts = [lines_of(text, voice)]
        if leader is not None:
            parts.append([Line(voice("view.joined_to", number=leader.number))])
        if led:
            numbers = voice.list([str(other.number) for other in led])
            parts.append([Line(voice("view.leads", n=len(led), numbers=numbers))])
        return spaced(*parts)

    return Sheet(lines)


def deadline(ticket: Ticket, now: datetime) -> Words:
    """«vence en 2 horas», «vencido hace 1 día»; nothing where there is none, or it is over."""

    def said(voice: Voice) -> str:
        if ticket.due_at is None or ticket.status != "open":
            return ""
        if ticket.stopped_at is not None:
            return voice("deadline.stopped")
        left = ticket.due_at - now
        if left > timedelta():
            return voice("deadline.due", span=voice.texts.span(voice.language, left))
        return voice("deadline.overdue", ago=voice.texts.ago(voice.language, -left))

    return said


def _is_late(ticket: Ticket, now: datetime) -> bool:
    return ticket.due_at is not None and ticket.stopped_at is None and ticket.due_at <= now


def with_deliveries(
    text: Words, missed: Sequence[tuple[OutboxMessage, Chat]], sent: Mapping[str, int]
) -> Sheet:
    """For the staff, with what did not arrive and why, and what the ticket costs on the channels that cost."""

    def lines(voice: Voice) -> Iterator[Line]:
        yield from lines_of(text, voice)
        for row, chat in missed:
            yield Line(
                voice(
                    "view.not_arrived",
                    at=voice.texts.minute(row.created_at),
                    name=first_name(chat.person) if chat.person else voice("nobody"),
                    why=voice(f"undelivered.{row.reason or WINDOW}"),
                )
            )
        for channel, count in sent.items():
            yield Line(voice("view.sent", n=count, channel=voice(f"channels.{channel}")))

    return Sheet(lines)


def _fields(ticket: Ticket, voice: Voice, now: datetime) -> dict[str, object]:
    none = voice("nothing")
    return {
        "number": ticket.number,
        "date": voice.texts.minute(ticket.created_at),
        "status": voice(f"status.{ticket.status}"),
        "criticality": voice(f"criticality.{ticket.criticality}") if ticket.criticality else none,
        "category": ticket.category.name if ticket.category else none,
        "technician": ticket.technician.name if ticket.technician else voice("nobody"),
        "elapsed": _elapsed(ticket, voice, now),
        "requester": ticket.requester.name,
        "affected_person": ticket.affected_person,
        "phone": ticket.phone_as_typed or none,
        "company": ticket.company or none,
        "problem": ticket.problem,
    }


def _elapsed(ticket: Ticket, voice: Voice, now: datetime) -> str:
    """Since opening («hace 3 horas»); until closing («3 horas») once closed."""
    if ticket.closed_at is None:
        return voice.texts.ago(voice.language, now - ticket.created_at)
    return voice.texts.span(voice.language, ticket.closed_at - ticket.created_at)


def entries(shown: Sequence[Entry], files: Mapping[int, Sequence[File]]) -> Sheet:
    """Thread entries, oldest first."""
    return Sheet(lambda voice: [_entry(entry, files.get(entry.id, ()), voice) for entry in shown])


def _entry(entry: Entry, files: Sequence[File], voice: Voice) -> Line:
    head = voice(
        "entry.note" if entry.internal else "entry.head",
        at=voice.texts.minute(entry.at),
        author=author(entry.author, entry.role),
    )
    parts = [entry.text] if entry.text else []
    parts += [voice("entry.files", n=len(files))] if files else []
    parts += [voice("entry.edited")] if entry.edited_at else []
    side = "note" if entry.internal else "client" if entry.role == "client" else "staff"
    return Line(f"{head} {' '.join(parts)}", f"entry {side}")


def mine(tickets: Sequence[Ticket], page: int, pages: int) -> Sheet:
    """«Mis tickets»: number, date, affected person, beginning of the problem, status."""

    def lines(voice: Voice) -> Iterator[Line]:
        head = voice("list.page", page=page, pages=pages) if pages > 1 else voice("list.all")
        return _list(head, [_row("list.mine", ticket, voice, {}) for ticket in tickets])

    return Sheet(lines)


def found(text: str, hits: Sequence[Found], called: Mapping[int, str]) -> Sheet:
    """What a search found: each ticket with the part of it where the words stand. `called` is what some of the clients
    are called, by id; the others by their name."""

    def lines(voice: Voice) -> Iterator[Line]:
        rows = [_row("search.line", hit.ticket, voice, called, excerpt=hit.excerpt) for hit in hits]
        return _list(voice("search.head", text=text), rows)

    return Sheet(lines)


def staff_list(
    head: str,
    page: Page,
    called: Mapping[int, str],
    now: datetime,
    *,
    with_technician: bool = False,
    **values: object,
) -> Sheet:
    """A list for the staff: number, who (see `found`), how long or `with_technician` whose, beginning of the problem;
    then how many are left."""
    tells = _whose if with_technician else _since

    def row(ticket: Ticket, voice: Voice) -> list[Line]:
        due = "" if ticket.stopped_at else deadline(ticket, now)(voice)
        since = " · ".join(filter(None, [tells(ticket, voice, now), due]))
        return _row("list.staff", ticket, voice, called, since=since)

    def lines(voice: Voice) -> Iterator[Line]:
        rows = [row(ticket, voice) for ticket in page.tickets]
        left = [[Line(voice("list.more", n=page.left))]] if page.left else []
        return _list(voice(head, n=page.total, **values), [*rows, *left])

    return Sheet(lines)


def _list(head: str, rows: Sequence[Sequence[Line]]) -> Iterator[Line]:
    return spaced([Line(head, "title")], *rows)


def _since(ticket: Ticket, voice: Voice, now: datetime) -> str:
    at = ticket.waiting_since
    elapsed = voice.texts.span(voice.language, now - (at or ticket.created_at))
    return voice("list.waiting" if at else "list.answered", elapsed=elapsed)


def _whose(ticket: Ticket, voice: Voice, now: datetime) -> str:
    technician = ticket.technician
    return first_name(technician) if technician and technician.active else voice("nobody")


def _row(key: str, ticket: Ticket, voice: Voice, called: Mapping[int, str], **more: object) -> list[Line]:
    """What it says of a ticket, and below that what the ticket is about."""
    said = voice(
        key,
        number=ticket.number,
        date=voice.texts.day(ticket.created_at),
        affected_person=ticket.affected_person,
        requester=called.get(ticket.requester_id, ticket.requester.name),
        company=ticket.company or voice("nothing"),
        problem=words.excerpt(ticket.problem),
        status=voice(f"status.{ticket.status}"),
        sign=voice(f"sign.{ticket.status}"),
        **more,
    )
    first, _, rest = said.partition("\n")
    return [Line(first, f"row {ticket.status}"), Line(rest, "about")]
