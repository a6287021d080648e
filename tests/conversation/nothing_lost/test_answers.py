"""What comes around a question is taken for its answer exactly when it is one."""

from bot.runtime.backfill import Backfill
from tests.harness.phones import photo
from tests.harness.stories import ASSIGNED, BOTH_OF_ANA, TWO_LATER
from tests.harness.transcripts import Conversation, on_telegram, on_whatsapp


@on_telegram
def test_a_photo_that_was_sent_for_the_closing_is_kept_for_it(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /cerrar 1
        Ana < ¿Con qué cerramos…
        Ana > (foto)
        Ana < ...
        Ana > /cerrar 1 cambié el cable
        Ana < Cerré el Ticket 1. …
        Marta < …Solución: cambié el cable…
          (archivos 1)
    """
    )
    assert [len(entry["files"]) for entry in chat.desk.ticket(1)["thread"]] == [1]


@on_telegram
def test_the_words_of_a_photo_at_the_summary_belong_to_the_problem(chat: Conversation) -> None:
    chat("""
        Marta > /nuevo
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > No imprime la caja 2
        Marta > [Omitir]
        Marta > (foto) dice error E-15
        Marta < Lo guardé para el ticket. …
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 1. …
    """)
    assert chat.desk.ticket(1)["problem"] == "No imprime la caja 2\ndice error E-15"


@on_telegram
def test_words_right_after_the_photo_that_answered_are_heard_too(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /responder 1
        Ana < …
    """
    )
    ana = chat.telegram("Ana")
    ana.says("", photo())
    ana.says("fijate si es este cable")
    chat("""
        Marta < …
          (archivos 1)
        Ana < Se lo mandé a Marta (Ticket 1).
        Ana < …«fijate si es este cable»…
    """)


@on_telegram
def test_an_answer_to_a_person_is_no_answer_to_an_old_question(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /responder 1 ¿quién usa esa caja? ¿la reiniciaste?
        Marta < …¿la reiniciaste?
        Marta > Listo
        Marta > Marta Gómez
        Marta < (recibido)
        Ana < ...
    """
    )
    assert chat.thread()[1:] == ["Listo", "Marta Gómez"]


@on_telegram
def test_a_sentence_with_a_number_in_it_chooses_no_ticket(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        -- 40 min
        Ana > probá reiniciar
        Ana < ...
        Ana > en 1 rato voy
        Ana < …«probá reiniciar en 1 rato voy»…
        Ana > 1
        Ana < ...
        Ana > [Enviar]
        Marta < …probá reiniciar
        Marta < …en 1 rato voy
        Ana < Se lo mandé a Marta (Ticket 1).
    """
    )


@on_whatsapp
def test_a_place_is_kept_with_its_address(chat: Conversation) -> None:
    chat(ASSIGNED)
    marta = chat.whatsapp("Marta")
    marta.post(
        marta.form(
            "", Latitude="-34.6", Longitude="-58.4", Address="Av. Corrientes 1234", MessageType="location"
        )
    )
    chat("Ana < Marta Gómez (LA CABAÑA S.A.), Ticket 1: Av. Corrientes 1234…")
    assert chat.thread() == ["Av. Corrientes 1234\nhttps://maps.google.com/?q=-34.6,-58.4"]


@on_telegram
def test_an_album_is_followed_whatever_its_sibling_comes_with(chat: Conversation) -> None:
    chat(TWO_LATER)
    marta = chat.telegram("Marta")
    first, sibling = marta.updates("#1 la tinta", photo(), photo())
    marta.post(first)
    chat("""
        Marta < (recibido)
        -- 1 min
    """)
    marta.post(sibling)
    chat("""
        Marta > #2 el mail volvió
        Marta < (recibido)
    """)
    assert [len(entry["files"]) for entry in chat.desk.ticket(1)["thread"]] == [2]
    assert [(entry["text"], entry["files"]) for entry in chat.desk.ticket(2)["thread"]] == [
        ("el mail volvió", [])
    ]


@on_telegram
def test_a_number_is_a_place_in_the_list_that_was_seen(chat: Conversation) -> None:
    chat(
        TWO_LATER
        + """
        Marta > /tickets
        Marta < …
    """
    )
    marta = chat.telegram("Marta")
    marta.says("la tinta se acabó")
    marta.says("1")
    chat("""
        Marta < ¿Esto es de alguno de estos tickets? «la tinta se acabó»
        Marta < Ticket 2…
        Marta < ¿Esto es de alguno de estos tickets? «la tinta se acabó»
    """)
    assert chat.thread(1) == chat.thread(2) == []


@on_whatsapp
def test_what_was_said_before_a_question_does_not_answer_it(chat: Conversation) -> None:
    marta = chat.whatsapp("Marta")
    marta.form("se me volvió a trabar la caja 2")
    chat("""
        -- 10 min
        Marta > nuevo
        Marta < …Quién tiene el problema…
    """)
    Backfill(chat.desk.desk).run()
    chat("""
        Marta < …«se me volvió a trabar la caja 2»…
    """)


@on_whatsapp
def test_what_is_said_right_after_a_question_answers_it_though_it_comes_late(chat: Conversation) -> None:
    """Twilio's list tells of whole seconds."""
    chat("""
        Marta > nuevo
        Marta < …Quién tiene el problema…
    """)
    marta = chat.whatsapp("Marta")
    marta.form("Juana Pérez")
    chat.desk.later(minutes=10)
    Backfill(chat.desk.desk).run()
    chat("Marta < ¿A qué teléfono…")


@on_whatsapp
def test_a_photo_for_a_new_ticket_does_not_follow_the_one_before(chat: Conversation) -> None:
    """Files within ten seconds are an album, but not across a form that was begun between them."""
    chat(ASSIGNED + "-- 1 min")
    marta = chat.phone("Marta")
    marta.says("mirá la pantalla", photo())
    chat.desk.settle()
    for said in ("nuevo", "Marta Gómez", "omitir", "se cayó el techo"):
        marta.says(said)
    marta.says("", photo())
    chat("""
        Marta < ...
        Ana < ...
        Marta > [Listo]
        Marta > [Confirmar]
        Marta < …abrí el Ticket 2. …
    """)
    assert len(chat.desk.ticket(2)["images"]) == 1
    assert [len(entry["files"]) for entry in chat.desk.ticket(1)["thread"]] == [1]


@on_telegram
def test_what_is_told_of_the_ticket_that_is_chosen_waits_with_the_rest(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > hay que esperar un poco
        Ana < …¿A cuál se lo mando?
          [Ticket 2 · …] [Ticket 1 · …] [Cancelar]
        Ana > el 2 ya está
        Ana < ¿Se lo mando a Marta (Ticket 2)? «hay que esperar un poco el 2 ya está»
    """
    )


@on_telegram
def test_a_yes_with_a_but_keeps_its_words(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > /eliminar 1
        Marta < ¿Eliminamos el Ticket 1? …
        Marta > sí, pero que pasen a buscar el cable
        Marta < ¿Lo eliminamos? Poné «Eliminar» o «No». ¿Eliminamos el Ticket 1? …
        Marta > mejor no
        Marta < Cancelado: el Ticket 1 queda como estaba.
        Marta < …«sí, pero que pasen a buscar el cable»
          [Ticket 1 · …] [Nuevo ticket] [Cancelar]
        Marta > [Ticket 1]
        Marta < ...
        Ana < …: sí, pero que pasen a buscar el cable
    """
    )
    assert chat.thread() == ["sí, pero que pasen a buscar el cable"]
