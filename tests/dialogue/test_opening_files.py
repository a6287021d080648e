"""The photos and files of an opening, sent at any of its questions."""

import pytest

from tests.dialogue.openings import AT_IMAGES, sha
from tests.harness.transcripts import Conversation


@pytest.mark.parametrize("attached", ["(voz)", "(foto)", "(archivo)", "(foto 3)"])
def test_a_voice_note_or_a_photo_alone_is_accepted_as_the_problem(chat: Conversation, attached: str) -> None:
    chat(f"""
        > /nuevo
        > [Marta Gómez]
        > [Omitir]
        < ...
        > {attached}
        < … (4/4)
        > no imprime nada
        < … (4/4)
        > [Listo]
        < …Problema reportado: …no imprime nada Imagen: …archivo…
        > [Confirmar]
        < Listo, abrí el Ticket 1. …
    """)
    ticket = chat.desk.ticket(1)
    assert [image["sha256"] for image in ticket["images"]] == [sha(sent) for sent in chat.photos]
    assert ticket["thread"] == []


def test_a_photo_with_a_caption_at_the_problem_counts_for_both(chat: Conversation) -> None:
    chat("""
        > /nuevo
        > [Marta Gómez]
        > [Omitir]
        < ...
        > (foto) la pantalla está negra
        < … (4/4)
        > [Listo]
        < …Problema reportado: la pantalla está negra Imagen: un archivo…
        > [Confirmar]
        < ...
    """)
    ticket = chat.desk.ticket(1)
    assert ticket["problem"] == "la pantalla está negra"
    assert [image["sha256"] for image in ticket["images"]] == [sha(chat.photos[0])]


def test_files_before_the_image_question_are_kept_and_the_question_stays(chat: Conversation) -> None:
    chat("""
        > /nuevo
        < … (1/4)
        > (foto)
        < … (1/4)
          [Marta Gómez] [Cancelar]
        > [Marta Gómez]
        < … (2/4)
        > (archivo)
        < … (2/4)
        > [Omitir]
        < … (3/4)
        > no anda
        < … (4/4)
          [Listo] [Volver] [Cancelar]
        > [Listo]
        < …Imagen: 2 archivos…
        > [Confirmar]
        < ...
    """)
    assert [image["sha256"] for image in chat.desk.ticket(1)["images"]] == [sha(sent) for sent in chat.photos]


def test_text_at_the_image_question_is_added_to_the_problem(chat: Conversation) -> None:
    chat(AT_IMAGES)
    chat("""
        > y hace ruido
        < …problema… (4/4)
        > (foto) mirá
        < … (4/4)
        > [Listo]
        < …Problema reportado: No anda la caja 2 y hace ruido mirá Imagen: un archivo…
        > [Confirmar]
        < ...
    """)


@pytest.mark.parametrize("said", ["[Sacar los archivos]", "sacá la foto", "me equivoqué de foto", "2"])
def test_a_wrong_photo_is_taken_out_at_the_summary(chat: Conversation, said: str) -> None:
    chat(AT_IMAGES)
    chat(f"""
        > (foto)
        < Tengo un archivo…
          [Listo] [Volver] [Cancelar]
        > [Listo]
        < …Imagen: un archivo…
        > la foto está mal
        < Tengo un archivo…
          [Listo] [Sacar los archivos] [Volver] [Cancelar]
        > {said}
        < Listo, saqué ese archivo.
        < ¿Tenés una foto…
          [Listo] [Omitir] [Volver] [Cancelar]
        > (foto)
        < Tengo un archivo…
        > [Listo]
        < …Imagen: un archivo…
        > [Confirmar]
        < ...
    """)
    assert [image["sha256"] for image in chat.desk.ticket(1)["images"]] == [sha(chat.photos[1])]


def test_a_wrong_photo_is_taken_out_where_it_was_sent(chat: Conversation) -> None:
    chat(AT_IMAGES)
    chat("""
        > (foto)
        < Tengo un archivo…
        > uy, esa foto no va
        < Listo, saqué ese archivo.
        < ¿Tenés una foto…
        > esa foto no va
        < …¿Tenés una foto…
        > no
        < …Problema reportado: No anda la caja 2 Imagen: —…
        > [Confirmar]
        < ...
    """)
    assert chat.desk.ticket(1)["images"] == []


def test_the_problem_that_a_wrong_photo_told_is_asked_for_again(chat: Conversation) -> None:
    chat("""
        > /nuevo
        > [Marta Gómez]
        > [Omitir]
        < ...
        > (foto)
        < … (4/4)
        > borrá la foto
        < Listo, saqué ese archivo.
        < … (3/4)
        > no enciende el monitor
        < ¿Tenés una foto… (4/4)
        > [Omitir]
        < …Problema reportado: no enciende el monitor Imagen: —…
    """)


def test_of_several_photos_it_is_asked_whether_all_are_to_go(chat: Conversation) -> None:
    chat(AT_IMAGES)
    chat("""
        > (foto 3)
        < Tengo 3 archivos…
        > la última foto no era
        < Son 3 archivos. …
          [Listo] [Sacar los archivos] [Volver] [Cancelar]
        > [Sacar los archivos]
        < Listo, saqué los 3 archivos.
        < ¿Tenés una foto…
        > (foto)
        < Tengo un archivo…
          [Listo] [Volver] [Cancelar]
        > [Listo]
        < …Imagen: un archivo…
    """)
