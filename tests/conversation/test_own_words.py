"""A whole life in which everything is typed as people speak, and no button is ever pressed."""

from itertools import pairwise

import pytest

from tests.harness.stories import ASSIGNED, CLOSED, ONE, TWO
from tests.harness.transcripts import Conversation, on_telegram, on_whatsapp


def test_a_client_opens_follows_and_closes(chat: Conversation) -> None:
    chat("""
        > holaaa, buenas
        < Hola, Marta. ¿En qué te ayudo?
          [Nuevo ticket] [Mis tickets] [Ayuda]
        > quiero hacer un reclamo
        < … (1/4)
        > es para Graciela
        < … (2/4)
        > no hace falta
        < … (3/4)
        > se cae el sistema cada dos por tres
        < … (4/4)
        > después te la mando
        < …Persona afectada: Graciela Teléfono: — Problema reportado: se cae el sistema cada dos por tres Imagen: —…
        > el teléfono está mal
        < … (2/4)
        > llamala al 11 4444-5555 después de las 14
        < …Teléfono: llamala al 11 4444-5555 después de las 14…
        > sí, y avisen que cierro a las 5
        < Listo, abrí el Ticket 1. …
        Julia < Entró un ticket nuevo. …cierro a las 5…
        Julia > asignale el 1 a ana
        Julia < Listo, el Ticket 1 queda con Ana Torres.
        Ana < Julia Paz te asignó un ticket. …
        Marta < Ana va a atender tu Ticket 1.
        Ana > cerrá el 1, cambié el cable
        Ana < Cerré el Ticket 1. …
        Marta < …Solución: cambié el cable…
          [Sirvió] [Sigue igual]
        Marta > no, sigue igual
        Marta < Reabrí el Ticket 1. Ya le avisé a Ana.
        Ana < Marta Gómez reabrió el Ticket 1: el problema sigue.
        Ana < …: no, sigue igual
        Marta > podés cerrarlo, ya se arregló
        Marta < ¿Cerramos el Ticket 1?
          [Sí] [No]
        Ana < …: podés cerrarlo, ya se arregló
        Marta > dale
        Marta < Cerré el Ticket 1. …
        Ana < Marta cerró el Ticket 1.
    """)
    assert chat.thread() == ["no, sigue igual", "podés cerrarlo, ya se arregló"]
    assert "avisen que cierro a las 5" in chat.desk.ticket(1)["problem"]


@on_whatsapp
def test_opening_in_own_words_costs_six_messages(chat: Conversation) -> None:
    marta = chat.whatsapp("Marta")
    before = len(marta.twilio.messages(marta.address))
    chat("""
        > tengo que reportar un problema
        < … (1/4)
        > yo
        > paso
        > no imprime la caja 2
        > sin foto
        > sí, dale
        < Listo, abrí el Ticket 1. …
    """)
    assert len(marta.twilio.messages(marta.address)) - before == 6
    assert chat.desk.ticket(1)["affected_person"] == "Marta Gómez"


def test_what_it_says_after_a_solution_is_its_answer(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        Marta > sirvió, gracias
        Marta < …
        Ana < …: sirvió, gracias
        Ana < …sirvió.
    """
    )
    assert (chat.desk.ticket(1)["status"], chat.thread()) == ("closed", ["sirvió, gracias"])


def test_what_the_lead_wants_of_a_quoted_ticket_is_asked_before_it_goes_to_the_client(
    chat: Conversation,
) -> None:
    chat(
        ASSIGNED
        + """
        Julia > (a «Entró un ticket nuevo») ponele alta
        Julia < ¿Pongo el Ticket 1 en Alta?
          [Sí] [No]
        Julia > sí
        Julia < Listo, el Ticket 1 quedó en Alta.
        Ana < ...
        Ana > (a «te asignó un ticket») pasáselo a beto
        Ana < ¿Se lo mando a Marta (Ticket 1)? «pasáselo a beto»
          [Enviar] [Nota interna] [Cancelar]
        Ana > cancelar
        Ana < ...
        Julia > (a «Entró un ticket nuevo») pasáselo a ana
        Julia < ¿Le asigno el Ticket 1 a Ana?
          [Sí] [No]
        Julia > no
        Julia < ¿Se lo mando a Marta (Ticket 1)? «pasáselo a ana»
          [Enviar] [Nota interna] [Cancelar]
        Julia > cancelar
        Julia < ...
        Julia > (a «Entró un ticket nuevo») ya te lo vemos
        Julia < (recibido)
        Marta < …: ya te lo vemos
        Ana < …: ya te lo vemos
    """
    )
    assert (chat.desk.ticket(1)["criticality"], chat.thread()) == ("high", ["ya te lo vemos"])


@pytest.mark.parametrize(("said", "status"), [("sí", "closed"), ("no", "open")])
def test_yes_and_no_alone_say_whether_a_solution_helped(chat: Conversation, said: str, status: str) -> None:
    chat(
        CLOSED
        + f"""
        Marta > ok
        Marta > {said}
        Marta < ...
        Ana < ...
        Marta > hola
        Marta < ...
        Marta > (a «cerró tu Ticket») {said}
        Marta < ...
        Ana < ...
    """
    )
    assert (chat.desk.ticket(1)["status"], chat.thread()) == (status, ["ok", said, said])


@pytest.mark.parametrize("said", ["gracias", "ok", "dale", "no", "👍", "muchas gracias!"])
@on_telegram
def test_courtesies_ask_nothing_and_staff_see_a_sign(chat: Conversation, said: str) -> None:
    chat(
        ASSIGNED
        + f"""
        Ana > /responder 1 ya voy
        Ana < ...
        Marta < …: ya voy
        Marta > {said}
        Ana < (recibido)
    """
    )
    assert chat.thread() == ["ya voy", said]
    assert chat.told("Ana") == chat.told("Marta") == []
    assert chat.desk.ticket(1)["status"] == "open"


def test_another_matter_is_asked_about(chat: Conversation) -> None:
    chat(
        ONE
        + """
        > y otra cosa, el teléfono no tiene tono
        < ¿Esto es de alguno de estos tickets? «y otra cosa, el teléfono no tiene tono»
          [Ticket 1 · …] [Nuevo ticket] [Cancelar]
        > el 1
        < Va al Ticket 1. ¿Era por otra cosa?
          [Mover] [Es otro problema]
        > es otro problema
        < … (1/4)
        > cancelar
        < Cancelado…
    """
    )


@on_telegram
def test_a_lead_runs_the_day_in_plain_sentences(chat: Conversation) -> None:
    marta = chat.people["Marta"]
    chat.desk.open_tickets(marta, *[f"no anda la caja {n}" for n in range(1, 11)])
    chat.phone("Ana"), chat.phone("Beto"), chat.phone("Marta")
    chat("Julia > qué hay sin asignar\nJulia < Hay 10 tickets sin técnico: …")
    for number in range(1, 11):
        who = "ana" if number % 2 else "beto"
        said = (f"asignale el {number} a {who}", f"pasale el {number} a {who}")[number % 3 == 0]
        chat.phone("Julia").says(said)
        chat.desk.settle()
    assert [ticket["technician"] for ticket in chat.desk.tickets()] == ["Ana Torres", "Beto Sosa"] * 5
    chat.told("Julia"), chat.told("Ana"), chat.told("Beto"), chat.told("Marta")
    chat("""
        Julia > el 3 es crítico
        Julia < Listo, el Ticket 3 quedó en Crítica.
        Ana < …
        Julia > asignar 4 a ana altta
        Julia < No conozco «altta»: ¿Alta?
          [Alta] [Baja] [Media] [Crítica] [Cancelar]
    """)
    assert chat.desk.ticket(4)["technician"] == "Beto Sosa"
    chat("""
        Julia > alta
        Julia < Listo, el Ticket 4 (Alta) pasó de Beto Sosa a Ana Torres.
        Ana < …
        Beto < …
        Marta < …
        Julia > qué tiene ana
        Julia < Ana tiene 6 tickets pendientes; …
    """)


@on_telegram
def test_the_same_question_is_not_asked_three_times_in_the_same_words(chat: Conversation) -> None:
    chat("> nuevo\n> yo\n< … (2/4)")
    said = []
    for typed in ("mañana", "el de siempre che", "ufa qué pesado", "bla bla bla", "no entiendo nada de esto"):
        chat.phone("Marta").says(typed)
        said += [bubble.text for bubble in chat.told("Marta")]
    assert len(said) == 5
    assert all(one != other for one, other in pairwise(said))
    assert sum("¿A qué teléfono" in text for text in said) <= 1


@on_telegram
def test_a_question_that_is_come_back_to_says_what_it_is_about(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > cerra
        Ana < ¿Cerramos el Ticket 1?
        Ana > pendientes
        Ana < Tenés un ticket pendiente: …
        Ana < ¿Cerramos el Ticket 1?
        Ana > pendientes
        Ana < Tenés un ticket pendiente: …
        Ana < Poné «Sí» o «No». ¿Cerramos el Ticket 1?
    """
    )


@on_telegram
def test_who_closed_the_wrong_ticket_is_asked_whether_to_reopen_it(chat: Conversation) -> None:
    chat(
        TWO
        + """
        Julia < ...
        Marta > cerrá los dos
        Marta < ¿Cerramos los tickets 1 y 2?
        Marta > sí
        Marta < ...
        Julia < ...
        Marta > me equivoque, no era ese
        Marta < El Ticket 2 está cerrado. ¿Reabrir? «me equivoque, no era ese»
          [Reabrir ticket] [Ticket 1 · …] [Nuevo ticket] [Cancelar]
    """
    )


@on_telegram
def test_who_wants_a_person_is_answered_while_their_words_wait(chat: Conversation) -> None:
    chat("""
        > no anda la caja 2
        < ¿Abro un ticket con esto? «no anda la caja 2»
        > quiero hablar con alguien
        < …
          [Nuevo ticket]
        < ¿Abro un ticket con esto? «no anda la caja 2»
    """)
