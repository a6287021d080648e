"""How tickets look in a chat: the card, the view, the lists. Each is words: a function of the reader's voice."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from bot.channels.channel import WINDOW
from bot.language import words
from bot.language.texts import Voice
from store.finding.search import Found
from store.tables import Chat, Entry, File, OutboxMessage, Person, Ticket

Words = Callable[[Voice], str]


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


def card(ticket: Ticket, images: int, now: datetime, alike: Sequence[Ticket] = ()) -> Words:
    """What a lead or a technician must know at once; which tickets are `alike`."""

    def said(voice: Voice) -> str:
        lines = [voice("card.head", **_fields(ticket, voice, now))]
        lines += [voice("card.phone", phone=ticket.phone_as_typed)] if ticket.phone_as_typed else []
        if ticket.criticality or ticket.category:
            lines.append(voice("card.rank", **_fields(ticket, voice, now)))
        lines.append(ticket.problem)
        lines += [voice("card.images", n=images)] if images else []
        numbers = ", ".join(f"#{other.number}" for other in alike)
        lines += [voice("card.alike", numbers=numbers)] if numbers else []
        return "\n".join(lines)

    return said


def ticket(
    ticket: Ticket, images: int, now: datetime, more: int, thread: Words | None, *, staff: bool
) -> Words:
    """Every field of a ticket, and the end of its thread; `more` entries came before those that are shown. The deadline
    is for the staff."""

    def said(voice: Voice) -> str:
        text = voice(
            "view.fields",
            images=voice("files", n=images) if images else voice("nothing"),
            **_fields(ticket, voice, now),
        )
        if staff and (due := deadline(ticket, now)(voice)):
            text += "\n" + voice("view.deadline", due=due)
        if ticket.solution:
            text += "\n" + voice("view.solution", solution=ticket.solution)
        if thread is None:
            return f"{text}\n\n{voice('view.empty_thread')}"
        head = voice("view.thread_more", n=more) if more else voice("view.thread")
        return f"{text}\n\n{head}\n{thread(voice)}"

    return said


def with_joined(text: Words, ticket: Ticket, led: Sequence[Ticket]) -> Words:
    """With the tickets of the same incident."""

    def said(voice: Voice) -> str:
        leader = ticket.joined_to
        lines = [voice("view.joined_to", number=leader.number)] if leader is not None else []
        numbers = voice.list([str(other.number) for other in led])
        lines += [voice("view.leads", n=len(led), numbers=numbers)] if led else []
        return "\n\n".join([text(voice), *lines])

    return said


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


def deliveries(missed: Sequence[tuple[OutboxMessage, Chat]], sent: Mapping[str, int]) -> Words:
    """For the staff: what did not arrive and why, and what the ticket costs on the channels that cost."""

    def said(voice: Voice) -> str:
        lines = [
            voice(
                "view.not_arrived",
                at=voice.texts.minute(row.created_at),
                name=first_name(chat.person) if chat.person else voice("nobody"),
                why=voice(f"undelivered.{row.reason or WINDOW}"),
            )
            for row, chat in missed
        ]
        lines += [
            voice("view.sent", n=count, channel=voice(f"channels.{channel}"))
            for channel, count in sent.items()
        ]
        return "".join(f"\n{line}" for line in lines)

    return said


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


def entries(shown: Sequence[Entry], files: Mapping[int, Sequence[File]]) -> Words:
    """Thread entries, oldest first."""
    return lambda voice: "\n".join(_entry(entry, files.get(entry.id, ()), voice) for entry in shown)


def _entry(entry: Entry, files: Sequence[File], voice: Voice) -> str:
    head = voice(
        "entry.note" if entry.internal else "entry.head",
        at=voice.texts.minute(entry.at),
        author=author(entry.author, entry.role),
    )
    parts = [entry.text] if entry.text else []
    parts += [voice("entry.files", n=len(files))] if files else []
    parts += [voice("entry.edited")] if entry.edited_at else []
    return f"{head} {' '.join(parts)}"


def mine(tickets: Sequence[Ticket], page: int, pages: int) -> Words:
    """«Mis tickets»: number, date, affected person, beginning of the problem, status."""

    def said(voice: Voice) -> str:
        lines = [_line("list.mine", ticket, voice) for ticket in tickets]
        head = voice("list.page", page=page, pages=pages) if pages > 1 else voice("list.all")
        return "\n\n".join([head, *lines])

    return said


def found(text: str, hits: Sequence[Found]) -> Words:
    """What a search found: each ticket with the part of it where the words stand."""

    def said(voice: Voice) -> str:
        lines = [_line("search.line", hit.ticket, voice, excerpt=hit.excerpt) for hit in hits]
        return "\n\n".join([voice("search.head", text=text), *lines])

    return said


def staff_list(head: str, tickets: Sequence[Ticket], now: datetime, **values: object) -> Words:
    """A list for the staff: number, who, how long, beginning of the problem."""

    def said(voice: Voice) -> str:
        lines = [_line("list.staff", ticket, voice, since=_since(ticket, voice, now)) for ticket in tickets]
        return "\n\n".join([voice(head, n=len(tickets), **values), *lines])

    return said


def _since(ticket: Ticket, voice: Voice, now: datetime) -> str:
    at = ticket.waiting_since
    elapsed = voice.texts.span(voice.language, now - (at or ticket.created_at))
    since = voice("list.waiting" if at else "list.answered", elapsed=elapsed)
    due = "" if ticket.stopped_at else deadline(ticket, now)(voice)
    return f"{since} · {due}" if due else since


def _line(key: str, ticket: Ticket, voice: Voice, **more: object) -> str:
    return voice(
        key,
        number=ticket.number,
        date=voice.texts.day(ticket.created_at),
        affected_person=ticket.affected_person,
        requester=ticket.requester.name,
        company=ticket.company or voice("nothing"),
        problem=words.excerpt(ticket.problem),
        status=voice(f"status.{ticket.status}"),
        sign=voice(f"sign.{ticket.status}"),
        **more,
    )
