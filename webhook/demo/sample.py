"""The people of the demo and what they have been through: each step is a real message, heard by the real conversation.

The clock of the sample runs through the last days, so that the tickets have an age.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.channels.messages import FileRef, Inbound
from bot.channels.webchat import NAME
from bot.conversation import turns
from bot.delivery.sender import Delivery
from bot.desk import Desk
from bot.runtime import inbound
from store.keeping import categories
from store.people import invitations, people
from store.transcript import transcript
from store.upkeep import emptying
from webhook.demo import drawing

FIRST_TICKET = 118  # so that the visitor opens Ticket 121
LONGEST_DELIVERY = 10.0  # seconds
STEP = timedelta(seconds=40)
CATEGORIES = ("Impresoras", "Redes", "Correo", "Sistemas")


@dataclass(frozen=True)
class Actor:
    """Somebody of the sample; `address` is their web chat."""

    name: str
    role: str
    address: str
    company: str | None = None
    phone: str | None = None


MARTA = Actor("Marta Gómez", "client", "demo-marta", "LA CABAÑA S.A.", "+541143215678")
PEDRO = Actor("Pedro Díaz", "client", "demo-pedro", "Panadería La Espiga", "+541146410022")
ANA = Actor("Ana Ruiz", "technician", "demo-ana")
BETO = Actor("Beto Sosa", "technician", "demo-beto")
JULIA = Actor("Julia Vega", "lead", "demo-julia")
EVERYONE = (JULIA, ANA, BETO, MARTA, PEDRO)
PHONES = (MARTA, JULIA, ANA)


@dataclass(frozen=True)
class Scene:
    """What one of them did so long ago, one message after the other."""

    ago: timedelta
    actor: Actor
    messages: tuple[str, ...]


PHOTO = "(photo)"


def opens(ago: timedelta, actor: Actor, affected: str, phone: str, problem: str, *images: str) -> Scene:
    return Scene(ago, actor, ("/nuevo", affected, phone, problem, *(images or ("omitir",)), "confirmar"))


def says(ago: timedelta, actor: Actor, message: str) -> Scene:
    return Scene(ago, actor, (message,))


DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
STORY = (
    opens(
        2 * DAY, MARTA, MARTA.name, "omitir", "El correo no me deja mandar adjuntos grandes: rebotan todos."
    ),
    says(47 * HOUR, JULIA, "/asignar 118 beto media correo"),
    says(46 * HOUR, BETO, "/responder 118 Hola, Marta. ¿De qué tamaño son, más o menos?"),
    says(45 * HOUR, MARTA, "#118 De unos 15 MB, son planos."),
    says(44 * HOUR, BETO, "/cerrar 118 Subí el límite a 25 MB y probé con uno de los planos."),
    opens(
        5 * HOUR,
        MARTA,
        "Juana Pérez",
        "11 4321-5678",
        "La impresora de administración traba las hojas y no termina ningún trabajo.",
        PHOTO,
        "listo",
    ),
    says(4 * HOUR, JULIA, "/asignar 119 ana alta impresoras"),
    says(3 * HOUR, ANA, "/responder 119 Hola, Marta. ¿Probaron sacar la bandeja y volver a ponerla?"),
    says(2 * HOUR, MARTA, "#119 Sí, y traba igual. Hace un ruido raro al arrancar."),
    opens(
        40 * MINUTE,
        PEDRO,
        PEDRO.name,
        "omitir",
        "No abre el sistema de stock: dice «sin conexión» en las dos cajas.",
    ),
)


def furnish(desk: Desk) -> None:
    """Plays the story into a new store; leaves one that it was played into as it is."""
    with desk.store.read() as session:
        if transcript.find_chat(session, MARTA.address) is not None:
            return
    _play_all(desk)
    _deliver(desk)


def begin_again(desk: Desk) -> None:
    """Forgets what the visitors did, and plays the story once more."""
    desk.store.change(lambda session: emptying.empty(session, FIRST_TICKET))
    _play_all(desk)


def _deliver(desk: Desk) -> None:
    """Before anybody looks: what was said days ago does not wait to be sent any more."""
    delivery = Delivery(desk)
    delivery.deliver()
    delivery.stop(LONGEST_DELIVERY)


def _play_all(desk: Desk) -> None:
    began = desk.now()
    _introduce(_at(desk, began - STORY[0].ago - HOUR))
    for place, scene in enumerate(STORY):
        _play(desk, scene, began - scene.ago, place)


def reopen(desk: Desk) -> None:
    """Takes back «Salir»: who opens the page again has every phone at work."""
    with desk.store.write() as session:
        for actor in PHONES:
            chat = transcript.find_chat(session, actor.address)
            if chat is not None and chat.person is not None:
                chat.closed_at = None


def _introduce(desk: Desk) -> None:
    for actor in EVERYONE:
        with desk.store.write() as session:
            person = people.add(
                session, actor.name, actor.role, company=actor.company, phone=actor.phone, now=desk.now()
            )
            code = invitations.make(session, person, desk.now())
            for name in CATEGORIES if actor is JULIA else ():
                categories.add(session, person, name)
        _say(desk, actor, f"{actor.address}{transcript.ENTRY}", text=code)


def _play(desk: Desk, scene: Scene, at: datetime, place: int) -> None:
    for turn, text in enumerate(scene.messages):
        now = _at(desk, at + turn * STEP)
        key = f"{scene.actor.address}.{place}.{turn}"
        sent = {"files": (_photo(desk),)} if text == PHOTO else {"text": text}
        _say(now, scene.actor, key, **sent)
        turns.hear_waiting(_at(desk, now.now() + STEP / 2))


def _at(desk: Desk, moment: datetime) -> Desk:
    return replace(desk, now=lambda: moment)


def _say(desk: Desk, actor: Actor, key: str, **said: Any) -> None:
    message = Inbound(
        channel=NAME, address=actor.address, key=key, at=desk.now(), message_id=f"i{key}", **said
    )
    inbound.take(desk, [message])


def _photo(desk: Desk) -> FileRef:
    content = drawing.printer()
    return FileRef("photo", desk.photos.keep(content), "impresora.jpg", "image/jpeg", len(content))
