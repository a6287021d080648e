"""What changes hands: «Mover» takes its messages whole and nothing else; an unlinked chat takes nobody's along."""

from store.messages import inbox
from store.tables import InboxMessage, Ticket
from tests.harness.phones import TelegramPhone
from tests.harness.stories import BOTH_OF_ANA, ONE, TWO
from tests.harness.transcripts import Conversation, on_both_stores, on_telegram

A_WHILE = "-- 40 min\n"


THREE = TWO + ONE.replace("No imprime la caja 2", "Se cortó la luz").replace("Ticket 1", "Ticket 3") + A_WHILE


def notes(chat: Conversation, number: int) -> list[tuple[str, bool]]:
    return [(entry["text"], entry["internal"]) for entry in chat.desk.ticket(number)["thread"]]


# Notes


def test_an_internal_note_stays_one_wherever_it_is_moved(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > /ticket 1
        Ana < ...
        Ana > la clave del router es 1234
        Ana < ¿Se lo mando a Marta (Ticket 1)? …
        Ana > [Nota interna]
        Ana < …Ticket 1…
          [Mover]
        Ana > [Mover]
        Ana < …
          [Ticket 2 · …] [Cancelar]
        Ana > [Ticket 2]
        Ana < …Ticket 2…
          [Mover]
        Marta > /ticket 2
        Marta < Ticket 2 …todavía no hay mensajes.
    """
    )
    assert notes(chat, 1) == []
    assert notes(chat, 2) == [("la clave del router es 1234", True)]


@on_telegram
def test_a_note_that_was_left_in_between_stays_where_it_is(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > /ticket 1
        Ana < ...
        Ana > probá con otro cable
        Ana < ...
        Ana > /nota 1 la clave es 1234
        Ana < ...
        Ana > y avisame
        Ana < ...
        Ana > [Enviar]
        Ana < …Ticket 1…
        Marta < ...
        Ana > [Mover]
        Ana < ...
        Ana > [Ticket 2]
        Ana < ...
        Marta < Ana (soporte técnico), Ticket 2: probá con otro cable
        Marta < Ana (soporte técnico), Ticket 2: y avisame
    """
    )
    assert notes(chat, 1) == [("la clave es 1234", True)]
    assert notes(chat, 2) == [("probá con otro cable", False), ("y avisame", False)]


# What was sent in between


def test_what_was_sent_to_another_ticket_in_between_stays_there(chat: Conversation) -> None:
    chat(
        THREE
        + """
        > la tinta se acabó
        < …
          [Ticket 3 · …] [Ticket 2 · …] [Ticket 1 · …] [Nuevo ticket] [Cancelar]
        > #2 el mail volvió
        < ...
        > es la negra
        < ...
        > [Ticket 1]
        < …Ticket 1…
        > [Mover]
        < …
          [Ticket 3 · …] [Ticket 2 · …] [Nuevo ticket] [Cancelar]
        > [Ticket 3]
        < …Ticket 3…
    """
    )
    assert chat.thread(1) == []
    assert chat.thread(2) == ["el mail volvió"]
    assert chat.thread(3) == ["la tinta se acabó", "es la negra"]


def test_what_was_sent_by_its_number_in_between_stays_even_in_the_same_ticket(chat: Conversation) -> None:
    chat(
        THREE
        + """
        > la tinta se acabó
        < ...
        > #1 la caja volvió
        < ...
        > es la negra
        < ...
        > [Ticket 1]
        < …Ticket 1…
        > [Mover]
        < ...
        > [Ticket 3]
        < …Ticket 3…
    """
    )
    assert chat.thread(1) == ["la caja volvió"]
    assert chat.thread(3) == ["la tinta se acabó", "es la negra"]


def test_what_was_moved_may_be_moved_again(chat: Conversation) -> None:
    chat(
        THREE
        + """
        > la tinta se acabó
        < ...
        > es la negra
        < ...
        > [Ticket 1]
        < ...
        > [Mover]
        < ...
        > [Ticket 3]
        < …Ticket 3…
          [Mover] [Es otro problema]
        > [Mover]
        < …
          [Ticket 2 · …] [Ticket 1 · …] [Nuevo ticket] [Cancelar]
        > [Ticket 2]
        < …Ticket 2…
    """
    )
    assert (chat.thread(1), chat.thread(3)) == ([], [])
    assert chat.thread(2) == ["la tinta se acabó", "es la negra"]


@on_telegram
def test_nobody_waits_for_an_answer_to_what_was_moved_away(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Marta > la tinta se acabó
        -- 5 s
        Marta < ...
        Marta > [Ticket 1]
        Marta < …Ticket 1…
        Ana < ...
        Marta > [Mover]
        Marta < …
        Marta > [Ticket 2]
        Marta < …Ticket 2…
        Ana < ...
    """
    )
    assert [ticket.unanswered_since is None for ticket in chat.desk.rows(Ticket)] == [True, False]


@on_telegram
def test_what_an_answer_that_was_moved_away_had_answered_waits_again(chat: Conversation) -> None:
    chat(BOTH_OF_ANA + "Marta > #1 ¿novedades?\n-- 5 s\nMarta < ...\nAna < ...")
    asked = chat.desk.rows(Ticket)[0].unanswered_since
    chat("""
        Ana > /ticket 1
        Ana < ...
        Ana > probá ahora
        -- 5 s
        Ana < ¿Se lo mando a Marta (Ticket 1)? …
        Ana > [Enviar]
        Ana < …Ticket 1…
          [Mover]
        Marta < ...
        Ana > [Mover]
        Ana < …
        Ana > [Ticket 2]
        Ana < …Ticket 2…
        Marta < ...
    """)
    first, second = chat.desk.rows(Ticket)
    assert asked is not None and first.unanswered_since == asked and first.stopped_at is None
    assert second.unanswered_since is None and second.stopped_at is not None


# Ten minutes


def test_the_ten_minutes_count_from_when_the_words_were_put_there(chat: Conversation) -> None:
    chat(
        TWO
        + A_WHILE
        + """
        > la tinta se acabó
        < ...
        -- 11 min
        > es la negra
        < ...
        > [Ticket 1]
        < …Ticket 1…
          [Mover] [Es otro problema]
        -- 9 min
        > [Mover]
        < …
          [Ticket 2 · …] [Nuevo ticket] [Cancelar]
        > [Ticket 2]
        < …Ticket 2…
    """
    )
    assert (chat.thread(1), chat.thread(2)) == ([], ["la tinta se acabó", "es la negra"])


def test_one_message_that_waited_long_for_its_place_may_be_moved(chat: Conversation) -> None:
    chat(
        TWO
        + A_WHILE
        + """
        > la tinta se acabó
        < ...
        -- 11 min
        > [Ticket 1]
        < …Ticket 1…
          [Mover] [Es otro problema]
        > [Mover]
        < …
          [Ticket 2 · …] [Nuevo ticket] [Cancelar]
        -- 11 min
        > [Ticket 2]
        < …10 minutos…
    """
    )
    assert (chat.thread(1), chat.thread(2)) == (["la tinta se acabó"], [])


# A chat that changes hands


@on_both_stores
def test_what_nobody_has_heard_yet_does_not_come_up_as_the_next_persons(chat: Conversation) -> None:
    chat("""
        Marta > /ayuda
        Marta > [Vincular otro canal]
        Marta < ...
    """)
    marta = chat.phone("Marta")
    code = next(word for word in marta.showing("TK-").text.split() if word.startswith("TK-"))
    other = chat.phones["Otra"] = TelegramPhone(chat.desk, chat.people["Marta"])
    chat(f"""
        Otra > /start {code}
        Otra < ...
        Marta < …vinculó otro chat…
          [No fui yo]
    """)
    other.says("no me anda la impresora")
    bubble, place = marta.offering("No fui yo")
    marta.presses(bubble, bubble.choices[place][1])
    chat("Marta < …ya no está a tu nombre.")
    chat(f"""
        Otra > /start {chat.desk.code_for(chat.people["Pablo"])}
        Otra < Hola, Pablo. …
        Otra < Hola, Pablo. …
    """)
    [unheard] = [row for row in chat.desk.rows(InboxMessage) if row.state == "set_aside"]
    assert (unheard.payload["text"], unheard.error) == ("no me anda la impresora", "the chat was unlinked")
    with chat.desk.store.write() as session:
        inbox.mark(session, [unheard.id], "heard")
