"""The audit of what the desk says by itself: reminders, digests, alarms and what is worded anew."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.clock import late
from store.upkeep import due
from tests.faults.audit import by_itself, reminded, reminders
from tests.faults.audit.evidence import Evidence, Firing, Row, Somebody, Wait


def a_reminder(healthy: Evidence) -> tuple[Firing, Row]:
    """Due as soon as Ticket 1 was opened, and told to the lead."""
    opened = datetime.fromisoformat(healthy.tickets[1]["created_at"])
    [lead] = (chat for chat, person in healthy.people.items() if person.role == "lead")
    told = replace(
        healthy.rows[0],
        chat=lead,
        text="El Ticket 1 sigue sin técnico",
        notice="reminder.unassigned",
        at=opened,
    )
    return Firing(due.UNASSIGNED, 1, opened, 0, opened), told


@pytest.mark.parametrize(
    ("fired", "told", "what"),
    [(1, 1, set()), (1, 0, {"lost reminder"}), (0, 1, {"invented reminder"}), (1, 2, {"doubled reminder"})],
)
def test_a_reminder_too_many_or_too_few_is_named(
    fired: int, told: int, what: set[str], healthy: Evidence
) -> None:
    firing, row = a_reminder(healthy)
    evidence = replace(healthy, fired=[firing] * fired, rows=[row] * told)
    assert {damage.what for damage in reminders.each_was_told(evidence)} == what


MANY = range(1, late.MOST + 3)
FIRST = MANY[: late.MOST]


@pytest.mark.parametrize(("role", "occasion"), [("lead", due.ESCALATED), ("technician", due.UNANSWERED)])
@pytest.mark.parametrize(
    ("to_be_told", "named", "count", "what"),
    [
        ((1, 2, 3), (1, 2, 3), 3, set()),
        ((1, 2, 3), (1, 3), 2, {"lost reminder"}),
        ((1, 3), (1, 2, 3), 3, {"invented reminder"}),
        ((1, 2, 3), (1, 2, 2, 3), 4, {"doubled reminder"}),
        ((1, 2, 3), (1, 2, 2), 3, {"doubled reminder", "lost reminder"}),
        (MANY, FIRST, len(MANY), set()),
        (MANY, FIRST, len(MANY) - 1, {"lost reminder"}),
        (MANY[:-1], FIRST, len(MANY), {"invented reminder"}),
        (MANY[1:], FIRST, len(MANY), {"invented reminder"}),
    ],
)
def test_a_list_reminds_once_of_each_that_it_names_or_counts(
    role: str,
    occasion: str,
    to_be_told: Sequence[int],
    named: Sequence[int],
    count: int,
    what: set[str],
    healthy: Evidence,
) -> None:
    firing, row = a_reminder(healthy)
    [chat] = healthy.chats_of(role)
    lines = [f"Ticket {number} · Cli1 Gómez · espera respuesta\nno anda" for number in named]
    text = "\n\n".join([f"Hay {count} tickets que te esperan:", *lines])
    evidence = replace(
        healthy,
        fired=[replace(firing, ticket=number, occasion=occasion) for number in to_be_told],
        rows=[replace(row, chat=chat, text=text, notice="reminder.several")],
    )
    assert {damage.what for damage in reminders.each_was_told(evidence)} == what


def test_two_technicians_who_are_told_of_the_same_ticket_are_named(healthy: Evidence) -> None:
    firing, row = a_reminder(healthy)
    people = {**healthy.people, "5099": Somebody("Beto Torres", "technician")}
    evidence = replace(healthy, people=people, fired=[replace(firing, occasion=due.UNANSWERED)])
    [chat] = healthy.chats_of("technician")
    rows = [replace(row, chat=each) for each in (chat, "5099")]
    assert not list(reminders.each_was_told(replace(evidence, rows=rows[:1])))
    [damage] = reminders.each_was_told(replace(evidence, rows=rows))
    assert damage.what == "doubled reminder"


def test_what_leads_are_told_reminds_no_technician(healthy: Evidence) -> None:
    firing, row = a_reminder(healthy)
    evidence = replace(healthy, fired=[replace(firing, occasion=due.UNANSWERED)], rows=[row])
    assert {damage.what for damage in reminders.each_was_told(evidence)} == {
        "lost reminder",
        "invented reminder",
    }


def test_turns_follow_each_other(healthy: Evidence) -> None:
    first, _ = a_reminder(healthy)
    after = replace(first, turn=1, at=first.at + timedelta(seconds=30))
    assert not list(reminders.each_turn_once(replace(healthy, fired=[after, first])))
    for wrong in (
        [after],
        [first, replace(after, at=first.at)],
        [replace(each, occasion=due.SOON) for each in (first, after)],
    ):
        [damage] = reminders.each_turn_once(replace(healthy, fired=wrong))
        assert damage.what == "doubled reminder"


def test_what_is_told_again_too_soon_is_named(healthy: Evidence) -> None:
    first, _ = a_reminder(healthy)
    soon = replace(first, turn=1, at=first.at + timedelta(seconds=29))
    [damage] = reminders.none_too_soon(replace(healthy, fired=[first, soon]))
    assert damage.what == "early reminder"
    other = replace(first, ticket=2, at=first.at - timedelta(seconds=1))
    along = [other, replace(other, turn=1, at=soon.at)]
    assert not list(reminders.none_too_soon(replace(healthy, fired=[first, soon, *along])))


@pytest.mark.parametrize(
    ("occasion", "notice"), [(due.NUDGE, "reminder.nudge"), (due.AUTOCLOSE, reminded.CLOSED)]
)
def test_a_silent_client_who_is_not_told_is_named(occasion: str, notice: str, healthy: Evidence) -> None:
    firing, row = a_reminder(healthy)
    told = replace(row, chat=healthy.ledger.opened[1], notice=notice)
    evidence = replace(healthy, fired=[replace(firing, occasion=occasion)])
    assert not list(reminders.each_was_told(replace(evidence, rows=[told])))
    [damage] = reminders.each_was_told(replace(evidence, rows=[]))
    assert damage.what == "lost reminder"


def test_a_digest_too_many_or_without_its_picture_is_named(healthy: Evidence) -> None:
    firing, row = a_reminder(healthy)
    told = replace(row, files=("5ha",))
    for rows, what in (
        ([told], []),
        ([], []),
        ([told, told], ["doubled digest"]),
        ([replace(told, files=("",))], ["lost picture"]),
    ):
        evidence = replace(healthy, digests=[firing.at], rows=rows)
        assert [damage.what for damage in by_itself.digests(evidence)] == what


def test_an_alarm_that_is_told_twice_is_named(healthy: Evidence) -> None:
    _, row = a_reminder(healthy)
    texts = ("⚠️ Telegram no acepta nuestra clave", "✅ Telegram nos acepta otra vez", "⚠️ WhatsApp no acepta")
    begun, over, elsewhere = (replace(row, text=text) for text in texts)
    assert not list(by_itself.alarms(replace(healthy, rows=[begun, elsewhere, over, begun, over])))
    for rows in ([begun, begun], [begun, over, over]):
        [damage] = by_itself.alarms(replace(healthy, rows=rows))
        assert damage.what == "doubled alarm"


def test_a_copy_that_is_changed_twice_is_named(healthy: Evidence) -> None:
    corrected = {said.text for said in healthy.ledger.said if said.edits is not None}
    edit = next(
        row for row in healthy.rows if row.kind == "edit" and any(text in row.text for text in corrected)
    )
    [damage] = by_itself.edits(replace(healthy, rows=[*healthy.rows, edit]))
    assert damage.what == "doubled edit"


def test_a_reminder_whose_cause_is_gone_is_named(healthy: Evidence) -> None:
    first, _ = a_reminder(healthy)
    assert not list(reminders.none_without_cause(replace(healthy, fired=[first])))
    late = replace(first, at=first.at + timedelta(hours=1))
    [damage] = reminders.none_without_cause(replace(healthy, fired=[late]))
    assert damage.what == "baseless reminder"


def test_a_reminder_of_what_somebody_wrote_about_and_was_not_heard_yet_is_named(healthy: Evidence) -> None:
    assert healthy.waits
    first, _ = a_reminder(healthy)
    minute = timedelta(minutes=1)
    unheard = Wait(first.ticket, "1", first.at - minute, first.at + minute)
    [damage] = reminders.none_while_somebody_is_unheard(replace(healthy, fired=[first], waits=[unheard]))
    assert damage.what == "hasty reminder"
    for wait in (
        replace(unheard, until=first.at - minute / 2),
        replace(unheard, since=first.at),
        replace(unheard, ticket=2),
    ):
        assert not list(
            reminders.none_while_somebody_is_unheard(replace(healthy, fired=[first], waits=[wait]))
        )
