"""Strangers who asked to enter, and what a lead decided: of two leads, the first one's word stands."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.people import people
from store.tables import Approval, Chat, Person


def ask(session: Session, chat: Chat, name: str, company: str | None, now: datetime) -> Approval:
    """Keeps who the stranger says to be; who asks again corrects what waits. Raises Refused for an unusable name."""
    name = people.one_line(name, "name")
    company = people.one_line(company, "company") if company and company.strip() else None
    approval = session.scalar(
        select(Approval).where(Approval.chat_id == chat.id, Approval.state == "waiting")
    )
    if approval is None:
        approval = Approval(chat_id=chat.id, name=name, company=company, state="waiting", created_at=now)
        session.add(approval)
    approval.name, approval.company = name, company
    session.flush()
    return approval


def lock(session: Session, approval_id: int) -> Approval | None:
    """As it is now, unchanged by others until commit."""
    return session.get(Approval, approval_id, with_for_update={"key_share": True}, populate_existing=True)


def latest(session: Session, chat_id: int) -> Approval | None:
    """What this chat asked last, decided or not."""
    query = select(Approval).where(Approval.chat_id == chat_id).order_by(Approval.id.desc())
    return session.scalar(query.limit(1))


def waiting(session: Session) -> list[Approval]:
    """What no lead has decided yet, oldest first."""
    return list(session.scalars(select(Approval).where(Approval.state == "waiting").order_by(Approval.id)))


def decide(session: Session, approval: Approval, state: str, by: Person, now: datetime) -> Person | None:
    """Settles it as "approved" or "rejected". None where this decision stands; else who decided before. Raises
    NotAllowed."""
    people.expect_lead(by)
    session.flush()
    won = session.scalar(
        update(Approval)
        .where(Approval.id == approval.id, Approval.state == "waiting")
        .values(state=state, decided_by_id=by.id, decided_at=now)
        .returning(Approval.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(approval)
    if won is not None:
        return None
    assert approval.decided_by_id is not None
    return session.get_one(Person, approval.decided_by_id)
