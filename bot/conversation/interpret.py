"""What a message means and where it goes: the contract's table, as a table. The first row that fits has it.

A row is acted on at once, or it is for bursts. A message that has just come is held against the whole table: where the
first row that fits is one for bursts, it waits until the burst that it belongs to is over. Then each part of the burst
(messages that name the same place, or none) is held against the rows for bursts alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from bot.conversation import edits
from bot.conversation.part import Part
from bot.conversation.routing import (
    answers,
    calls,
    choices,
    closed,
    instead,
    marks,
    misplaced,
    orders,
    places,
    ways,
    wishes,
)
from bot.conversation.routing.orders import in_reply
from bot.dialogue.engine import Forms
from bot.replies.acts import CLIENTS, EVERYBODY, STAFF


@dataclass(frozen=True)
class Row:
    """`fits` finds what the message is about, or None; `go` does what it asks for, or takes it there."""

    what: str
    fits: Callable[[Forms, Part], Any]
    go: Callable[[Forms, Part, Any], None]
    at_once: bool = False
    roles: frozenset[str] = EVERYBODY


def now(
    what: str,
    fits: Callable[[Forms, Part], Any],
    go: Callable[[Forms, Part, Any], None],
    roles: frozenset[str] = EVERYBODY,
) -> Row:
    return Row(what, fits, go, at_once=True, roles=roles)


TABLE = (
    now("an edit", edits.is_edit, edits.take),
    now("they shut or opened the door to us", places.door, ways.do_nothing),
    now("a button of ours", choices.pressed, choices.press),
    now("«BAJA», «ALTA»", places.opting_out, ways.opt_out),
    now("«VER», where something waits for them to write", places.asks_for_news, ways.do_nothing),
    now("a sticker's code was scanned", places.sticker, ways.begin_there),
    Row("a sticker's code was scanned, and waited", places.sticker, ways.begin_there),
    now("a command with its slash, or as the caption of files", calls.unmistakable, calls.carry_out),
    now("how it was, 1 to 5", marks.given, choices.press),
    Row("an album's sibling goes where its album went", places.album, ways.join_album),
    now(
        "what they quote of their own was for another ticket",
        misplaced.said_of_their_own,
        misplaced.begin_moving,
        roles=STAFF,
    ),
    now("what the staff want of a ticket that they quote", in_reply.read, orders.carry_out, roles=STAFF),
    now("«Sirvió» in reply to the solution", choices.of_the_quoted_solution, choices.press, roles=CLIENTS),
    Row("quotes a message of ours about a ticket", places.quoted, ways.to_quoted),
    now("«#121» alone", places.bare_number, ways.show),
    Row("«#121» then space, colon, comma, newline", places.named, ways.to_named),
    now(
        "words, a question of ours is open, and nobody spoke for a day",
        places.silent_form_typed,
        ways.ask_to_resume,
    ),
    Row(
        "files, a question of ours is open, and nobody spoke for a day",
        places.silent_form,
        ways.ask_to_resume,
    ),
    now(
        "a question of ours is open: they want something else instead",
        instead.read,
        instead.do_it,
        roles=CLIENTS,
    ),
    now("a question of ours is open: one of its choices", choices.of_the_question, choices.make),
    now("a question of ours is open: «ayuda»", answers.asks_for_help, answers.help),
    now("a question with choices is open: a command", calls.beside_choices, calls.carry_out),
    now(
        "a question of ours is open: another order of the staff",
        orders.instead,
        orders.carry_out_instead,
        roles=STAFF,
    ),
    now(
        "a question of ours is open: the label of a choice in what we said since",
        choices.of_the_last_instead,
        choices.press,
    ),
    now("a question of ours is open: a text that answers it", answers.text, answers.take_text),
    now(
        "the label or the place of a choice in the last thing that we said",
        choices.of_the_last,
        choices.press,
    ),
    now("a command by its word", calls.typed, calls.carry_out),
    now("what the staff want, in their own words", orders.given, orders.carry_out, roles=STAFF),
    now(
        "«sí» to whether it is about the ticket in focus",
        choices.yes_to_the_menu,
        choices.press,
        roles=CLIENTS,
    ),
    now(
        "it is right where it just went",
        misplaced.stays,
        ways.take_courtesy,
        roles=CLIENTS,
    ),
    now(
        "it was for another ticket than the one where it just went",
        misplaced.said_of_the_last,
        misplaced.begin_moving,
    ),
    now("the label of a choice that we offered lately", choices.offered, choices.press),
    now("a question of ours is open: a text that does not answer it", answers.unusable, answers.take_text),
    Row(
        "a client asks for a person, for the hours, for a language, while their words wait for a choice",
        wishes.beside,
        wishes.grant_beside,
        roles=CLIENTS,
    ),
    Row(
        "a question of ours is open: files, and what waits for a choice", answers.open_form, answers.join_form
    ),
    Row("a form just confirmed still takes files", places.just_confirmed, ways.to_just_confirmed),
    Row("a greeting and no more", places.greeting, ways.to_menu),
    Row("whether the solution that we told last helped", closed.just_solved, closed.answer, roles=CLIENTS),
    Row("thanks, «ok» and emoji alone", places.courtesy, ways.take_courtesy),
    Row("it fails again", closed.failing_again, closed.ask_to_reopen, roles=CLIENTS),
    Row("what a client wants, in their own words", wishes.read, wishes.grant, roles=CLIENTS),
    Row("the only ticket in focus", places.in_focus, ways.to_focus, roles=CLIENTS),
    Row("a poll, a sticker", places.unreadable, ways.say_unreadable),
    Row("their only open ticket was closed meanwhile", closed.meanwhile, closed.answer, roles=CLIENTS),
    Row("anything else", places.anywhere, ways.ask, roles=CLIENTS),
    Row("anything else", places.anywhere, ways.ask_staff, roles=STAFF),
)

OF_BURSTS = tuple(row for row in TABLE if not row.at_once)
UP_TO_THE_LAST_AT_ONCE = TABLE[: max(place for place, row in enumerate(TABLE) if row.at_once) + 1]


@dataclass(frozen=True)
class Meaning:
    """A row of the table, and what it found."""

    row: Row
    found: Any

    def act(self, forms: Forms, part: Part) -> None:
        self.row.go(forms, part, self.found)


def at_once(forms: Forms, part: Part) -> Meaning | None:
    """What to do with a message that has just come; None where it waits for the end of its burst."""
    meaning = _first(forms, part, UP_TO_THE_LAST_AT_ONCE)
    return meaning if meaning and meaning.row.at_once else None


def of_burst(forms: Forms, part: Part) -> Meaning:
    """Where a part of a burst that is over goes."""
    meaning = _first(forms, part, OF_BURSTS)
    assert meaning is not None  # the last rows fit everything
    return meaning


def _first(forms: Forms, part: Part, rows: Iterable[Row]) -> Meaning | None:
    role = forms.turn.role
    for row in rows:
        if role in row.roles:
            found = row.fits(forms, part)
            if found is not None and found is not False:
                return Meaning(row, found)
    return None
