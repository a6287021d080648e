"""Where a message may belong: each function finds its place in the situation, or None."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.actions.people import opt_out
from bot.actions.tickets import followups
from bot.conversation.part import Part
from bot.conversation.routing import answers
from bot.dialogue import typed
from bot.dialogue.engine import Forms
from bot.language import stickers, words
from bot.language.meaning import Meaning
from bot.replies import window
from bot.replies.steps import Topic
from bot.replies.turn import Turn
from store.messages import inbox, sent_lookup
from store.tables import OutboxMessage, Ticket
from store.tickets import lists, thread

JUST = timedelta(seconds=30)
OPT_OUT = {"quiet.stop": opt_out.stop, "quiet.resume": opt_out.resume}


def door(forms: Forms, part: Part) -> bool:
    return part.pieces[0].inbound.kind in ("blocked", "unblocked")


def opting_out(forms: Forms, part: Part) -> Callable[[Turn], None] | None:
    """A word that ends or brings back our notices, typed alone and in capitals, where the channel knows such words and
    no open question offers them: «baja» may answer «¿la tensión sube o baja?»."""
    channel = forms.turn.desk.channels.get(forms.turn.chat.channel)
    if part.typed is None or channel is None or not channel.leaves_by_word:
        return None
    word, texts = part.typed.strip(), forms.turn.desk.texts
    words_of = {key: [each.upper() for each in texts.words(key)] for key in OPT_OUT}
    act = next((act for key, act in OPT_OUT.items() if word in words_of[key]), None)
    form = forms.top
    offered = act and form and form.asked and typed.choice(form, form.asked, word)
    return None if offered else act


def asks_for_news(forms: Forms, part: Part) -> bool:
    """What waits for them to write goes out because they wrote."""
    if part.typed is None or words.fold(part.typed) not in forms.turn.desk.texts.words("news.see"):
        return False
    return window.waits(forms.turn.session, forms.turn.chat)


def sticker(forms: Forms, part: Part) -> tuple[str, str] | None:
    """Where the sticker is that the first message comes from, and what was typed beside it."""
    first = part.pieces[0].inbound
    if first.kind != "message" or first.forwarded or first.files:
        return None
    return stickers.said(forms.turn.desk.texts, first.text)


def album(forms: Forms, part: Part) -> tuple[int, int | None] | None:
    """Where the album of these files went already: the ticket, and the entry of its thread (None: its opening)."""
    albums = {piece.inbound.album for piece in part.pieces}
    if len(albums) > 1 or "" in albums:
        return None
    return inbox.album_place(forms.turn.session, forms.turn.chat.id, albums.pop())


@dataclass(frozen=True)
class Quoted:
    """The ticket that a quoted message is about; none where it shows several."""

    ticket_id: int | None
    internal: bool = False


def quoted(forms: Forms, part: Part) -> Quoted | None:
    """A message of ours about a ticket, or one of their own that went into one. Courtesies in reply to what is about
    several are of none."""
    turn = forms.turn
    message_id = next((piece.inbound.quoted for piece in part.pieces if piece.inbound.quoted), "")
    if not message_id:
        return None
    row = sent_lookup.by_message(turn.session, turn.chat.id, message_id)
    if row is not None:
        one_of_several = row.several and not is_small(turn, part)
        return Quoted(row.ticket_id, row.internal) if row.ticket_id or one_of_several else None
    own = thread.of_message(turn.session, turn.chat.id, message_id)
    if own is None or own.ticket_id is None:
        return None
    return Quoted(own.ticket_id, thread.is_internal(turn.session, own.entry_id))


def bare_number(forms: Forms, part: Part) -> int | None:
    """«#121» and no more, unless that is the answer to what is asked."""
    found = words.addressed(part.typed) if part.typed is not None else None
    if found is None or part.typed is None or found[1].strip():
        return None
    asked = answers.open_question(forms, part)
    return None if asked and answers.names_a_choice(*asked, part.typed) else found[0]


def named(forms: Forms, part: Part) -> int | None:
    """«#121 no anda», or files with «#121»."""
    said = (piece.inbound for piece in part.pieces if not piece.inbound.quoted)
    found = ((words.addressed(each.text), each.files) for each in said)
    return next((named[0] for named, sent in found if named and (named[1].strip() or sent)), None)


def silent_form(forms: Forms, part: Part) -> bool:
    """A question of ours to which nobody said anything for a day."""
    form, after = forms.top, forms.turn.desk.settings.reminders.resume_after
    if form is None or form.dialogue.topic is Topic.RESUME or not after or part.after is None:
        return False
    return forms.turn.now - part.after >= after


def silent_form_typed(forms: Forms, part: Part) -> bool:
    return part.typed is not None and silent_form(forms, part)


@dataclass(frozen=True)
class Just:
    """The ticket of a form that was confirmed a moment ago, and whether it was its opening, or a note."""

    ticket_id: int
    opening: bool
    internal: bool


def just_confirmed(forms: Forms, part: Part) -> Just | None:
    """The ticket of a form that was confirmed a moment ago still takes its files."""
    just, now = forms.turn.memory.get("just"), forms.turn.now
    if not just or now - datetime.fromisoformat(just["at"]) > JUST:
        return None
    bare = all(piece.inbound.files and not piece.inbound.text for piece in part.pieces)
    return Just(just["ticket"], just["opening"], just.get("internal", False)) if bare else None


def greeting(forms: Forms, part: Part) -> bool:
    """«hola, buenas tardes» and no more."""
    text = part.plain_text
    said = forms.turn.read(text) if text else None
    return said is not None and said.is_small_talk and Meaning.GREETING in {said.meaning, *said.also}


def told(forms: Forms, part: Part, within: timedelta, most: int = 1) -> Sequence[OutboxMessage]:
    """What we had said here when they wrote this, the last first: what was said since, it does not answer."""
    turn, by = forms.turn, part.said_at
    return sent_lookup.recently(turn.session, turn.chat.id, by - within, most, by=by)


def in_focus(forms: Forms, part: Part) -> Ticket | None:
    """The only ticket that was opened, viewed, written or told about here in the 30 minutes before."""
    turn = forms.turn
    focus = followups.in_focus(turn, part.said_at)
    ticket = focus[0] if len(focus) == 1 else None
    late = [piece.inbound.at for piece in part.pieces if piece.inbound.late]
    if ticket is None or not late:
        return ticket
    # What it quoted is lost, and it may be older than what is in focus.
    doubtful = min(late) < ticket.created_at or len(lists.open_of(turn.session, turn.person, 2)) > 1
    return None if doubtful else ticket


def courtesy(forms: Forms, part: Part) -> bool:
    """Thanks, «ok», «no», emoji: they ask nothing, and «¿ya?» does."""
    return is_small(forms.turn, part) and not any("?" in text for text in part.texts)


def is_small(turn: Turn, part: Part) -> bool:
    return part.is_plain and turn.read("\n".join(part.texts)).is_small_talk


def unreadable(forms: Forms, part: Part) -> bool:
    """Nothing but what we cannot read."""
    return all(piece.inbound.unreadable and not piece.inbound.text for piece in part.pieces)


def anywhere(forms: Forms, part: Part) -> bool:
    return True
