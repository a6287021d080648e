"""The staff open a ticket for a client who called, in one line as it is said."""

import pytest

from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import Conversation, on_telegram

ON_TO_THE_SUMMARY = """
        Julia > ella
        Julia < ¿A qué teléfono…
        Julia > omitir
        Julia < ¿Tenés una foto…
        Julia > omitir
        Julia < …Problema reportado: {problem} Imagen: …
"""


@pytest.mark.parametrize(
    "said",
    [
        "abrile un ticket a marta, no le anda el mouse",
        "abrí un ticket para marta: no le anda el mouse",
        "hacele un ticket a marta que no le anda el mouse",
        "nuevo ticket de marta, no le anda el mouse",
        "abrile uno a marta, no le anda el mouse",
        "no le anda el mouse, abrile un ticket a marta",
        "a marta, no le anda el mouse, abrile uno",
        "/nuevo a marta, no le anda el mouse",
        "/nuevo marta gomez, la cabaña: no le anda el mouse",
    ],
)
@on_telegram
def test_for_whom_and_what_are_read_from_one_line(said: str, chat: Conversation) -> None:
    chat(
        f"""
        Julia > {said}
        Julia < Es para Marta Gómez, LA CABAÑA S.A. ¿Quién tiene el problema? … (2/5)
          [Marta Gómez] [Volver] [Cancelar]
        Julia > ella
        Julia < ¿A qué teléfono… (3/5)
        Julia > no hace falta
        Julia < ¿Tenés una foto… (5/5)
        Julia > no
        Julia < Fijate… Cliente: Marta Gómez, LA CABAÑA S.A. Persona afectada: Marta Gómez …
        Julia > dale
        Julia < Listo, abrí el Ticket 1 para Marta. …
        Marta < Julia te abrió el Ticket 1: «no le anda el mouse». …
    """
    )
    assert chat.desk.ticket(1)["problem"] == "no le anda el mouse"


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("urgente: abrile un ticket a marta, no imprime", "urgente, no imprime"),
        ("pablo llamó recién, abrile un ticket a marta gomez, no imprime", "pablo llamó recién, no imprime"),
        ("el técnico pasa mañana, abrí un ticket para marta", "el técnico pasa mañana"),
    ],
)
@on_telegram
def test_what_stands_before_the_wish_is_told_too(said: str, problem: str, chat: Conversation) -> None:
    chat(
        f"""
        Julia > {said}
        Julia < Es para Marta Gómez, LA CABAÑA S.A. …
        """
        + ON_TO_THE_SUMMARY.format(problem=problem)
    )


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("abrile un ticket a marta no le anda el mouse", "marta no le anda el mouse"),
        ("/nuevo marta la impresora no imprime", "marta la impresora no imprime"),
        ("/nuevo marta, no imprime", "marta, no imprime"),
        ("llamó marta, no le anda el mouse, abrile un ticket", "llamó marta, no le anda el mouse"),
        ("abrí un ticket de la cabaña, no hay internet", "la cabaña, no hay internet"),
    ],
)
@on_telegram
def test_in_doubt_the_client_is_asked_for_and_no_word_is_lost(
    said: str, problem: str, chat: Conversation
) -> None:
    chat(
        f"""
        Julia > {said}
        Julia < ¿Para qué cliente? … (1/5)
          [Marta Gómez] [Cancelar]
        Julia > [Marta Gómez]
        Julia < Es para Marta Gómez, LA CABAÑA S.A. …
        """
        + ON_TO_THE_SUMMARY.format(problem=problem)
    )


@pytest.mark.parametrize(
    "said", ["/nuevo la impresora no anda", "abrí un ticket: no hay luz en la entrada", "/nuevo no, marta no"]
)
@on_telegram
def test_words_that_are_somebody_s_name_too_are_no_client(said: str, chat: Conversation) -> None:
    chat.hire("Luz Díaz", "client")
    chat.hire("La Cabaña", "client")
    chat(f"""
        Julia > {said}
        Julia < ¿Para qué cliente? …
          [La Cabaña] [Luz Díaz] [Marta Gómez] [Pablo Ruiz] [Cancelar]
    """)


def test_who_was_guessed_is_changed_by_going_back(chat: Conversation) -> None:
    chat("""
        Ana > abrile un ticket a marta, no imprime
        Ana < Es para Marta Gómez, LA CABAÑA S.A. …
          [Marta Gómez] [Volver] [Cancelar]
        Ana > volver
        Ana < ¿Para qué cliente? …
          [Marta Gómez] [Pablo Ruiz] [Cancelar]
        Ana > pablo
        Ana < Es para Pablo Ruiz, Ruiz Hnos. …
    """)


def test_only_the_client_is_said(chat: Conversation) -> None:
    chat("""
        Ana > nuevo ticket para pablo
        Ana < Es para Pablo Ruiz, Ruiz Hnos. ¿Quién tiene el problema? …
        Ana > cancelar
        Ana < Cancelado…
        Ana > abrile un ticket a marta
        Ana < Es para Marta Gómez, LA CABAÑA S.A. …
    """)


def test_the_problem_comes_with_the_client(chat: Conversation) -> None:
    chat("""
        Ana > nuevo
        Ana < ¿Para qué cliente? …
        Ana > marta, no le anda el mouse
        Ana < Es para Marta Gómez, LA CABAÑA S.A. …
        Ana > el empleado nuevo
        Ana < ¿A qué teléfono…
        Ana > omitir
        Ana < ¿Tenés una foto…
    """)


def test_of_two_who_are_called_so_it_is_asked_which(chat: Conversation) -> None:
    chat.hire("Marta Díaz", "client", company="Sur SRL")
    chat("""
        Julia > abrile un ticket a marta, no le anda el mouse
        Julia < ¿Para qué cliente? …
          [Marta Díaz] [Marta Gómez] [Cancelar]
        Julia > [Marta Díaz]
        Julia < Es para Marta Díaz, Sur SRL ¿Quién tiene el problema? …
        Julia > ella
        Julia < ¿A qué teléfono…
        Julia > omitir
        Julia < ¿Tenés una foto…
    """)


@on_telegram
def test_of_two_namesakes_at_the_question_the_problem_is_kept(chat: Conversation) -> None:
    chat.hire("Marta Díaz", "client", company="Sur SRL")
    chat("""
        Ana > nuevo
        Ana < ¿Para qué cliente? …
        Ana > marta, no le anda el mouse
        Ana < No me queda claro quién es. …
          [Marta Díaz] [Marta Gómez] [Cancelar]
        Ana > [Marta Díaz]
        Ana < Es para Marta Díaz, Sur SRL …
        Ana > ella
        Ana < ¿A qué teléfono…
        Ana > omitir
        Ana < ¿Tenés una foto…
        Ana > omitir
        Ana < …Problema reportado: marta, no le anda el mouse …
    """)


def test_a_name_within_the_problem_is_part_of_it(chat: Conversation) -> None:
    chat("""
        Julia > /nuevo no anda la impresora de marta
        Julia < ¿Para qué cliente? …
          [Marta Gómez] [Pablo Ruiz] [Cancelar]
        Julia > pablo
        Julia < Es para Pablo Ruiz, Ruiz Hnos. …
        Julia > paula
        Julia < ¿A qué teléfono…
        Julia > omitir
        Julia < ¿Tenés una foto…
        Julia > omitir
        Julia < …Problema reportado: no anda la impresora de marta …
    """)


@pytest.mark.parametrize(
    "said",
    [
        "abrí un ticket nuevo, así no se mezcla con que no anda el mail",
        "hola marta, ya te abrí un ticket por lo del mail, mañana paso",
        "marta, te hago un ticket nuevo por lo de la impresora",
        "ya le abrí un ticket a marta, no le anda el mouse",
        "cómo abro un ticket para marta?",
    ],
)
@on_telegram
def test_what_is_said_about_a_ticket_may_be_meant_for_the_client_in_focus(
    said: str, chat: Conversation
) -> None:
    chat(
        ASSIGNED
        + f"""
        Ana > {said}
        Ana < ¿Se lo mando a Marta (Ticket 1)? …
    """
    )


def test_of_several_who_are_named_all_are_offered_and_then_everybody(chat: Conversation) -> None:
    chat.hire("Sole Vega", "client")
    chat("""
        Julia > abrile un ticket a marta y otro a pablo, sin internet
        Julia < ¿Para qué cliente? …
          [Marta Gómez] [Pablo Ruiz] [Cancelar]
        Julia > ninguno
        Julia < ¿Para qué cliente? …
          [Marta Gómez] [Pablo Ruiz] [Sole Vega] [Cancelar]
        Julia > sole
        Julia < Es para Sole Vega …
        Julia > ella
        Julia < ¿A qué teléfono…
        Julia > omitir
        Julia < ¿Tenés una foto…
        Julia > omitir
        Julia < …Problema reportado: marta y otro a pablo, sin internet …
    """)


def test_she_is_nobody_s_name(chat: Conversation) -> None:
    chat("""
        > /nuevo
        < ¿Quién tiene el problema? …
        > ella
        < Poné su nombre, por favor. …
        > Ella Fitzgerald
        < ¿A qué teléfono…
    """)
