"""What technicians and leads say in a hurry: done once, for the tickets that they name; asked where it is in doubt."""

import pytest

from store.tables import Person
from tests.harness.stories import ASSIGNED, BOTH_OF_ANA, CLOSED, ONE, TWO
from tests.harness.transcripts import Conversation, elsewhere, on_telegram, on_whatsapp


def test_a_closing_that_tells_its_solution_is_asked_with_it(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > cerrar, se cambió el cable
        Ana < ¿Cerramos el Ticket 1 con esta solución? «se cambió el cable»
          [Sí] [No]
        Ana > sí
        Ana < Cerré el Ticket 1. …
        Marta < Ana cerró tu Ticket 1. Solución: se cambió el cable …
    """
    )


@elsewhere
def test_a_closing_that_may_be_of_several_asks_which_and_keeps_its_solution(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > cerralo, cambié el cable
        Ana < ¿Cuál cerramos? …
          [Ticket 2 · …] [Ticket 1 · …] [Cancelar]
        Ana > [Ticket 1]
        Ana < Cerré el Ticket 1. …
        Marta < …Solución: cambié el cable …
    """
    )


@pytest.mark.parametrize("said", ["cerrar, se cambió el cable", "listo, cambié el cable"])
@elsewhere
def test_a_closing_in_reply_to_the_card_is_asked_with_its_solution(chat: Conversation, said: str) -> None:
    chat(
        BOTH_OF_ANA
        + f"""
        Ana > (a «Ticket 1 · ») {said}
        Ana < ¿Cerramos el Ticket 1 con esta solución? «…cambi… el cable»
          [Sí] [No]
        Ana > no
        Ana < ¿Se lo mando a Marta (Ticket 1)? «{said}»
        Ana > cancelar
        Ana < Cancelado…
        Ana > (a «Ticket 1 · ») {said}
        Ana < ¿Cerramos el Ticket 1 …
        Ana > dale
        Ana < Cerré el Ticket 1. …
        Marta < …Solución: …cambi… el cable…
    """
    )
    assert chat.desk.ticket(2)["status"] == "open"


@pytest.mark.parametrize(
    "said", ["cerrar 1 y 2: corte de luz", "cerré el 1 y el 2, corte de luz", "/cerrar 1, 2 - corte de luz"]
)
def test_several_are_closed_with_one_solution(chat: Conversation, said: str) -> None:
    chat(
        BOTH_OF_ANA
        + f"""
        Ana > {said}
        Ana < Cerré el Ticket 1. …
        Ana < Cerré el Ticket 2. …
        Marta < Ana cerró tu Ticket 1. Solución: corte de luz …
        Marta < Ana cerró tu Ticket 2. Solución: corte de luz …
    """
    )


@on_telegram
def test_of_several_without_a_solution_each_is_asked_for_its_own(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > cerrá 1 2
        Ana < ¿Con qué cerramos el Ticket 1? …
        Ana > era la ficha
        Ana < Cerré el Ticket 1. …
        Ana < ¿Con qué cerramos el Ticket 2? …
        Marta < …Solución: era la ficha …
        Ana > cambié la clave
        Ana < Cerré el Ticket 2. …
        Marta < …Solución: cambié la clave …
    """
    )


@on_telegram
def test_a_number_in_a_solution_is_no_ticket(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > cerrar 1 2 metros de cable
        Ana < Cerré el Ticket 1. …
        Marta < …Solución: 2 metros de cable …
    """
    )
    assert chat.desk.ticket(2)["status"] == "open"


@on_telegram
def test_a_courtesy_is_no_solution(chat: Conversation) -> None:
    chat(ASSIGNED + "Ana > cerrá el 1, gracias\nAna < ¿Con qué cerramos el Ticket 1? …")


@elsewhere
def test_a_note_in_reply_to_the_card_does_not_reach_the_client(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > (a «te asignó») nota: falta el toner
        Ana < ¿Lo anoto en el Ticket 1? «falta el toner»
          [Sí] [No]
        Ana > sí
        Ana < Nota guardada en el Ticket 1.
        Ana > (a «te asignó») nota interna
        Ana < ¿Qué anoto en el Ticket 1? …
        Ana > pedir uno nuevo
        Ana < Nota guardada en el Ticket 1.
    """
    )
    assert [(entry["text"], entry["internal"]) for entry in chat.desk.ticket(1)["thread"]] == [
        ("falta el toner", True),
        ("pedir uno nuevo", True),
    ]


@pytest.mark.parametrize("said", ["avisale a marta que llego a las 2", "decile que voy a las 2"])
@on_whatsapp
def test_an_hour_is_no_ticket(chat: Conversation, said: str) -> None:
    chat(BOTH_OF_ANA + f"Ana > {said}\nAna < No sé a qué ticket va …")
    assert chat.thread(2) == []


@on_telegram
def test_the_number_of_whom_it_is_for_is_its_ticket_and_no_other(chat: Conversation) -> None:
    chat(BOTH_OF_ANA + "Ana > decile al 1 que voy a las 2\nAna < …(Ticket 1).\nMarta < …: voy a las 2")
    assert (chat.thread(1), chat.thread(2)) == (["voy a las 2"], [])


@on_telegram
def test_each_part_of_an_order_is_done_to_its_own_ticket(chat: Conversation) -> None:
    chat(
        TWO
        + """
        Julia < ...
        Julia > el 1 a ana y el 2 a beto
        Julia < Listo, el Ticket 1 queda con Ana Torres.
        Julia < Listo, el Ticket 2 queda con Beto Sosa.
        Ana < …Ticket 1 …
        Beto < …Ticket 2 …
        Marta < Ana va a atender tu Ticket 1.
        Marta < Beto va a atender tu Ticket 2.
        Julia > poné el 1 en alta y el 2 en baja
        Julia < Listo, el Ticket 1 quedó en Alta.
        Julia < Listo, el Ticket 2 quedó en Baja.
        Ana < …
        Beto < …
        Julia > el 1 y el 2 en media
        Julia < Listo, el Ticket 1 quedó en Media.
        Julia < Listo, el Ticket 2 quedó en Media.
        Ana < …
        Beto < …
        Julia > el 1 a beto y el 99 a ana
        Julia < No encuentro el Ticket 99…
    """
    )
    assert chat.desk.ticket(1)["technician"] == "Ana Torres"


@on_telegram
def test_two_technicians_are_told_apart_by_who_has_it(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Julia < ...
        Julia > sacale el 1 a ana y dáselo a beto
        Julia < ¿A quién le doy el Ticket 1? …
          [Ana (0)] [Beto (0)] [Cancelar]
        Julia > ana
        Julia < Listo, el Ticket 1 queda con Ana Torres.
        Ana < …
        Marta < …
        Julia > sacale el 1 a ana y dáselo a beto
        Julia < Listo, el Ticket 1 pasó de Ana Torres a Beto Sosa.
        Ana < …
        Beto < …
        Marta < …
    """
    )


@on_telegram
def test_a_level_that_is_denied_is_asked_for(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Julia < ...
        Julia > el 1 no es urgente
        Julia < ¿Qué criticidad le pongo al Ticket 1?
          [Baja] [Media] [Alta] [Crítica] [Cancelar]
    """
    )


@on_telegram
def test_somebody_else_s_absence_is_not_one_s_own(chat: Conversation) -> None:
    chat.phone("Ana")
    chat("""
        Julia > ana está de vacaciones hasta el lunes
        Julia < Tickets abiertos de cada técnico: …
          [Marcar ausente a Ana] [Marcar ausente a Beto]
        Beto > ana está de vacaciones hasta el lunes
        Beto < No sé a qué ticket va …
    """)
    assert not any(person.absent for person in chat.desk.rows(Person))


@on_telegram
def test_an_absence_ends_on_the_day_that_is_named(chat: Conversation) -> None:
    chat("""
        Ana > mañana no vengo
        Ana < …ausente hasta el 24-11-2026 inclusive: …
        Ana > vuelvo el jueves
        Ana < …ausente hasta el 25-11-2026 inclusive: …
        Ana > ausente por hoy
        Ana < …ausente hasta el 23-11-2026 inclusive: …
        Ana > hoy y mañana no vengo
        Ana < …ausente hasta el 24-11-2026 inclusive: …
        Ana > ausente de hoy al viernes
        Ana < No entendí hasta cuándo. …
        Ana > estoy
        Ana < ¿Te marco como ausente?
          [Sí] [No]
        Ana > no
        Ana < No sé a qué ticket va «estoy»…
    """)


@on_telegram
def test_who_reopens_says_why(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        Ana > reabrí el 1, sigue sin andar
        Ana < Reabrí el Ticket 1. Ya le avisé a Marta.
        Ana < …(Ticket 1).
        Marta < Ana reabrió tu Ticket 1…
        Marta < …: sigue sin andar
    """
    )


@on_telegram
def test_who_somebody_is_and_what_they_have(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Julia < ...
        Julia > quién es marta
        Julia < Marta Gómez · Cliente …
        Julia > tickets de marta
        Julia < Esto encontré con «marta»: …
    """
    )


@on_whatsapp
def test_a_ready_answer_in_reply_to_the_card_is_for_its_ticket(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Julia > respuestas
        Julia > [Agregar respuesta]
        Julia > demora
        Julia > Hola {cliente}, vamos a demorar.
        Julia < ...
        Ana > (a «Ticket 1 · ») r demora
        Ana < …en el Ticket 1: Hola Marta Gómez, vamos a demorar. …
          [Enviar] [Cancelar]
        Ana > enviar
        Ana < …(Ticket 1).
        Marta < …: Hola Marta Gómez, vamos a demorar.
    """
    )


@on_telegram
def test_a_name_that_nobody_has_is_answered_with_who_there_is(chat: Conversation) -> None:
    chat.phone("Ana")
    chat(
        ONE
        + """
        Julia < ...
        Julia > asignale el 1 a carlos
        Julia < No conozco «carlos». ¿A quién le doy el Ticket 1? …
          [Ana (0)] [Beto (0)] [Cancelar]
        Julia > cancelar
        Julia < …
        Julia > categoria 1 redes
        Julia > [Agregar «redes»]
        Julia < …
        Julia > mandá el 1 a redes
        Julia < Listo, el Ticket 1 quedó en redes.
    """
    )


@pytest.mark.parametrize("said", ["asigná el 1", "yo me quedo con el 1"])
@on_telegram
def test_a_lead_who_names_nobody_is_asked_whom(chat: Conversation, said: str) -> None:
    chat.phone("Ana")
    chat(
        ONE
        + f"""
        Julia < ...
        Julia > {said}
        Julia < ¿A quién le doy el Ticket 1? …
          [Ana (0)] [Beto (0)] [Cancelar]
        Julia > julia
        Julia < Listo, el Ticket 1 queda con Julia Paz.
        Marta < …
    """
    )


@on_telegram
def test_a_lead_who_names_no_ticket_is_asked_which(chat: Conversation) -> None:
    chat.phone("Ana")
    chat(
        ONE
        + """
        Julia < ...
        -- 40 min
        Julia > pasáselo a ana
        Julia < ¿Cuál asignamos? …
          [Ticket 1 · …] [Cancelar]
        Julia > 1
        Julia < Listo, el Ticket 1 queda con Ana Torres.
        Ana < …
        Marta < …
    """
    )


@pytest.mark.parametrize("said", ["dar de baja a beto", "beto ya no trabaja más acá", "el teléfono de beto"])
@on_telegram
def test_what_is_to_be_done_with_a_person_shows_their_card(chat: Conversation, said: str) -> None:
    chat(f"Julia > {said}\nJulia < Beto Sosa · Técnico …\n[Invitar de nuevo] [Cambiar] [Dar de baja]")


@pytest.mark.parametrize("said", ["decile al 1 y al 2 que paso mañana", "responder 1 y 2: paso mañana"])
@on_telegram
def test_several_are_told_the_same(chat: Conversation, said: str) -> None:
    chat(
        BOTH_OF_ANA
        + f"""
        Ana > {said}
        Ana < Se lo mandé a Marta (Ticket 1).
        Ana < Se lo mandé a Marta (Ticket 2).
        Marta < …Ticket 1: paso mañana
        Marta < …Ticket 2: paso mañana
        Ana > nota 1, 2: llevar escalera
        Ana < Nota guardada en el Ticket 1.
        Ana < Nota guardada en el Ticket 2.
        Ana > cerrar 1 y 2: listo
        Ana < ...
        Marta < ...
        Ana > reabrí el 1 y el 2
        Ana < Reabrí el Ticket 1. Ya le avisé a Marta.
        Ana < Reabrí el Ticket 2. Ya le avisé a Marta.
        Marta < Ana reabrió tu Ticket 1…
        Marta < Ana reabrió tu Ticket 2…
    """
    )
    assert chat.thread(1) == chat.thread(2) == ["paso mañana", "llevar escalera"]


@elsewhere
def test_a_note_is_asked_about_and_never_offered_to_the_client(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > nota: falta el toner
        Ana < ¿Lo anoto en el Ticket 1? «falta el toner»
        Ana > sí
        Ana < Nota guardada en el Ticket 1.
        -- 40 min
        Ana > nota interna: pedir uno
        Ana < ¿En cuál va la nota? …
          [Ticket 1 · …] [Cancelar]
        Ana > 1
        Ana < Nota guardada en el Ticket 1.
    """
    )


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("cerrar 1 era el cable", "¿Cerramos el Ticket 1 con esta solución? «era el cable»"),
        ("nota 1 era el cable", "¿Lo anoto en el Ticket 1? «era el cable»"),
    ],
)
@on_whatsapp
def test_an_order_in_reply_to_the_card_is_not_sent_to_the_client(
    chat: Conversation, said: str, asked: str
) -> None:
    chat(ASSIGNED + f"Ana > (a «te asignó») {said}\nAna < {asked}\n[Sí] [No]")


@on_telegram
def test_whom_and_how_urgent_in_one_line(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Julia < ...
        Julia > (a «Entró un ticket nuevo») el 1 a beto
        Julia < ¿Le asigno el Ticket 1 a Beto?
          [Sí] [No]
        Julia > sí
        Julia < ...
        Beto < ...
        Marta < ...
        Julia > el 1 es alta y es para ana
        Julia < Listo, el Ticket 1 (Alta) pasó de Beto Sosa a Ana Torres.
        Ana < …
        Beto < …
        Marta < …
    """
    )


@pytest.mark.parametrize("said", ["buscá caja", "buscame el ticket de la caja", "hay algo de la caja?"])
@on_telegram
def test_a_ticket_is_found_by_the_words_that_they_remember(chat: Conversation, said: str) -> None:
    chat(ASSIGNED + f"Ana > {said}\nAna < Esto encontré con «caja»: … Ticket 1 …")


@on_telegram
def test_a_ticket_goes_from_one_to_the_other(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Julia > pasá el 1 de ana a beto
        Julia < Listo, el Ticket 1 pasó de Ana Torres a Beto Sosa.
        Ana < …
        Beto < …
        Marta < …
    """
    )


@elsewhere
def test_cancelling_a_doubt_asks_nothing_more(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > cerrar, se cambió el cable
        Ana < ¿Cerramos el Ticket 1 con esta solución? «se cambió el cable»
        Ana > cancelar
        Ana < Cancelado.
    """
    )
    assert chat.desk.ticket(1)["status"] == "open"


@pytest.mark.parametrize(
    "said", ["/responder 1 8080", "responder 1 8080", "/responder 1 2 y 3 son las tomas"]
)
@on_telegram
def test_a_number_in_what_is_told_is_no_ticket(chat: Conversation, said: str) -> None:
    told = said.partition(" 1 ")[2]
    chat(BOTH_OF_ANA + f"Ana > {said}\nAna < …(Ticket 1).\nMarta < …: {told}")
    assert (chat.thread(1), chat.thread(2)) == ([told], [])


@on_telegram
def test_a_doubt_about_several_names_them_all(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > (a «Ticket 1 · ») cerrar 1 y 2: corte de luz
        Ana < ¿Cerramos el Ticket 1, 2 con esta solución? «corte de luz»
        Ana > sí
        Ana < Cerré el Ticket 1. …
        Ana < Cerré el Ticket 2. …
        Marta < ...
    """
    )


@on_telegram
def test_a_no_to_a_solution_with_a_number_in_it_offers_it_to_its_client(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > (a «Ticket 1 · ») cerrar, 2 metros de cable
        Ana < ¿Cerramos el Ticket 1 con esta solución? «2 metros de cable»
        Ana > no
        Ana < ¿Se lo mando a Marta (Ticket 1)? «cerrar, 2 metros de cable»
    """
    )


@pytest.mark.parametrize("said", ["no vengo mañana", "me tomo vacaciones hasta el martes"])
@on_telegram
def test_words_that_begin_somebody_s_name_are_not_about_them(chat: Conversation, said: str) -> None:
    chat.hire_all(("Noelia Paz", "technician", {}), ("Mercedes Díaz", "technician", {}))
    chat(f"Ana > {said}\nAna < …ausente hasta el 24-11-2026 inclusive: …")


@pytest.mark.parametrize("said", ["el lunes voy a la cabaña", "me voy a almorzar", "estoy en camino"])
@on_telegram
def test_who_says_where_they_go_is_not_asked_whether_they_are_away(chat: Conversation, said: str) -> None:
    chat(ASSIGNED + f"Ana > {said}\nAna < ¿Se lo mando a Marta (Ticket 1)? «{said}»")


@pytest.mark.parametrize(
    "said", ["el 1 de marzo para beto", "hay algo de ruido en la línea", "los datos de facturación"]
)
@on_telegram
def test_dates_and_things_are_no_orders(chat: Conversation, said: str) -> None:
    chat(ASSIGNED + f"Julia > {said}\nJulia < ¿Se lo mando a Marta (Ticket 1)? «{said}»")
    assert chat.desk.ticket(1)["technician"] == "Ana Torres"


@on_telegram
def test_what_cannot_be_reopened_is_said_to_the_client(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > (a «te asignó») cerrá la aplicación y volvé a abrirla
        Ana < (recibido)
        Marta < …: cerrá la aplicación y volvé a abrirla
    """
    )


@pytest.mark.parametrize("said", ["cerré el puerto 80 del router", "bajá el volumen a 2"])
@on_telegram
def test_a_number_in_a_reply_is_no_ticket(chat: Conversation, said: str) -> None:
    chat(ASSIGNED + f"Ana > (a «te asignó») {said}\nAna < (recibido)\nMarta < …: {said}")


@on_telegram
def test_a_client_has_no_ready_answers(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > (a «va a atender») r 3
        Marta < (recibido)
        Ana < …: r 3
    """
    )
