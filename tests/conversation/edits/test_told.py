"""An edit is told once to each who may read it now: in place where the channel can, else anew."""

from tests.harness.stories import ASSIGNED, BOTH_OF_ANA
from tests.harness.transcripts import Conversation, on_both_stores, on_telegram, on_whatsapp_on_both_stores

WRITTEN = (
    ASSIGNED
    + """
    Marta > versión cero
    Marta < (recibido)
    Ana < …: versión cero
"""
)
TO_BETO = """
    Julia > /asignar 1 beto
    Julia < ...
    Ana < El Ticket 1 ahora lo tiene Beto.
    Beto < …
    Marta < ...
"""


def ana_on_whatsapp(chat: Conversation) -> Conversation:
    chat.on(Marta="telegram", Julia="telegram", Beto="telegram")
    return chat


@on_whatsapp_on_both_stores
def test_each_edit_is_one_message_where_nothing_can_be_edited(chat: Conversation) -> None:
    ana_on_whatsapp(chat)(
        WRITTEN
        + """
        Marta > (corrige «versión cero») versión uno
        Ana < …, editado: versión uno
        Marta > (corrige «versión uno») versión dos
        Ana < …, editado: versión dos
        Marta > (corrige «versión dos») versión tres
        Ana < …, editado: versión tres
    """
    )


@on_whatsapp_on_both_stores
def test_of_edits_that_nobody_could_be_told_yet_only_the_last_is_said(chat: Conversation) -> None:
    ana_on_whatsapp(chat)(WRITTEN)
    chat.desk.later(hours=25)
    for before, after in (("versión cero", "versión uno"), ("versión uno", "versión dos")):
        chat.phone("Marta").corrects(before, after)
        chat.desk.settle()
    chat("""
        Ana > ver
        Ana < …, editado: versión dos
        Ana < ...
    """)


@on_whatsapp_on_both_stores
def test_what_nobody_was_told_yet_is_said_as_it_was_edited(chat: Conversation) -> None:
    ana_on_whatsapp(chat)(ASSIGNED)
    chat.desk.later(hours=25)
    chat("Marta > (a «va a atender») versión cero\nMarta < (recibido)\nMarta < ...")
    chat.phone("Marta").corrects("versión cero", "versión uno")
    chat("""
        Ana > ver
        Ana < Marta Gómez (LA CABAÑA S.A.), Ticket 1: versión uno
        Ana < ...
    """)


@on_whatsapp_on_both_stores
def test_an_album_and_its_caption_are_one_copy(chat: Conversation) -> None:
    ana_on_whatsapp(chat)(
        ASSIGNED
        + """
        Marta > (foto 3) la pantaya
        Marta < (recibido)
        Ana < …: la pantaya
        Ana < ...
        Marta > (corrige «la pantaya») la pantalla
        Ana < …, editado: la pantalla
    """
    )


@on_whatsapp_on_both_stores
def test_a_long_text_in_parts_is_one_copy(chat: Conversation) -> None:
    long = "no anda la caja " * 200
    ana_on_whatsapp(chat)(
        ASSIGNED
        + f"""
        Marta > {long.strip()}
        Marta < (recibido)
        Ana < (1/3) …
        Ana < (2/3) …
        Ana < (3/3) …
        Marta > (corrige «{long.strip()}») no anda la caja
        Ana < …, editado: no anda la caja
    """
    )


@on_telegram
def test_each_part_of_a_long_text_changes_where_it_is(chat: Conversation) -> None:
    long = ("no anda la caja " * 300).strip()
    chat(
        ASSIGNED
        + f"""
        Marta > {long}
        Marta < (recibido)
        Ana < (1/2) …
        Ana < (2/2) …anda la caja
        Marta > (corrige «{long}») {long} dos
        Ana < (2/2) …anda la caja dos
        Marta > (corrige «{long} dos») ya está
        Ana < …, editado: ya está
        Marta > (corrige «ya está») no era nada
        Ana < …, editado: no era nada
    """
    )
    assert [b.text.count("ya está") for b in chat.phone("Ana").screen()][-1] == 0


@on_telegram
def test_a_text_that_grows_is_told_whole_and_edited_whole(chat: Conversation) -> None:
    long = ("no anda la caja " * 300).strip()
    chat(
        WRITTEN
        + f"""
        Marta > (corrige «versión cero») {long}
        Ana < (1/2) …
        Ana < (2/2) …anda la caja
        Marta > (corrige «{long}») {long} tres
        Ana < (2/2) …anda la caja tres
    """
    )


@on_telegram
def test_a_caption_changes_under_its_photos(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > (foto 2) la pantaya
        Marta < (recibido)
        Ana < …: la pantaya
        Marta > (corrige «la pantaya») la pantalla
        Ana < …: la pantalla
    """
    )
    assert not any("pantaya" in bubble.text for bubble in chat.phone("Ana").screen())


def test_who_lost_the_ticket_is_not_told_what_it_says_now(chat: Conversation) -> None:
    """But whoever has it now is, though the message was told before."""
    if chat.channel == "whatsapp":  # which edits nothing
        chat.on(Marta="telegram")
    if chat.channel == "webchat":
        chat.on(Marta="telegram")
    chat(
        WRITTEN
        + TO_BETO
        + "Marta > (corrige «versión cero») la clave es 1234\nBeto < …, editado: la clave es 1234"
    )
    assert not any("1234" in bubble.text for bubble in chat.phone("Ana").screen())


@on_both_stores
def test_a_note_is_told_anew_only_to_the_staff_of_its_ticket(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Julia > /nota 1 ojo con la caja
        Julia < Nota guardada en el Ticket 1.
        Ana < …nota interna en el Ticket 1: ojo con la caja
    """
        + TO_BETO
        + """
        Julia > (corrige «/nota 1 ojo con la caja») /nota 1 la clave es 1234
        Beto < …editado: la clave es 1234
    """
    )
    for who in ("Ana", "Marta"):
        assert not any("1234" in bubble.text for bubble in chat.phone(who).screen())


@on_both_stores
def test_who_left_is_told_nothing_more(chat: Conversation) -> None:
    chat(WRITTEN)
    chat.desk.deactivate(chat.people["Ana"])
    chat.phone("Marta").corrects("versión cero", "la clave es 1234")
    chat.desk.settle()
    assert not any("1234" in bubble.text for bubble in chat.phone("Ana").screen())


@on_whatsapp_on_both_stores
def test_a_problem_that_is_edited_twice_before_it_can_be_told_is_told_once(chat: Conversation) -> None:
    ana_on_whatsapp(chat)(ASSIGNED)
    chat.desk.later(hours=25)
    for before, after in (
        ("No imprime la caja 2", "No imprime la caja 3"),
        ("No imprime la caja 3", "No imprime la caja 4"),
    ):
        chat.phone("Marta").corrects(before, after)
        chat.desk.settle()
    chat("""
        Ana > ver
        Ana < Ticket 1, problema editado: No imprime la caja 4
        Ana < ...
    """)


@on_telegram
def test_the_cards_say_the_problem_as_it_was_edited_last(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > (corrige «No imprime la caja 2») No imprime:\nla caja 3
        Ana < …te asignó un ticket. …No imprime: la caja 3
          [Responder] [Nota interna] [Cerrar ticket]
        Julia < Entró un ticket nuevo. …No imprime: la caja 3
          [Asignar] [Criticidad] [Categoría]
        Marta > (corrige «No imprime:\nla caja 3») No imprime la caja 4
        Ana < …No imprime la caja 4
        Julia < …No imprime la caja 4
        Ana > [Nota interna]
        Ana < ¿Qué anoto en el Ticket 1? …
    """
    )
    for who in ("Ana", "Julia"):
        cards = [bubble.text for bubble in chat.phone(who).screen() if "LA CABAÑA" in bubble.text]
        assert [card.splitlines()[-1] for card in cards] == ["No imprime la caja 4"]


@on_telegram
def test_what_changes_further_up_is_not_what_was_said_last(chat: Conversation) -> None:
    """A number goes on to be a place in the list that was shown last."""
    chat(
        WRITTEN
        + """
        Ana > /pendientes
        Ana < Tenés un ticket pendiente: …
          [Ticket 1]
        Marta > (corrige «versión cero») versión uno
        Ana < …: versión uno
        Ana > 1
        Ana < Ticket 1 …
    """
    )


@on_whatsapp_on_both_stores
def test_what_is_moved_is_taken_back_by_one_message(chat: Conversation) -> None:
    ana_on_whatsapp(chat)(
        BOTH_OF_ANA
        + """
        Marta > /ticket 1
        Marta < ...
        Marta > (foto 3) la pantalla
        Marta < …Ticket 1…
          [Mover] [Es otro problema]
        Ana < …: la pantalla
        Ana < ...
        Marta > [Mover]
        Marta < ...
        Marta > [Ticket 2]
        Ana < Ticket 1: esto era de otro ticket, …
        Ana < …Ticket 2: la pantalla
        Ana < ...
        Marta < …Ticket 2…
    """
    )
