"""People with several chats: told in the one that they last wrote from; a link that was not theirs is undone."""

from tests.harness.phones import WebPhone
from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import Conversation, on_telegram

pytestmark = on_telegram


def second_phone(chat: Conversation, who: str, of: str) -> None:
    """A web chat of `of`, by the code that «Vincular otro canal» gives."""
    chat(
        f"""
        {of} > /ayuda
        {of} < …
          [Vincular otro canal] [Ver comandos]
        {of} > [Vincular otro canal]
        {of} < …TK-…10 minutos…
    """.replace("…TK-…10 minutos…", "…TK-…")
    )
    text = chat.phone(of).showing("TK-").text
    code = text[text.index("TK-") :].split()[0]
    phone = WebPhone(chat.desk, chat.people[of])
    phone.browser.opens("?code=" + code)
    phone.browser.sends()
    chat.desk.settle()
    phone.news()
    chat.phones[who] = phone


def test_a_person_with_two_chats_is_told_where_they_last_wrote(chat: Conversation) -> None:
    chat(ASSIGNED)
    second_phone(chat, "MartaWeb", "Marta")
    chat("""
        Marta < …vinculó otro chat…
          [No fui yo]
        Ana > #1 uno
        Ana < (recibido)
        MartaWeb < …Ticket 1: uno
        Marta > hola
        Marta < ...
        Ana > #1 dos
        Ana < (recibido)
        Marta < …Ticket 1: dos
    """)
    assert chat.told("MartaWeb") == []


def test_not_me_unlinks_the_other_chat_at_once(chat: Conversation) -> None:
    chat(ASSIGNED)
    second_phone(chat, "MartaWeb", "Marta")
    chat("""
        Marta < …
          [No fui yo]
        Marta > [No fui yo]
        Marta < …
        Ana > #1 uno
        Ana < (recibido)
        Marta < …Ticket 1: uno
    """)
    assert chat.phone("MartaWeb").screen() == []
