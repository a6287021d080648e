"""Every dialogue is left by «cancelar» at its first question, and says so."""

import pytest
from sqlalchemy import select

from bot.dialogues import DIALOGUES
from bot.replies.steps import Topic
from store.tables import Chat
from tests.harness.phones import TelegramPhone
from tests.harness.stories import ASSIGNED, BOTH_OF_ANA, CLOSED, ONE, TWO_LATER
from tests.harness.transcripts import CAST, Conversation, on_telegram

pytestmark = on_telegram

KEPT = """
    Julia > /respuestas
    Julia > [Agregar respuesta]
    Julia > Horario
    Julia > Atendemos de 9 a 18
"""
STRANGER = """
    Rosa > no anda el mail
    Rosa > Rosa Díaz
    Rosa > La Cabaña SA
    Julia < ...
"""
BEGINNINGS = {
    Topic.OPEN_TICKET: "Marta > /nuevo",
    Topic.CLOSE_TICKET: ASSIGNED + "Ana > /cerrar 1",
    Topic.DELETE_TICKET: ONE + "Marta > /eliminar 1",
    Topic.CLOSE_SURE: ONE + "Marta > ya se arregló",
    Topic.CLOSE_ALL: TWO_LATER + "Marta > cerrá los dos",
    Topic.WHICH: BOTH_OF_ANA + "Ana > /cerrar",
    Topic.SURE: ASSIGNED + "Ana > cerralo",
    Topic.WRITE: ASSIGNED + "Ana > /responder 1",
    Topic.SEND_TO: ASSIGNED + "Ana > el martes llega el repuesto",
    Topic.WHERE: TWO_LATER + "Marta > y el martes también\n -- 5 s",
    Topic.REOPEN: CLOSED + "Marta > ahora hace un ruido raro\n -- 5 s",
    Topic.ANEW: CLOSED + "-- 9 d\n Marta > (a «Solución») volvió a pasar lo de la caja\n -- 5 s",
    Topic.MOVE: TWO_LATER + "Marta > y el martes\n -- 5 s\n Marta < ...\n Marta > 1\n Marta > [Mover]",
    Topic.RESUME: "Marta > /nuevo\n Marta < ...\n -- 25 h\n Marta > Marta Gómez",
    Topic.ASSIGN: ONE + "Julia < ...\n Julia > /asignar 1",
    Topic.CRITICALITY: ONE + "Julia < ...\n Julia > /criticidad 1",
    Topic.CATEGORY: ONE + "Julia < ...\n Julia > /categoria 1",
    Topic.ADD_CATEGORY: "Julia > /categorias\n Julia > [Agregar]",
    Topic.RENAME_CATEGORY: "Julia > /categorias\n Julia > [Agregar]\n Julia > Redes\n Julia > [Cambiar nombre]",
    Topic.RETIRE_CATEGORY: "Julia > /categorias\n Julia > [Agregar]\n Julia > Redes\n Julia > [Sacar de la lista]",
    Topic.APPROVE: STRANGER + "Julia > [Aprobar]",
    Topic.KNOWN: STRANGER + "Julia > [Ya es cliente]",
    Topic.INVITE: "Julia > /invitar",
    Topic.EDIT_PERSON: "Julia > /personas ana\n Julia > [Cambiar]",
    Topic.SEARCH: "Julia > /buscar",
    Topic.READY: KEPT + "Julia < ..." + ONE + "Julia < ...\n Julia > /r",
    Topic.ADD_READY: "Julia > /respuestas\n Julia > [Agregar respuesta]",
    Topic.CHANGE_READY: KEPT + "Julia > [Cambiar una]",
    Topic.DELETE_READY: KEPT + "Julia > [Borrar una]",
    Topic.LANGUAGE: "Marta > /idioma",
    Topic.ERASE_ME: "Marta > /borrarme",
}
"""What leads to the first question of each."""

AT_THE_DOOR = {Topic.INTRODUCE}
"""Whom nobody knows has nothing else to say first."""
TOLD_ALL = "\n".join(f"{who} < ..." for who in CAST)


@pytest.fixture
def stranger(chat: Conversation) -> None:
    """Rosa is a name on the screen of her phone and nothing else."""
    chat.hire("Rosa Díaz", "client")
    with chat.desk.store.write() as session:
        session.delete(session.merge(chat.people["Rosa"]))
    chat.phones["Rosa"] = TelegramPhone(chat.desk, chat.people["Rosa"])


def asking(chat: Conversation) -> list[str]:
    """The dialogues that are open in any chat."""
    with chat.desk.store.read() as session:
        memories = session.scalars(select(Chat.memory))
        return [form["name"] for memory in memories for form in memory.get("forms", ())]


OF_A_FEW = (
    Topic.WHICH, Topic.MOVE, Topic.ASSIGN, Topic.CRITICALITY, Topic.CATEGORY, Topic.LANGUAGE, Topic.KNOWN,
    Topic.RENAME_CATEGORY, Topic.RETIRE_CATEGORY, Topic.EDIT_PERSON, Topic.CHANGE_READY, Topic.DELETE_READY,
)  # fmt: skip
"""Those that begin by asking for one of a few."""


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("topic", sorted(set(DIALOGUES) - AT_THE_DOOR))
def test_a_dialogue_is_cancelled_at_its_first_question(chat: Conversation, topic: str) -> None:
    _is_let_go_of_by("cancelar", topic, chat)


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("topic", OF_A_FEW)
def test_none_of_a_few_is_to_let_go(chat: Conversation, topic: str) -> None:
    _is_let_go_of_by("ninguno", topic, chat)


def _is_let_go_of_by(word: str, topic: str, chat: Conversation) -> None:
    story = BEGINNINGS[Topic(topic)]
    chat(f"{TOLD_ALL}\n{story}\n{TOLD_ALL}\nRosa < ...")
    assert topic in asking(chat)
    who = story.strip().splitlines()[-1].partition(">")[0].strip()
    who = who if who in chat.people else "Marta"
    chat(f"{who} > {word}\n{who} < …\n{TOLD_ALL}")
    assert topic not in asking(chat)


def test_none_is_an_answer_where_somebody_s_own_words_are_asked_for(chat: Conversation) -> None:
    chat("""
        Julia > /respuestas
        Julia < ...
        Julia > [Agregar respuesta]
        Julia < ¿Cómo se va a llamar? …
        Julia > demora
        Julia < …
        Julia > Todavía no
        Julia < …
        Julia < …demora: Todavía no
    """)


def test_none_of_what_may_be_left_out_leaves_it_out(chat: Conversation) -> None:
    chat("""
        Julia > /invitar
        Julia < ¿Cómo se llama la persona?
        Julia > Carla Ríos
        Julia < ¿Qué rol va a tener? …
        Julia > cliente
        Julia < ¿De qué empresa es? …
        Julia > ninguna
        Julia < …Carla Ríos…TK-…
    """)


def test_nobody_who_is_there_is_somebody_new(chat: Conversation) -> None:
    chat("""
        Julia > /invitar Marta Gómez
        Julia < Ya tengo a alguien con ese nombre: …
        Julia > ninguno
        Julia < ¿Qué rol va a tener? …
    """)


def test_what_waits_for_a_choice_is_not_let_go_of_by_a_no(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > ya lo revisé hoy temprano
        Ana < No sé a qué ticket va «ya lo revisé hoy temprano». ¿A cuál se lo mando? …
        Ana > todavía no
        Ana < …«ya lo revisé hoy temprano todavía no»…
    """
    )
