"""What staff are called on buttons: by the first name where it is enough, so that no two labels are equal."""

from collections import Counter
from collections.abc import Collection

from sqlalchemy.orm import Session

from bot.replies.views import first_name
from store.folding import fold
from store.people import by_name
from store.tables import Person


def shortly(session: Session, found: Collection[Person]) -> dict[int, str]:
    """By id: the first name, of several who share it the whole name, told apart."""
    shared = Counter(fold(first_name(person)) for person in found)
    whole = by_name.told_apart(session, found)
    return {
        person.id: first_name(person) if shared[fold(first_name(person))] == 1 else whole[person.id]
        for person in found
    }
