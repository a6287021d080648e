"""How it was: asked once a ticket, after «Sirvió» or a week; a mark is kept, anything else is a message like any."""

import pytest

from bot.clock import satisfaction
from store.tables import Ticket
from tests.harness.stories import CLOSED, ONE
from tests.harness.transcripts import Conversation, elsewhere, on_both_stores, on_telegram

STARS = "[1 de 5] [2 de 5] [3 de 5] [4 de 5] [5 de 5]"
ASKED = (
    CLOSED
    + f"""
    Marta > [Sirvió]
    Marta < ¡Qué bueno! El Ticket 1 queda cerrado. …
      {STARS}
    Ana < …
"""
)


def marked(chat: Conversation) -> int | None:
    mark: int | None = chat.desk.ticket(1)["satisfaction"]
    return mark


def test_a_button_is_kept(chat: Conversation) -> None:
    chat(ASKED)
    chat("""
        Marta > [4 de 5]
        Marta < Gracias…Ticket 1…
    """)
    assert marked(chat) == 4
    assert chat.desk.ticket(1)["events"][-1]["what"] == "satisfaction"


def test_a_number_counts_while_we_said_nothing_since(chat: Conversation) -> None:
    chat(ASKED)
    chat("""
        -- 5 d
        Marta > 3
        Marta < Gracias…
        Marta > 5
        -- 5 s
        Marta < ...
    """)
    assert marked(chat) == 3


def test_stars_count_too(chat: Conversation) -> None:
    chat(ASKED)
    chat("""
        Marta > ⭐️⭐️
        Marta < Gracias…
    """)
    assert marked(chat) == 2


@pytest.mark.parametrize(
    ("said", "mark"), [("un 4", 4), ("cinco", 5), ("3 estrellas", 3), ("4/5", 4), ("4️⃣", 4), ("5!", 5)]
)
@on_telegram
def test_a_number_in_words_counts_too(chat: Conversation, said: str, mark: int) -> None:
    chat(ASKED)
    chat(f"""
        Marta > {said}
        Marta < Gracias…
    """)
    assert marked(chat) == mark


@elsewhere
def test_a_quoted_question_is_answered_later_and_its_button_for_ever(chat: Conversation) -> None:
    chat(ASKED)
    chat("""
        Marta > hola
        -- 5 s
        Marta < ...
        Marta > (a «queda cerrado») 5
        Marta < Gracias…
        Marta > hola
        -- 5 s
        Marta < ...
        Marta > [1 de 5]
        Marta < ...
    """)
    assert marked(chat) == 1 or chat.way != "button"
    assert chat.thread() == []


@elsewhere
def test_a_number_counts_while_what_it_quotes_is_not_noted_yet(chat: Conversation) -> None:
    """They may answer before the call that sent the question has told us its id."""
    chat(ASKED)
    chat.phone("Marta").says("4", quoting="999999")
    chat("Marta < Gracias…")
    assert marked(chat) == 4


def test_a_sentence_is_a_message_like_any_other(chat: Conversation) -> None:
    chat(ASKED)
    chat("""
        Marta > ahora no anda el escáner
        -- 5 s
        Marta < …ahora no anda el escáner…
    """)
    assert marked(chat) is None


def test_it_is_asked_once_a_ticket(chat: Conversation) -> None:
    chat(ASKED)
    chat("""
        Marta > /reabrir 1
        Marta < ...
        Ana < ...
        Ana > /cerrar 1 Ahora sí
        Ana < ...
        Marta < …
        Marta > [Sirvió]
        Marta < ¡Qué bueno! El Ticket 1 queda cerrado.
        Ana < ...
    """)


def ask(chat: Conversation) -> None:
    satisfaction.ask(chat.desk.desk)
    chat.desk.settle()


@on_both_stores
def test_who_says_nothing_is_asked_after_a_week_in_working_time(chat: Conversation) -> None:
    chat(CLOSED)
    chat("-- 6 d")
    ask(chat)
    assert chat.told("Marta") == []
    chat("-- 36 h")
    ask(chat)
    chat("-- 12 h")
    ask(chat)
    ask(chat)
    chat(f"""
        Marta < ¿Cómo te atendimos en el Ticket 1, …
          {STARS}
        Marta > 4
        Marta < Gracias…
    """)
    assert marked(chat) == 4


@on_telegram
def test_who_has_just_written_is_asked_after_that_was_heard(chat: Conversation) -> None:
    chat(CLOSED)
    chat("-- 8 d")
    chat.phone("Marta").says("hola")
    satisfaction.ask(chat.desk.desk)
    chat("Marta < ...")
    assert chat.desk.rows(Ticket)[0].satisfaction_asked_at is None
    ask(chat)
    chat("Marta < ¿Cómo te atendimos en el Ticket 1, …")


@on_telegram
def test_nobody_else_may_give_a_mark(chat: Conversation) -> None:
    chat(ONE)
    chat("Julia < ...")
    chat.phone("Pablo").presses(chat.phone("Marta").offering("Ver el ticket")[0], "satisfaction 1 5")
    assert [bubble.text[:25] for bubble in chat.told("Pablo")] == ["No encuentro el Ticket 1 "]
    assert marked(chat) is None
