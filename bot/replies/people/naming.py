"""What people are called: staff on buttons, clients wherever the staff read of them; as shortly as tells them apart."""

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


def client(session: Session, person: Person) -> str:
    """«Marta»; of several people of one name «Juan Pérez, Norte SA»."""
    return apart(session, [person]).get(person.id, first_name(person))


def apart(session: Session, found: Collection[Person]) -> dict[int, str]:
    """By id, what those of them are called whose whole name somebody else has too; the others are not in it."""
    names = by_name.shared(session, {person.name for person in found}) if found else ()
    alike = {person for person in found if person.name in names}
    return by_name.told_apart(session, alike) if alike else {}
