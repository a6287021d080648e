"""What the staff have told to clients, or note: to those tickets that they name, and to no other."""

import pytest

from tests.harness.stories import ASSIGNED, BOTH_OF_ANA
from tests.harness.transcripts import Conversation, elsewhere, on_telegram, on_whatsapp


@pytest.mark.parametrize("said", ["avisale a marta que llego a las 2", "decile que voy a las 2"])
@on_whatsapp
def test_an_hour_is_no_ticket(chat: Conversation, said: str) -> None:
    chat(BOTH_OF_ANA + f"Ana > {said}\nAna < No sé a qué ticket va …")
    assert chat.thread(2) == []


@on_telegram
def test_the_number_of_whom_it_is_for_is_its_ticket_and_no_other(chat: Conversation) -> None:
    chat(BOTH_OF_ANA + "Ana > decile al 1 que voy a las 2\nAna < …(Ticket 1).\nMarta < …: voy a las 2")
    assert (chat.thread(1), chat.thread(2)) == (["voy a las 2"], [])


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
    "said", ["/responder 1 8080", "responder 1 8080", "/responder 1 2 y 3 son las tomas"]
)
@on_telegram
def test_a_number_in_what_is_told_is_no_ticket(chat: Conversation, said: str) -> None:
    told = said.partition(" 1 ")[2]
    chat(BOTH_OF_ANA + f"Ana > {said}\nAna < …(Ticket 1).\nMarta < …: {told}")
    assert (chat.thread(1), chat.thread(2)) == ([told], [])


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("decile que voy a las 15", "voy a las 15"),
        ("avisale a marta que llego tarde", "llego tarde"),
        ("contestale que sí", "sí"),
        ("pedile que reinicie la pc", "reinicie la pc"),
        ("preguntale si anda la otra", "¿anda la otra?"),
        ("preguntale a qué hora puede", "¿a qué hora puede?"),
        ("tell her that I'm on my way", "I'm on my way"),
        ("avisa que vou às 15", "vou às 15"),
    ],
)
@on_telegram
def test_what_is_to_be_told_is_offered_to_the_client_in_focus(
    chat: Conversation, said: str, told: str
) -> None:
    chat(
        ASSIGNED
        + f"""
        Ana > {said}
        Ana < ¿Se lo mando a Marta (Ticket 1)? «{told}»
          [Enviar] [Nota interna] [Enviar tal cual] [Cancelar]
        Ana > [Enviar]
        Ana < Se lo mandé a Marta (Ticket 1).
          [Mover]
        Marta < …Ticket 1: {told}
    """
    )


@on_whatsapp
def test_words_that_are_for_the_client_as_they_are_go_so(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > decile que no lo toque
        Ana < ¿Se lo mando a Marta (Ticket 1)? «no lo toque»
        Ana > enviar tal cual
        Ana < …(Ticket 1).
        Marta < …: decile que no lo toque
    """
    )


@pytest.mark.parametrize(
    "said",
    [
        "decile a graciela que voy a las 15",
        "decile cuando vas",
        "decile a tu jefe que voy",
        "es la caja 1: mirá y avisá",
        "ya lo vi, avisá",
    ],
)
@on_telegram
def test_what_is_told_to_somebody_else_or_in_doubt_is_offered_as_it_is(chat: Conversation, said: str) -> None:
    chat(
        ASSIGNED
        + f"Ana > {said}\nAna < ¿Se lo mando a Marta (Ticket 1)? «{said}»\n[Enviar] [Nota interna] [Cancelar]"
    )


@on_telegram
def test_whom_another_ticket_is_of_is_not_told_by_focus(chat: Conversation) -> None:
    chat.phone("Pablo")
    chat(
        ASSIGNED + "Ana > avisale a pablo que voy\nAna < No sé a qué ticket va «voy». ¿A cuál se lo mando? …"
    )


@on_telegram
def test_what_is_to_be_told_in_reply_is_asked_about(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > (a «Ticket 1 · ») decile que voy a las 15
        Ana < ¿Se lo mando a Marta (Ticket 1)? «voy a las 15»
        Ana > sí
        Ana < …(Ticket 1).
        Marta < …: voy a las 15
    """
    )


@on_telegram
def test_a_question_to_the_client_of_a_ticket_is_shown_before_it_is_sent(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > preguntale al 1 si ya anda
        Ana < ¿Se lo mando a Marta (Ticket 1)? «¿ya anda?»
        Ana > [Enviar]
        Ana < …(Ticket 1).
        Marta < …: ¿ya anda?
    """
    )


@on_telegram
def test_what_is_to_be_told_is_corrected_as_anything_else(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > decile que voy a las 15
        Ana < ...
        Ana > (corrige «decile que voy a las 15») decile que voy a las 16
        Ana > [Enviar]
        Ana < ...
        Marta < …: voy a las 16
        Ana > (corrige «decile que voy a las 16») decile que voy a las 17
        Marta < …: voy a las 17
    """
    )
    assert chat.thread(1) == ["voy a las 17"]


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        ("nota: 8080", "8080"),
        ("nota 8080", "8080"),
        ("nota interna: 10:30", "10:30"),
        ("anotá 0800 333", "0800 333"),
        ("note: 8080", "8080"),
        ("(a «te asignó») nota: 8080", "8080"),
    ],
)
@on_telegram
def test_a_number_that_is_no_ticket_is_what_is_noted(chat: Conversation, said: str, noted: str) -> None:
    chat(
        ASSIGNED
        + f"""
        Ana > {said}
        Ana < ¿Lo anoto en el Ticket 1? «{noted}»
          [Sí] [No]
        Ana > sí
        Ana < Nota guardada en el Ticket 1.
    """
    )
    assert [(entry["text"], entry["internal"]) for entry in chat.desk.ticket(1)["thread"]] == [(noted, True)]


@on_telegram
def test_a_number_that_is_no_ticket_is_what_is_told(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > responder: 8080
        Ana < ¿Se lo mando al cliente del Ticket 1? «8080»
          [Sí] [No]
        Ana > sí
        Ana < …(Ticket 1).
        Marta < …: 8080
    """
    )


@pytest.mark.parametrize("said", ["/nota 8080", "nota #8080", "decile al 8080"])
@on_telegram
def test_a_number_that_is_plainly_a_ticket_s_is_not_found(chat: Conversation, said: str) -> None:
    chat(ASSIGNED + f"Ana > {said}\nAna < No encuentro el Ticket 8080…")
