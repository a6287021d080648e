"""Which person is meant at the terminal: by name, by name and company, or by the id that a refusal shows."""

from sqlalchemy.orm import Session

from bot.admin.trouble import Trouble
from store.people import by_name
from store.tables import Person


def one(session: Session, text: str, *, active: bool | None = True) -> Person:
    """The one person whom a name, its beginning, «Juan Pérez, Norte SA» or an id (#12) means; `active` says among whom,
    None among everybody. Raises Trouble."""
    fitting = by_name.find(session, text, active=active)
    if not fitting:
        raise Trouble(f"nobody {_ADJECTIVE[active]}is called {text!r}")
    if len(fitting) > 1:
        raise Trouble(
            f"{text!r} may be several people; say which by name and company, or by id:",
            *(f"  #{person.id} {described(person)}" for person in fitting),
        )
    return fitting[0]


_ADJECTIVE = {True: "active ", False: "inactive ", None: ""}


def described(person: Person) -> str:
    return f"{person.name} ({', '.join(filter(None, (person.role, person.company)))})"
