"""The ready answers that the lead keeps: short texts by name, whose blanks are filled in when they are sent."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.errors import Refused
from store.folding import fold
from store.people import people
from store.tables import Person, ReadyAnswer


def all_of_them(session: Session) -> Sequence[ReadyAnswer]:
    """By name."""
    return sorted(session.scalars(select(ReadyAnswer)), key=lambda answer: fold(answer.name))


def any_kept(session: Session) -> bool:
    return session.scalar(_ANY) is not None


_ANY = select(ReadyAnswer.id).limit(1)


def find(session: Session, text: str) -> list[ReadyAnswer]:
    """What a typed name may mean: the whole name, else a beginning of it, without accents and case."""
    wanted, kept = fold(text), all_of_them(session)
    exact = [answer for answer in kept if fold(answer.name) == wanted]
    return exact or [answer for answer in kept if wanted and fold(answer.name).startswith(wanted)]


def get(session: Session, answer_id: int) -> ReadyAnswer:
    """Raises Refused("no_such_ready_answer")."""
    answer = session.get(ReadyAnswer, answer_id)
    if answer is None:
        raise Refused("no_such_ready_answer")
    return answer


def add(session: Session, actor: Person, name: str, text: str) -> ReadyAnswer:
    """Raises NotAllowed, or Refused as `new_name` does."""
    people.expect_lead(actor)
    answer = ReadyAnswer(name=new_name(session, name), text=text)
    session.add(answer)
    session.flush()
    return answer


def new_name(session: Session, name: str) -> str:
    """Raises Refused where there is one of that name, or it is not one plain line."""
    line = people.one_line(name, "name")
    taken = [answer for answer in all_of_them(session) if fold(answer.name) == fold(line)]
    if taken:
        raise Refused("ready_answer_exists", name=taken[0].name)
    return line


def change(session: Session, actor: Person, answer_id: int, text: str) -> ReadyAnswer:
    """Says something else from now on."""
    people.expect_lead(actor)
    answer = get(session, answer_id)
    answer.text = text
    return answer


def delete(session: Session, actor: Person, answer_id: int) -> None:
    people.expect_lead(actor)
    session.delete(get(session, answer_id))
    session.flush()
