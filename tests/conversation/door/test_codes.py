"""Codes: whoever was invited comes in by one, once; what is said beside it is heard, and guesses are throttled."""

import pytest

from store.tables import InboxMessage
from tests.harness.phones import TelegramPhone
from tests.harness.stories import ONE
from tests.harness.transcripts import Conversation, on_telegram

pytestmark = on_telegram


def test_an_invitation_enters_by_its_link_or_typed_and_only_once(
    chat: Conversation, stranger: TelegramPhone
) -> None:
    code = chat.desk.code_for(chat.people["Beto"])
    chat(f"""
        Rosa > /start {code}
        Rosa < Hola, Beto. …
        Rosa < Hola, Beto. …
          [Mis pendientes] [Nuevo ticket] [Ayuda]
    """)
    chat.phones["Otra"] = TelegramPhone(chat.desk, chat.people["Pablo"])
    chat(f"""
        Otra > {code}
        Otra < Ese código no sirve…
    """)
    typed = chat.desk.code_for(chat.people["Pablo"]).lower().replace("-", " ")
    chat(f"""
        Otra > hola, mi código es {typed}
        Otra < Hola, Pablo. …
        Otra < …
    """)


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize(
    "words",
    ["Hola, mi código es {} y no me anda la caja 3", "no me anda la caja 3\n{}", "{} no me anda la caja 3"],
)
def test_what_is_said_beside_a_code_is_heard_after_the_welcome(chat: Conversation, words: str) -> None:
    code = chat.desk.code_for(chat.people["Pablo"])
    chat(f"""
        Rosa > (foto) {words.format(code)}
        Rosa < Hola, Pablo. …
        Rosa < …
          [Nuevo ticket] [Mis tickets] […]
        Rosa < …no me anda la caja 3…
          [Nuevo ticket] [Cancelar]
        Rosa > [Nuevo ticket]
        Rosa > [Pablo Ruiz]
        Rosa > [Omitir]
        Rosa > [Listo]
        Rosa > [Confirmar]
        Rosa < Listo, abrí el Ticket 1. …
    """)
    ticket = chat.desk.ticket(1)
    assert ticket["problem"] == words.format("TK-…")
    assert [image["bytes"] for image in ticket["images"]] == [len(chat.photos[0])]
    assert not any(code in str(row.payload) for row in chat.desk.rows(InboxMessage))


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize(
    "words", ["¡Hola! Te paso mi código: {}, gracias", "{} es mi código", "Hi, my code is {}!"]
)
def test_the_words_that_hand_a_code_over_are_no_message(chat: Conversation, words: str) -> None:
    chat(f"""
        Rosa > {words.format(chat.desk.code_for(chat.people["Pablo"]))}
        Rosa < Hola, Pablo. …
        Rosa < …
    """)


@pytest.mark.usefixtures("stranger")
def test_a_photo_beside_a_code_is_a_photo_alone(chat: Conversation) -> None:
    chat(f"""
        Rosa > (foto) mi código es {chat.desk.code_for(chat.people["Pablo"])}
        Rosa < Hola, Pablo. …
        Rosa < …
        Rosa < ¿Abro un ticket con esto? «un archivo»
    """)


@pytest.mark.usefixtures("stranger")
def test_what_is_said_beside_a_wrong_code_waits_for_the_right_one(chat: Conversation) -> None:
    chat(f"""
        Rosa > TK-00000-00000 no me anda la caja 3
        Rosa < Ese código no sirve…
        Rosa > {chat.desk.code_for(chat.people["Pablo"])}
        Rosa < Hola, Pablo. …
        Rosa < …
        Rosa < …no me anda la caja 3…
    """)


@pytest.mark.usefixtures("stranger")
def test_guesses_are_throttled_and_a_good_code_does_not_help_then(chat: Conversation) -> None:
    code = chat.desk.code_for(chat.people["Beto"])
    for number in range(5):
        chat(f"""
            Rosa > TK-00000-0000{number}
            Rosa < Ese código no sirve…
        """)
    chat(f"""
        Rosa > {code}
        Rosa < Probaste varios códigos…
        -- 61 min
        Rosa > {code}
        Rosa < Hola, Beto. …
        Rosa < …
    """)


def test_a_linked_chat_is_never_linked_anew(chat: Conversation) -> None:
    code = chat.desk.code_for(chat.people["Julia"])
    chat(
        ONE
        + f"""
        Marta > {code}
        Marta < ...
        Marta > /tablero
        Marta < …Con «ayuda» ves lo que podés hacer vos…
    """
    )
    chat(f"""
        Julia > /start {code}
        Julia < ...
    """)


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("typed", ["/start TK-00000-00000", "/start nada", "TK-123", "TK-00000-0000U"])
def test_a_code_that_lets_nobody_in_is_told_at_once(chat: Conversation, typed: str) -> None:
    chat(f"""
        Rosa > {typed}
        Rosa < Ese código no sirve…
        Rosa > hola
        Rosa < …¿Cómo te llamás?
    """)
