"""A command as the caption of a photo: it runs, and the photo goes where its words go. Nothing is lost."""

import hashlib

import pytest

from tests.harness.phones import photo
from tests.harness.stories import ASSIGNED, CLOSED
from tests.harness.transcripts import Conversation, on_telegram


def names(entry: dict[str, list[dict[str, str]]]) -> list[str]:
    return [file["sha256"] for file in entry["files"]]


def sent(chat: Conversation) -> list[str]:
    return [hashlib.sha256(content).hexdigest() for content in chat.photos]


def test_staff_answer_note_and_close_with_a_photo(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > (foto) /nota 1 miren este cable
        Ana < Nota guardada en el Ticket 1.
        Ana > (foto) /responder 1 ¿es esta?
        Ana < Se lo mandé a Marta (Ticket 1).
        Marta < Ana (soporte técnico), Ticket 1: ¿es esta?
          (archivos 1)
        Ana > (foto) /cerrar 1 Cambié el cable
        Ana < Cerré el Ticket 1.…
        Marta < Ana cerró tu Ticket 1. Solución: Cambié el cable …
          (archivos 1)
    """
    )
    ticket = chat.desk.ticket(1)
    note, answer, closing = ticket["thread"]
    assert [entry["text"] for entry in (note, answer)] == ["miren este cable", "¿es esta?"]
    assert (note["internal"], answer["internal"], ticket["solution"]) == (True, False, "Cambié el cable")
    assert [names(entry) for entry in (note, answer, closing)] == [[one] for one in sent(chat)]


@on_telegram
def test_a_photo_alone_is_what_is_answered(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > (foto) /responder 1
        Ana < Se lo mandé a Marta (Ticket 1).
        Marta < Ana (soporte técnico) te mandó una foto (Ticket 1).
          (archivos 1)
    """
    )


def test_an_album_goes_whole_where_its_caption_says(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > (foto 3) /nota 1 los tres cables
        Ana < ...
    """
    )
    [note] = chat.desk.ticket(1)["thread"]
    assert (note["text"], note["internal"], sorted(names(note))) == (
        "los tres cables", True, sorted(sent(chat)),
    )  # fmt: skip


@on_telegram
def test_a_closing_without_words_asks_for_them_and_keeps_the_photo(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > (foto) /cerrar 1
        Ana < ¿Con qué cerramos el Ticket 1? …
        Ana > Cambié el cable
        Ana < Cerré el Ticket 1.…
        Marta < Ana cerró tu Ticket 1. Solución: Cambié el cable …
          (archivos 1)
    """
    )


@on_telegram
def test_as_a_reply_it_needs_no_number_and_an_edit_changes_what_it_wrote(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > (a «te asignó») (foto) /nota miren este
        Ana < (recibido)
        Ana > (corrige «/nota miren este») /nota miren este otro
    """
    )
    assert [(entry["text"], entry["internal"]) for entry in chat.desk.ticket(1)["thread"]] == [
        ("miren este otro", True)
    ]


def test_a_client_opens_a_ticket_by_a_caption(chat: Conversation) -> None:
    """What stands after «/nuevo» is the problem, and the photo its image."""
    chat("""
        Marta > (foto) /nuevo no imprime la caja 2
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta < Tengo un archivo. …
        Marta > [Listo]
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 1. …
    """)
    ticket = chat.desk.ticket(1)
    assert ticket["problem"] == "no imprime la caja 2"
    assert [image["sha256"] for image in ticket["images"]] == sent(chat)


@on_telegram
def test_a_client_closes_with_a_word_and_a_photo(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > (foto) /cerrar 1 ya anda, gracias
        Marta < Cerré el Ticket 1.…
        Ana < Marta cerró el Ticket 1: ya anda, gracias
          (archivos 1)
    """
    )


@on_telegram
@pytest.mark.parametrize("caption", ["/nota 1 esto", "/asignar 1 beto", "/cualquiera"])
def test_a_command_that_is_not_theirs_is_a_caption_like_any_other(chat: Conversation, caption: str) -> None:
    """Of a client: what they may not use, what takes no files, what does not exist goes with the photo."""
    chat(
        ASSIGNED
        + f"""
        Marta > (foto) {caption}
        Marta < (recibido)
        Ana < Marta Gómez (LA CABAÑA S.A.), Ticket 1: {caption}
          (archivos 1)
    """
    )


@on_telegram
@pytest.mark.parametrize("caption", ["/asignar 1 beto", "/nota esto"])
def test_what_takes_no_files_or_names_no_ticket_is_asked_about(chat: Conversation, caption: str) -> None:
    """Of staff: nothing runs, and the photo with its words goes where they say."""
    chat(
        ASSIGNED
        + f"""
        Ana > (foto) {caption}
        Ana < ¿Se lo mando a Marta (Ticket 1)? …
          [Enviar] [Nota interna] [Cancelar]
        Ana > [Nota interna]
        Ana < Nota guardada en el Ticket 1.
    """
    )
    [note] = chat.desk.ticket(1)["thread"]
    assert (note["text"], note["internal"], names(note)) == (caption, True, sent(chat))


@on_telegram
def test_a_command_that_takes_no_files_is_carried_out_and_the_photo_asked_about(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > (foto) /eliminar 1
        Marta < ¿Eliminamos el Ticket 1? …
        Marta < …«un archivo»
          [Ticket 1 · …] [Nuevo ticket] [Cancelar]
        Marta > [Ticket 1]
        Marta < Va al Ticket 1. …
        Marta < ¿Eliminamos el Ticket 1? …
        Ana < Marta Gómez (LA CABAÑA S.A.) te mandó una foto (Ticket 1).
          (archivos 1)
        Julia > (foto) /criticidad 1 alta
        Julia < Listo, el Ticket 1 quedó en Alta.
        Julia < ¿Se lo mando a Marta (Ticket 1)? «un archivo»
          [Enviar] [Nota interna] [Cancelar]
        Ana < Ticket 1: criticidad Alta.
    """
    )
    assert chat.desk.ticket(1)["criticality"] == "high"
    assert chat.thread() == [""]


@on_telegram
def test_what_is_refused_is_offered_another_home(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        Ana > (foto) /cerrar 1 el cable nuevo
        Ana < El Ticket 1 ya está cerrado.
        Ana < ¿Se lo mando a Marta (Ticket 1)? …
          [Enviar] [Nota interna] [Cancelar]
        Ana > (foto) /nota 9 esto
        Ana < No encuentro el Ticket 9 entre los tuyos.
        Ana < ¿Se lo mando a Marta (Ticket 1)? …
    """
    )
    assert chat.desk.ticket(1)["solution"] == "Cambié el cable"


@pytest.mark.parametrize("command", ["/nota 1", "nota 1", "/responder 1"])
@on_telegram
def test_a_photo_that_overtook_the_caption_of_its_album_follows_it(chat: Conversation, command: str) -> None:
    """Updates come over several connections: the second photo may be there first."""
    chat(ASSIGNED)
    ana = chat.telegram("Ana")
    first, second, third = ana.updates(f"{command} los tres cables", photo(), photo(), photo())
    for update in (second, first, third):
        ana.post(update)
    chat.desk.settle()
    told = [(entry["text"], len(entry["files"])) for entry in chat.desk.ticket(1)["thread"]]
    assert told[-1] == ("los tres cables", 3)


@pytest.mark.parametrize("words", ["", " sigue sin imprimir"])
def test_what_reopens_a_ticket_takes_its_photo_along(chat: Conversation, words: str) -> None:
    chat(
        CLOSED
        + f"""
        Marta > (foto) /reabrir 1{words}
        Marta < …Ticket 1…
        Marta < (recibido)
        Ana < Marta Gómez reabrió el Ticket 1…
        Ana < …Ticket 1…
          (archivos 1)
    """
    )
    ticket = chat.desk.ticket(1)
    assert (ticket["status"], ticket["thread"][-1]["text"]) == ("open", words.strip())
    assert names(ticket["thread"][-1]) == sent(chat)


@on_telegram
def test_an_album_that_reopens_a_ticket_goes_there_whole(chat: Conversation) -> None:
    chat(CLOSED + "Marta > (foto 3) /reabrir 1\nMarta < ...\nAna < ...")
    assert sorted(name for entry in chat.desk.ticket(1)["thread"] for name in names(entry)) == sorted(
        sent(chat)
    )
