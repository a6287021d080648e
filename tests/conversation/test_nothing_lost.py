"""Nothing that people send is dropped, however it crosses with what others do: each of these once was."""

from bot.runtime.backfill import Backfill
from tests.harness.phones import TelegramPhone, WhatsAppPhone, photo
from tests.harness.stories import ASSIGNED, BOTH_OF_ANA, CLOSED, TWO_LATER
from tests.harness.transcripts import Conversation, on_telegram, on_whatsapp


def texts(chat: Conversation, number: int = 1) -> list[str]:
    return [entry["text"] for entry in chat.desk.ticket(number)["thread"]]


def telegram(chat: Conversation, who: str) -> TelegramPhone:
    phone = chat.phone(who)
    assert isinstance(phone, TelegramPhone)
    return phone


# -- what is between the staff stays there ----------------------------------------------------------------


@on_whatsapp
def test_what_follows_a_note_with_a_photo_is_a_note_too(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > (foto) responder 1 fijate esto
        Ana < ...
        Marta < …fijate esto
          (archivos 1)
        Ana > (foto) nota 1 la clave del router
        Ana > (foto) y la del servidor es 1234
        Ana > (foto)
        Ana < ...
    """
    )
    assert chat.told("Marta") == []
    assert [entry["internal"] for entry in chat.desk.ticket(1)["thread"]] == [False, True, True]


@on_telegram
def test_the_rest_of_a_note_s_album_is_a_note_too(chat: Conversation) -> None:
    chat(ASSIGNED)
    ana = telegram(chat, "Ana")
    first, second, third = ana.updates("/nota 1 la clave del router", *[photo() for _ in range(3)])
    second["message"]["caption"] = "y la del servidor es 1234"
    for update in (first, second, third):
        ana.post(update)
    chat("Ana < (recibido)")
    assert chat.told("Marta") == []
    assert all(entry["internal"] for entry in chat.desk.ticket(1)["thread"])
    assert sum(len(entry["files"]) for entry in chat.desk.ticket(1)["thread"]) == 3


@on_telegram
def test_a_photo_right_after_a_note_is_a_note(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /responder 1 probá reiniciar
        Ana < (recibido)
        Marta < …probá reiniciar
        Ana > /nota 1 la clave del router está en la foto
        Ana < (recibido)
        Ana > (foto)
        Ana < (recibido)
    """
    )
    assert [entry["internal"] for entry in chat.desk.ticket(1)["thread"]] == [False, True, True]


@on_telegram
def test_quoting_what_we_said_of_a_moved_note_is_a_note(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Ana > /ticket 1
        Ana < ...
        Ana > la clave del router es 1234
        Ana < ...
        Ana > [Nota interna]
        Ana < Lo puse en el Ticket 1. …
        Ana > [Mover]
        Ana > [Ticket 2]
        Ana < Lo puse en el Ticket 2. …
        Ana > (a «Lo puse en el Ticket 2») y la del servidor 5678
        Ana < (recibido)
    """
    )
    assert [entry["internal"] for entry in chat.desk.ticket(2)["thread"]] == [True, True]


@on_telegram
def test_quoting_one_s_own_note_is_a_note(chat: Conversation) -> None:
    chat(ASSIGNED)
    ana = telegram(chat, "Ana")
    [note] = ana.updates("/nota 1 la clave es x")
    ana.post(note)
    ana.says("y la otra es z", quoting=str(note["message"]["message_id"]))
    chat("""
        Ana < (recibido)
        Ana < (recibido)
    """)
    assert chat.told("Marta") == []
    assert [entry["internal"] for entry in chat.desk.ticket(1)["thread"]] == [True, True]


# -- a form that comes to nothing ---------------------------------------------------------------------------


@on_telegram
def test_what_waits_for_a_reopening_is_put_there_though_it_is_open_by_then(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        Marta > sigue sin imprimir nada
        Marta < …¿Reabrir…
        Ana > /reabrir 1
        Ana < ...
        Marta < ...
        Marta > [Reabrir ticket]
        Marta < ...
        Ana < ...
    """
    )
    assert texts(chat)[-1] == "sigue sin imprimir nada"


@on_telegram
def test_an_answer_to_a_ticket_that_is_another_s_by_now_is_offered_a_home(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /responder 1
        Ana < …
        Julia > /asignar 1 beto
        Julia < ...
        Beto < ...
        Ana < ...
        Ana > (foto) cambié el fusor
        Ana < No encuentro el Ticket 1…
        Ana < …«cambié el fusor»…
        Marta < ...
    """
    )


@on_telegram
def test_a_solution_for_a_ticket_that_its_client_closed_is_offered_a_home(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /cerrar 1
        Ana < ¿Con qué cerramos…
        Marta > /cerrar 1 ya anda
        Marta < ...
        Ana < ...
        Ana > (foto) cambié el fusor
        Ana < El Ticket 1 ya está cerrado…
        Ana < …«cambié el fusor»…
    """
    )


# -- one question after the other ---------------------------------------------------------------------------


@on_telegram
def test_what_waits_for_a_place_waits_on_when_more_comes_to_wait(chat: Conversation) -> None:
    chat(
        TWO_LATER
        + """
        Marta > la tinta se acabó
        Marta < ¿Dónde pongo «la tinta se acabó»?
        Marta > #99 otra cosa distinta
        Marta < No encuentro el Ticket 99…
        Marta < ¿Dónde pongo «la tinta se acabó otra cosa distinta»?
        Marta > [Ticket 1]
        Marta < Lo puse en el Ticket 1. …
        Julia < ...
    """
    )
    assert texts(chat) == ["la tinta se acabó", "otra cosa distinta"]


@on_telegram
def test_a_ticket_that_is_half_told_is_gone_on_with_after_another(chat: Conversation) -> None:
    chat("""
        Marta > /nuevo
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > no anda el escáner
        Marta < … (4/4)
        Marta > (foto)
        Marta < … (4/4)
        Marta > #99 la tinta se acabó
        Marta < No encuentro el Ticket 99…
        Marta < ...
        Marta > [Nuevo ticket]
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > [Omitir]
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 1. …
        Marta < …¿Seguimos?
        Marta > [Seguir]
        Marta < … (4/4)
        Marta > [Listo]
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 2. …
    """)
    assert [chat.desk.ticket(number)["problem"] for number in (1, 2)] == [
        "la tinta se acabó",
        "no anda el escáner",
    ]
    assert len(chat.desk.ticket(2)["images"]) == 1


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
def test_what_waits_is_not_pushed_out_by_many_questions(chat: Conversation) -> None:
    chat(
        TWO_LATER
        + """
        Marta > la tinta se acabó
        Marta < ¿Dónde pongo «la tinta se acabó»?
        Marta > /idioma
        Marta > /eliminar 1
        Marta > /cerrar 2
        Marta > /nuevo
        Marta > /cancelar
        Marta > /cancelar
        Marta > [No]
        Marta < Cancelado…
        Marta < ¿Dónde pongo «la tinta se acabó»?
        Marta > [Ticket 1]
        Marta < Lo puse en el Ticket 1. …
        Julia < ...
    """
    )
    assert texts(chat) == ["la tinta se acabó"]


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
    ana = telegram(chat, "Ana")
    ana.says("", photo())
    ana.says("fijate si es este cable")
    chat("""
        Marta < …
          (archivos 1)
        Ana < (recibido)
        Ana < …«fijate si es este cable»…
    """)


# -- silence ----------------------------------------------------------------------------------------------


@on_telegram
def test_all_that_came_after_a_silence_is_heard(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /responder 1
        Ana < …
        -- 25 h
        Ana > probá esto
        Ana < …¿Seguimos?…
        Ana > y después esto otro
        Ana < …¿Seguimos?…
        Ana > [Seguir]
        Marta < …probá esto
        Ana < (recibido)
        Ana < …«y después esto otro»…
    """
    )


@on_telegram
def test_what_waited_before_a_silence_waits_after_it(chat: Conversation) -> None:
    chat(
        TWO_LATER
        + """
        Marta > la tinta se acabó
        Marta < ¿Dónde pongo…
        -- 25 h
        Marta > y también el papel
        Marta < …¿Seguimos?…
        Marta > [Seguir]
        Marta < ¿Dónde pongo «la tinta se acabó y también el papel»?
        -- 25 h
        Marta > no anda el fax
        Marta < …¿Seguimos?…
        Marta > [Empezar de nuevo]
        Marta < ¿Dónde pongo «la tinta se acabó y también el papel no anda el fax»?
        Marta > [Ticket 1]
        Marta < Lo puse en el Ticket 1. …
        Julia < ...
    """
    )
    assert texts(chat) == ["la tinta se acabó", "y también el papel", "no anda el fax"]


@on_telegram
def test_a_closing_that_is_begun_again_knows_its_ticket(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /cerrar 1
        Ana < ¿Con qué cerramos el Ticket 1? …
        -- 25 h
        Ana > hola
        Ana < …¿Seguimos?…
        Ana > [Empezar de nuevo]
        Ana < ¿Con qué cerramos el Ticket 1? …
        Ana > cambié el cable
        Ana < Cerré el Ticket 1. …
        Marta < …cambié el cable…
    """
    )


@on_telegram
def test_a_photo_after_a_silence_is_kept_by_whoever_begins_again(chat: Conversation) -> None:
    chat("""
        Marta > /nuevo
        Marta > [Marta Gómez]
        Marta < …
        -- 25 h
        Marta > (foto)
        Marta < …¿Seguimos?…
        Marta > [Empezar de nuevo]
        Marta < ¿Abro un ticket con esto? …
    """)


@on_telegram
def test_what_a_question_has_no_use_for_is_offered_a_home_after_a_silence(chat: Conversation) -> None:
    chat("""
        Marta > /idioma
        Marta < ¿En qué idioma…
        -- 25 h
        Marta > (foto) no anda el fax
        Marta < …¿Seguimos?…
        Marta > [Seguir]
        Marta < ¿En qué idioma…
        Marta < ¿Abro un ticket con esto? «no anda el fax»
    """)


@on_telegram
def test_what_is_being_moved_is_not_put_in_two_places(chat: Conversation) -> None:
    chat(
        TWO_LATER
        + """
        Marta > la tinta se acabó
        Marta < ¿Dónde pongo…
        Marta > [Ticket 1]
        Marta < Lo puse en el Ticket 1. …
        Marta > [Mover]
        Marta > [Nuevo ticket]
        Marta < …
        -- 25 h
        Marta > no anda el fax de la oficina
        Marta < …¿Seguimos?…
        Marta > [Empezar de nuevo]
        Marta < ¿Dónde pongo «no anda el fax de la oficina»?
        Marta > [Ticket 2]
        Marta < Lo puse en el Ticket 2. …
        Julia < ...
    """
    )
    assert (texts(chat, 1), texts(chat, 2)) == (["la tinta se acabó"], ["no anda el fax de la oficina"])


# -- words that look like something else ------------------------------------------------------------------


@on_telegram
def test_an_answer_to_a_person_is_no_answer_to_an_old_question(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > /responder 1 ¿quién usa esa caja? ¿la reiniciaste?
        Marta < …¿la reiniciaste?
        Marta > Listo
        Marta < (recibido)
        Marta > Marta Gómez
        Marta < (recibido)
        Ana < ...
    """
    )
    assert texts(chat)[1:] == ["Listo", "Marta Gómez"]


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
        Ana < Lo puse en el Ticket 1. …
    """
    )


@on_whatsapp
def test_a_place_is_kept_with_its_address(chat: Conversation) -> None:
    chat(ASSIGNED)
    marta = chat.phone("Marta")
    assert isinstance(marta, WhatsAppPhone)
    marta.post(
        marta.form(
            "", Latitude="-34.6", Longitude="-58.4", Address="Av. Corrientes 1234", MessageType="location"
        )
    )
    chat("Ana < Marta Gómez (LA CABAÑA S.A.), Ticket 1: (ubicación)…Av. Corrientes 1234…")
    assert texts(chat) == ["(ubicación)\nAv. Corrientes 1234\nhttps://maps.google.com/?q=-34.6,-58.4"]


@on_telegram
def test_what_is_said_with_a_reopening_is_kept(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        Marta > /reabrir 1 volvió a fallar con E-15
        Marta < Reabrí el Ticket 1. …
        Marta < (recibido)
        Ana < ...
    """
    )
    assert texts(chat)[-1] == "volvió a fallar con E-15"


@on_telegram
def test_an_album_is_followed_whatever_its_sibling_comes_with(chat: Conversation) -> None:
    chat(TWO_LATER)
    marta = telegram(chat, "Marta")
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
    marta = telegram(chat, "Marta")
    marta.says("la tinta se acabó")
    marta.says("1")
    chat("""
        Marta < ¿Dónde pongo «la tinta se acabó»?
        Marta < Ticket 2…
        Marta < ¿Dónde pongo «la tinta se acabó»?
    """)
    assert texts(chat, 1) == texts(chat, 2) == []


@on_whatsapp
def test_what_was_said_before_a_question_does_not_answer_it(chat: Conversation) -> None:
    marta = chat.phone("Marta")
    assert isinstance(marta, WhatsAppPhone)
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


@on_telegram
def test_a_message_that_is_moved_to_a_new_ticket_twice_opens_one(chat: Conversation) -> None:
    chat(
        TWO_LATER
        + """
        Marta > la tinta se acabó
        Marta < ¿Dónde pongo…
        Marta > [Ticket 1]
        Marta < Lo puse en el Ticket 1. …
          [Mover]
        Marta > [Mover]
        Marta > [Nuevo ticket]
        Marta > [Mover]
        Marta > [Nuevo ticket]
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > [Omitir]
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 3. …
        Julia < ...
    """
    )
    assert chat.desk.ticket(3)["problem"] == "la tinta se acabó"
    assert texts(chat) == []


@on_whatsapp
def test_what_is_said_right_after_a_question_answers_it_though_it_comes_late(chat: Conversation) -> None:
    """Twilio's list tells of whole seconds."""
    chat("""
        Marta > nuevo
        Marta < …Quién tiene el problema…
    """)
    marta = chat.phone("Marta")
    assert isinstance(marta, WhatsAppPhone)
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
