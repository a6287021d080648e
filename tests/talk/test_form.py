"""The form is filled in as people speak: what is told beside an answer is kept, and nobody is called «lo dejo así»."""

import pytest

from tests.harness.transcripts import Conversation, on_telegram


def test_what_is_said_beside_an_answer_is_kept(chat: Conversation) -> None:
    chat("""
        > abrir ticket
        < … (1/4)
        > yo
        > paso
        > no prende el mouse
        > no, y además parpadea el monitor
        < …no prende el mouse y además parpadea el monitor…
        > sí, y toquen timbre en el 4
        < Listo, abrí el Ticket 1. …
    """)
    assert "toquen timbre en el 4" in str(chat.desk.ticket(1)), chat.desk.ticket(1)


def test_a_field_is_changed_at_the_summary(chat: Conversation) -> None:
    chat("""
        > quiero abrir un ticket
        < … (1/4)
        > es para Paz
        > 11 4444 5555
        > no anda nada
        > ninguna
        < …Persona afectada: Paz…
        > el teléfono está mal
        < … (2/4)
        > 11 5555 6666
        < …11 5555 6666…
        > no, el problema está mal
        < … (3/4)
        > no anda nada en la planta alta
        < …Problema reportado: no anda nada en la planta alta…
        > mejor no
        < Cancelado…
    """)
    assert chat.desk.tickets() == []


def test_the_new_answer_said_at_the_summary_is_taken(chat: Conversation) -> None:
    """But the problem is nobody's to write over: what is said of it is added."""
    chat("""
        > /nuevo
        > yo
        > paso
        > se rompió la impresora
        > ninguna
        < ...
        > no, el teléfono es 11 5555 7777
        < Fijate si está bien: …Teléfono: 11 5555 7777…
        > poneme el teléfono 11 4444 5555
        < Fijate si está bien: …Teléfono: 11 4444 5555…
        > el nombre es Tomás López
        < Fijate si está bien: …Persona afectada: Tomás López…
        > el problema es el escáner también
        < Lo sumé al problema. …
        > el teléfono es ese que te dije
        < … (2/4)
        > paso
        < …
        > dale
        < Listo, abrí el Ticket 1. …
    """)
    assert chat.desk.ticket(1)["affected_person"] == "Tomás López"
    assert chat.desk.ticket(1)["problem"] == "se rompió la impresora\nel problema es el escáner también"


def test_a_problem_told_where_a_phone_is_asked_is_kept(chat: Conversation) -> None:
    chat("""
        > /nuevo
        > yo
        < … (2/4)
        > es que me quedé sin internet
        < Eso lo sumo al problema. … (2/4)
        > no tngo
        < … (3/4)
        > desde la mañana
        > no
        < …Teléfono: — Problema reportado: desde la mañana es que me quedé sin internet…
        > listo
        < Listo, abrí el Ticket 1. …
    """)


@pytest.mark.parametrize("said", ["lo dejo así", "dejalo, no importa", "ya anda, gracias!"])
@pytest.mark.parametrize("answered", ["", "> yo\n> paso\n"])
@on_telegram
def test_who_needs_no_ticket_any_more_says_so_in_their_words(
    chat: Conversation, said: str, answered: str
) -> None:
    """Nobody is called «lo dejo así»."""
    chat(f"> abrir ticket\n{answered}< …\n> {said}\n< Cancelado: no abrí nada.")
    assert chat.desk.tickets() == []


@on_telegram
def test_who_asks_why_we_ask_is_told_how_to_go_on(chat: Conversation) -> None:
    chat("""
        > abrir ticket
        < … (1/4)
        > para qué?
        < Contestá la pregunta …
        < … (1/4)
        > yo
        < … (2/4)
        > para q quieren mi telefono?
        < Contestá la pregunta …
        < … (2/4)
        > xq lo piden
        < Contestá la pregunta …
        < … (2/4)
        > cancelar
        < …
    """)


@on_telegram
def test_ya_esta_throws_nothing_away(chat: Conversation) -> None:
    """Who has told what happens already means that."""
    chat("""
        > /nuevo
        > yo
        < … (2/4)
        > es que me quedé sin internet
        < Eso lo sumo al problema. … (2/4)
        > paso
        < … (3/4)
        > ya está
        < … (3/4)
    """)


@on_telegram
def test_nuevo_is_a_yes_where_nothing_but_a_new_ticket_is_offered(chat: Conversation) -> None:
    chat("""
        > no anda el mouse
        < ¿Abro un ticket con esto? …
          [Nuevo ticket] [Cancelar]
        > nuevo
        < … (1/4)
        > pará
        < … (1/4)
        > yo
        > paso
        < … (4/4)
        > no
        < …Problema reportado: no anda el mouse…
        > dale
        < Listo, abrí el Ticket 1. …
    """)


@on_telegram
def test_who_only_asked_for_help_typed_nothing_wrong(chat: Conversation) -> None:
    """The third asking has other words, but no reproach; what is no phone is counted from the first."""
    chat("""
        > /nuevo
        > yo
        < ¿A qué teléfono llamamos? … (2/4)
        > ayuda
        < Contestá la pregunta …
        < ¿A qué teléfono llamamos? … (2/4)
        > ayuda
        < Contestá la pregunta …
        < Sigamos por donde íbamos. ¿A qué teléfono llamamos? … (2/4)
        > ayuda
        < Contestá la pregunta …
        < Volvamos a lo tuyo. ¿A qué teléfono llamamos? … (2/4)
        > 12
        < Ese teléfono no me cierra. …
        > 12
        < Sigue sin cerrarme. …
        > cancelar
        < …
    """)


@on_telegram
def test_a_problem_told_early_is_no_wrong_phone(chat: Conversation) -> None:
    chat("""
        > /nuevo
        > yo
        > es que me quedé sin internet
        < Eso lo sumo al problema. …
        > 12
        < Ese teléfono no me cierra. …
        > cancelar
        < …
    """)


@on_telegram
def test_a_question_is_not_asked_in_the_same_words_a_third_time(chat: Conversation) -> None:
    chat("""
        > /nuevo
        < ¿Quién tiene el problema? …
        > ayuda
        < Contestá la pregunta …
        < ¿Quién tiene el problema? …
        > ayuda
        < Contestá la pregunta …
        < Sigamos por donde íbamos. ¿Quién tiene el problema? …
        > yo
        > paso
        < Contame el problema…
        > ayuda
        < Contestá la pregunta …
        < Contame el problema…
        > ayuda
        < Contestá la pregunta …
        < Sigamos por donde íbamos. Contame el problema…
        > cancelar
        < …
    """)


@on_telegram
def test_what_the_summary_takes_in_is_not_asked_about_once_more(chat: Conversation) -> None:
    """A yes that has more to tell adds that to the problem; with that it has its place."""
    chat("""
        > /nuevo
        > yo
        > paso
        > no anda el mouse
        > no
        < Fijate si está bien: …
        > si pero agregale q es urgente
        < Lo sumé al problema. …
        > falta el telefono es 1144445555
        < Fijate si está bien: … Teléfono: 1144445555 …
        > esta todo bien salvo el nombre q es ana
        < Fijate si está bien: … Persona afectada: ana …
        > si
        < Listo, abrí el Ticket 1. …
    """)
    assert chat.desk.ticket(1)["problem"] == "no anda el mouse\nsi pero agregale q es urgente"


@on_telegram
@pytest.mark.parametrize("said", ["no", "quiero hablar con una persona"])
def test_nobody_is_called_no(chat: Conversation, said: str) -> None:
    chat(f"""
        > /nuevo
        < … (1/4)
        > {said}
        < Necesito un nombre, …
    """)


@on_telegram
@pytest.mark.parametrize("said", ["no, está bien", "no está bien", "no, dale"])
def test_a_no_that_may_be_a_yes_lets_go_of_nothing(chat: Conversation, said: str) -> None:
    chat(f"""
        > /nuevo
        > yo
        > paso
        > se rompió la impresora
        > ninguna
        < Fijate si está bien: …
        > {said}
        < Poné «Confirmar», «Cambiar…» o «Cancelar». …
        > no, gracias
        < Cancelado…
    """)
