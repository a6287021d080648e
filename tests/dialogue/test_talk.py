"""How a dialogue is kept: across silence, across other dialogues, in either language."""

import pytest

from tests.harness.stories import ASSIGNED, CLOSED, ONE
from tests.harness.transcripts import Conversation, on_telegram, on_whatsapp

HALF = """
    > /nuevo
    > [Marta Gómez]
    > [Omitir]
    < … (3/4)
"""


def test_after_a_day_of_silence_going_on_takes_the_message_as_the_answer(chat: Conversation) -> None:
    chat(
        HALF
        + """
        -- 25 h
        > no me anda la impresora
        < …¿Seguimos?
          [Seguir] [Empezar de nuevo] [Cancelar]
        > [Seguir]
        < … (4/4)
        > [Omitir]
        < …Problema reportado: no me anda la impresora…
        > [Confirmar]
        < Listo, abrí el Ticket 1. …
    """
    )


def test_starting_again_treats_the_message_as_a_free_one(chat: Conversation) -> None:
    chat(
        HALF
        + """
        -- 25 h
        > no me anda la impresora
        < …¿Seguimos?
        > [Empezar de nuevo]
        < …no me anda la impresora…
          [Nuevo ticket] [Cancelar]
        > [Nuevo ticket]
        < … (1/4)
        > cancelar
        < Cancelado…
    """
    )


def test_giving_up_treats_the_message_as_a_free_one(chat: Conversation) -> None:
    chat(
        HALF
        + """
        -- 25 h
        > no me anda la impresora
        < …¿Seguimos?
        > [Cancelar]
        < …no me anda la impresora…
          [Nuevo ticket] [Cancelar]
        > [Cancelar]
        < Cancelado…
    """
    )
    assert chat.desk.tickets() == []


def test_after_less_than_a_day_nothing_is_asked(chat: Conversation) -> None:
    chat(
        HALF
        + """
        -- 23 h
        > no me anda la impresora
        < … (4/4)
    """
    )


def test_a_photo_after_a_day_of_silence_is_asked_about_too(chat: Conversation) -> None:
    chat(
        HALF
        + """
        -- 25 h
        > (foto) no me anda la impresora
        < …¿Seguimos?
          [Seguir] [Empezar de nuevo] [Cancelar]
        > [Seguir]
        < … (4/4)
        > [Listo]
        < …Problema reportado: no me anda la impresora Imagen: un archivo…
        > [Confirmar]
        < ...
    """
    )


def test_more_messages_before_the_choice_are_answers_too(chat: Conversation) -> None:
    chat(
        HALF
        + """
        -- 25 h
        > no me anda la impresora
        < …¿Seguimos?
        > la de la caja 2
        < …¿Seguimos?…
        > [Seguir]
        < … (4/4)
        < …problema… (4/4)
        > [Omitir]
        < …Problema reportado: no me anda la impresora la de la caja 2…
        > [Confirmar]
        < ...
    """
    )


@pytest.mark.parametrize("settings", [{"reminders": {"resume_after": ""}}])
@on_telegram
def test_where_it_is_switched_off_silence_is_never_asked_about(chat: Conversation) -> None:
    chat(
        HALF
        + """
        -- 9 d
        > no me anda la impresora
        < … (4/4)
    """
    )


def test_what_is_relayed_in_the_middle_of_a_form_says_that_quoting_answers_it(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > /nuevo
        Marta < … (1/4)
        Ana > #1 ¿qué dice la pantalla?
        Ana < (recibido)
        Marta < Ana (soporte técnico), Ticket 1: ¿qué dice la pantalla?…
        Marta > Tomás
        Marta < … (2/4)
        Marta > (a «qué dice la pantalla») dice error 5
        Marta < (recibido)
        Ana < …dice error 5
        Marta > [Omitir]
        Marta < … (3/4)
    """
    )
    assert [entry["text"] for entry in chat.desk.ticket(1)["thread"]] == [
        "¿qué dice la pantalla?",
        "dice error 5",
    ]


def test_what_cannot_be_answered_says_no_such_thing(chat: Conversation) -> None:
    chat.phone("Beto")
    chat(
        ASSIGNED
        + """
        Ana > /nuevo
        Ana < ¿Para qué cliente? …
        Julia > /asignar 1 beto
        Julia < ...
        Ana < El Ticket 1 ahora lo tiene Beto.
        Marta < ...
        Beto < ...
    """
    )


def test_dialogues_stack_and_the_one_below_asks_again(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /nuevo
        Ana < ¿Para qué cliente? …
        Ana > /cerrar 1
        Ana < ¿Con qué cerramos el Ticket 1? …
        Ana > Cambié el cable
        Ana < Cerré el Ticket 1. …
        Ana < ¿Para qué cliente? …
        Marta < ...
        Ana > cancelar
        Ana < Cancelado…
    """
    )
    assert chat.desk.ticket(1)["solution"] == "Cambié el cable"


@on_whatsapp
def test_whatsapp_has_no_slash(chat: Conversation) -> None:
    chat("""
        > ayuda
        < Contame qué pasa y abrimos un ticket; …
          [Vincular otro canal] [Ver comandos]
        > [Ver comandos]
        < … nuevo: abrir un ticket tickets: tus tickets ticket: ver un ticket: «ticket 121» …
        > /nada
        < Eso no lo sé hacer. Con «ayuda» ves todo lo que podés hacer.
        Ana > ayuda
        Ana < … responder: contestarle al cliente: «responder 121 ya voy» …
    """)
    assert not any("/" in bubble.text for who in ("Marta", "Ana") for bubble in chat.phone(who).seen.values())


def test_a_command_in_the_middle_of_a_form_leaves_it_open(chat: Conversation) -> None:
    chat(
        HALF
        + """
        > /tickets
        < Todavía no tenés tickets…
        < … (3/4)
        > /ayuda
        < Contame qué pasa y abrimos un ticket; …
        < … (3/4)
        > no anda el mail
        < … (4/4)
    """
    )


ENGLISH = """
    > /idioma
    < ¿En qué idioma hablamos?
      [English] [Español] [Português] [Cancelar]
    > [English]
    < …
    < …
      [New ticket] [My tickets] [Help]
"""


def test_everything_is_said_in_english_to_whom_speaks_english(chat: Conversation) -> None:
    chat(
        ENGLISH
        + """
        > [New ticket]
        < … (1/4)
          [Marta Gómez] [Never mind]
        > [Marta Gómez]
        < … (2/4)
          [Skip] [Back] [Never mind]
        > skip
        < … (3/4)
          [Back] [Never mind]
        > The till is dead
        < … (4/4)
          [Done] [Skip] [Back] [Never mind]
        > skip
        < …Affected person: Marta Gómez…
          [Confirm] [Change…] [Back] [Never mind]
        > yes
        < …Ticket 1…
        Julia < Entró un ticket nuevo. …
        Julia > /asignar 1 ana
        Julia < …
        Marta < …Ana…Ticket 1…
        Ana < Julia Paz te asignó un ticket. …
        Ana > /cerrar 1 Cambié el cable
        Ana < Cerré el Ticket 1. …
        Marta < …Ticket 1…Cambié el cable…
          […] […]
        Marta > my tickets
        Marta < …Ticket 1…Closed…
        Marta > #1
        Marta < Ticket 1 Status: Closed…
    """
    )


@on_telegram
@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("ingles", "OK, English from now on."),
        ("en inglés por favor", "OK, English from now on."),
        ("hablame en ingles", "OK, English from now on."),
        ("castellano", "…español…"),
        ("brasilero", "…português…"),
        ("portugués", "…português…"),
    ],
)
def test_a_language_is_called_as_people_call_it(chat: Conversation, said: str, answer: str) -> None:
    chat(f"""
        > /idioma
        < ¿En qué idioma hablamos? …
        > {said}
        < {answer}
        < …
    """)


@on_telegram
def test_words_are_understood_in_either_language(chat: Conversation) -> None:
    chat("""
        > new
        < … (1/4)
        > cancel
        < Cancelado…
    """)
    chat(
        ENGLISH
        + """
        > nuevo
        < … (1/4)
        > cancelar
        < …
    """
    )


@on_telegram
def test_a_client_closes_with_a_word_while_a_choice_is_open(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Julia < ...
        > /idioma
        < …
        > cerrar 1 se arregló solo
        < Cerré el Ticket 1. …
        < ¿En qué idioma hablamos?
        Julia < Marta cerró el Ticket 1: se arregló solo
    """
    )


@on_telegram
def test_a_command_for_another_bot_or_within_a_forwarded_message_is_not_run(chat: Conversation) -> None:
    chat(CLOSED)
    chat(ONE.replace("Ticket 1", "Ticket 2"))
    marta = chat.telegram("Marta")
    marta.says("/eliminar@OtroBot 2")
    chat.desk.settle()
    origin = {"type": "hidden_user", "sender_user_name": "x", "date": 1}
    marta.says("/eliminar 2", forward_origin=origin)
    chat.desk.settle()
    chat("""
        Marta < ...
        Julia < ...
        Ana < ...
    """)
    assert chat.desk.ticket(2)["status"] == "open"
    assert not any("Eliminar" in bubble.labels for bubble in marta.screen())


@on_telegram
def test_a_forwarded_message_answers_a_question_for_text_and_runs_nothing(chat: Conversation) -> None:
    chat(HALF)
    marta = chat.telegram("Marta")
    origin = {"type": "hidden_user", "sender_user_name": "x", "date": 1}
    marta.says("/eliminar 1 no anda", forward_origin=origin)
    chat("""
        < … (4/4)
        > [Omitir]
        < …Problema reportado: /eliminar 1 no anda…
    """)
    marta.says("confirmar", forward_origin=origin)
    chat.desk.settle()
    assert chat.desk.tickets() == []
