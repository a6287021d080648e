"""What leads are told of strangers, and people of their own new chats: each with the buttons that decide."""

from dataclasses import replace

from sqlalchemy.orm import Session

from bot.channels.messages import Reply
from bot.replies import acts, compose
from bot.replies.turn import Turn
from store.people import by_name, chats, people
from store.tables import Approval, Chat, Person


def asks_to_enter(turn: Turn, approval_id: int, name: str, company: str | None) -> None:
    """A stranger gave name and company: every lead gets a card."""
    turn.tell([lead.id for lead in turn.leads], stranger_card(turn.chat, approval_id, name, company))


def stranger_card(chat: Chat, approval_id: int, name: str, company: str | None) -> Reply:
    """«Dice ser…», the address, and what a lead may decide."""
    values = {
        "name": name,
        "company": company,
        "address": chat.memory.get("username") or chat.address,
        "channel": lambda voice: voice(f"channels.{chat.channel}"),
    }
    labels = tuple(act.button(approval_id) for act in (acts.APPROVE, acts.KNOWN, acts.REJECT))
    key = "notice.stranger" if company else "notice.stranger_alone"
    return Reply(key, values, labels=labels, lasts=True)


def asks_who_it_is(turn: Turn, approval: Approval) -> None:
    """Somebody writes from a number that does not say who they are: every lead gets a card."""
    turn.tell([lead.id for lead in turn.leads], card_of(turn.session, turn.chat, approval))


def card_of(session: Session, chat: Chat, approval: Approval) -> Reply:
    """The card of a stranger who waits, whatever it is that is not known of them."""
    fits = [person for id_ in approval.fits if (person := people.get(session, id_))]
    plain = stranger_card(chat, approval.id, approval.name, approval.company)
    if not fits:
        return plain
    key = "notice.other_account" if chat.memory.get("doubt") else "notice.whose_number"
    called = by_name.told_apart(session, fits)
    whose = tuple(acts.IS_THEM.button(approval.id, person.id, name=called[person.id]) for person in fits)
    names = ", ".join(f"{each.name} ({each.company})" if each.company else each.name for each in fits)
    return replace(plain, key=key, values={**plain.values, "names": names}, labels=(*whose, *plain.labels))


def recognised(turn: Turn, person: Person) -> None:
    """The leads hear that somebody was recognised by their number."""
    values = {"name": person.name, "channel": lambda voice: voice(f"channels.{turn.chat.channel}")}
    turn.tell([lead.id for lead in turn.leads], Reply("notice.recognised", values))


def linked(turn: Turn, person: Person) -> None:
    """A person's other chats hear of a new one, with the way to undo it."""
    for chat in chats.others(turn.session, person.id, turn.chat.id):
        reply = Reply(
            "notice.linked",
            {"channel": lambda voice: voice(f"channels.{turn.chat.channel}")},
            labels=(acts.UNLINK.button(turn.chat.id, key="not_me"),),
            lasts=True,
        )
        compose.say(turn.desk, turn.session, chat, reply, turn.now, None)
