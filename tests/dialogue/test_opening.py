"""Opening a ticket: the questions, in every way they can be answered, and what the ticket holds in the end."""

import hashlib

import pytest

from tests.harness.transcripts import Conversation, on_telegram

OPENING = """
    > /nuevo
    < ¿Quién tiene el problema? … (1/4)
      [Marta Gómez] [Cancelar]
    > [Marta Gómez]
    < … teléfono … «Omitir». (2/4)
      [Omitir] [Volver] [Cancelar]
    > 011 15-2345-6789
    < Contame el problema… (3/4)
      [Volver] [Cancelar]
    > No imprime la caja 2
    < …foto… (4/4)
      [Listo] [Omitir] [Volver] [Cancelar]
    > [Omitir]
    < Fijate si está bien: …
      Persona afectada: Marta Gómez
      Teléfono: 011 15-2345-6789
      Problema reportado: No imprime la caja 2
      Imagen: — …
      [Confirmar] [Cambiar…] [Volver] [Cancelar]
    > [Confirmar]
    < Listo, abrí el Ticket 1. …
      [Ver el ticket]
    Julia < Entró un ticket nuevo. …Ticket 1 …No imprime la caja 2
      [Asignar] [Criticidad] [Categoría]
"""
AT_IMAGES = """
    > /nuevo
    > [Marta Gómez]
    > [Omitir]
    > No anda la caja 2
    < ...
"""


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def hurried(script: str) -> str:
    """The same acts, whatever is answered."""
    return "\n".join([line for line in script.splitlines() if line.strip().startswith(">")] + ["< ..."])


@pytest.mark.parametrize("way", ["button", "label", "number"])
def test_a_ticket_is_opened_by_buttons_labels_or_numbers_alike(chat: Conversation, way: str) -> None:
    chat.way = way
    chat(OPENING)
    ticket = chat.desk.ticket(1)
    assert ticket["status"] == "open"
    assert ticket["requester"] == ticket["affected_person"] == "Marta Gómez"
    assert ticket["company"] == "LA CABAÑA S.A."
    assert ticket["phone"] == "+5491123456789"
    assert ticket["phone_as_typed"] == "011 15-2345-6789"
    assert ticket["problem"] == "No imprime la caja 2"
    assert ticket["images"] == ticket["thread"] == []
    assert [event["what"] for event in ticket["events"]] == ["opened"]


def test_the_number_goes_on_and_the_people_they_named_are_offered(chat: Conversation) -> None:
    chat(hurried(OPENING))
    chat("""
        > nuevo
        < … (1/4)
        > Tomás
        < … (2/4)
        > omitir
        < … (3/4)
        > no anda nada
        < … (4/4)
        > omitir
        < …Persona afectada: Tomás …
        > dale
        < Listo, abrí el Ticket 2. …
        > nuevo ticket
        < … (1/4)
          [Marta Gómez] [Tomás] [Cancelar]
        > CANCELAR.
        < Cancelado…
    """)


def test_back_goes_to_the_question_before_and_keeps_no_answer_of_it(chat: Conversation) -> None:
    chat("""
        > /nuevo
        < … (1/4)
        > Tomás
        < … (2/4)
        > 4567-8901
        < … (3/4)
        > volver
        < … (2/4)
        > [Volver]
        < … (1/4)
          [Marta Gómez] [Cancelar]
        > [Marta Gómez]
        < … (2/4)
        > [Omitir]
        < … (3/4)
        > se cortó la luz
        < … (4/4)
        > [Omitir]
        < …Persona afectada: Marta Gómez Teléfono: — …
        > [Cancelar]
        < Cancelado…
    """)
    assert chat.desk.tickets() == []


def test_one_answer_is_changed_and_the_summary_comes_back(chat: Conversation) -> None:
    chat(AT_IMAGES)
    chat("""
        > [Omitir]
        < Fijate si está bien: …
        > [Cambiar…]
        < …
          [Persona afectada] [Teléfono] [Problema] [Fotos] [Volver] [Cancelar]
        > [Problema]
        < Contame el problema… (3/4)
        > No anda la caja 3
        < Fijate…Problema reportado: No anda la caja 3 …
        > [Cambiar…]
        < ...
        > [Volver]
        < Fijate…
        > cambiar
        < ...
        > teléfono
        < … (2/4)
        > volver
        < Fijate…Teléfono: — …
        > [Cambiar…]
        < ...
        > [Fotos]
        < … (4/4)
        > (foto)
        < …archivo…
        > listo
        < Fijate…Problema reportado: No anda la caja 3…Imagen: un archivo…
        > [Confirmar]
        < Listo, abrí el Ticket 1. …
    """)
    assert [image["sha256"] for image in chat.desk.ticket(1)["images"]] == [sha(chat.photos[0])]


def test_a_bad_phone_twice_gets_two_different_sentences(chat: Conversation) -> None:
    chat("""
        > /nuevo
        > [Marta Gómez]
        < ...
        > mañana lo busco
        < …11 2345-6789… (2/4)
        > 12
        < …15-2345-6789… (2/4)
        > el fijo es 4567-8901 interno 12
        < … (3/4)
        > /cancelar
        < Cancelado…
    """)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("11 2345-6789", "+5491123456789"),
        ("4567-8901", "+541145678901"),
        ("+54 9 351 555-1234", "+5493515551234"),
        ("0351 15 555 1234", "+5493515551234"),
    ],
)
@on_telegram
def test_a_phone_is_kept_as_e164_and_as_typed(chat: Conversation, typed: str, stored: str) -> None:
    chat(hurried(OPENING).replace("011 15-2345-6789", typed))
    ticket = chat.desk.ticket(1)
    assert ticket["phone_as_typed"] == typed
    assert ticket["phone"].replace("+549", "+54") == stored.replace("+549", "+54")


def test_their_own_number_is_a_choice(chat: Conversation) -> None:
    chat.hire("Rosa Díaz", "client", phone="+5491155556666")
    chat("""
        Rosa > /nuevo
        Rosa < …
          [Rosa Díaz] [Cancelar]
        Rosa > [Rosa Díaz]
        Rosa < … (2/4)
          […] [Omitir] [Volver] [Cancelar]
        Rosa > 1
        Rosa < … (3/4)
        Rosa > no prende
        Rosa < ...
        Rosa > 2
        Rosa < …Teléfono: …5555-6666…
        Rosa > [Confirmar]
        Rosa < ...
    """)
    assert chat.desk.ticket(1)["phone"] == "+5491155556666"


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


def test_a_problem_of_two_letters_is_asked_again(chat: Conversation) -> None:
    chat("""
        > /nuevo
        > [Marta Gómez]
        > [Omitir]
        < ...
        > no
        < … (3/4)
        > a
        < … (3/4)
        > ayuda
        < …«Volver»…
        < … (3/4)
        > ayuda, no imprime
        < … (4/4)
        > cancelar
        < Cancelado…
    """)


def test_only_the_ways_out_interrupt_a_question_for_free_text(chat: Conversation) -> None:
    chat("""
        > /nuevo
        > [Marta Gómez]
        > [Omitir]
        < ...
        > tickets
        < … (4/4)
        > [Volver]
        < … (3/4)
        > hola
        < Contame un poco más: … (3/4)
        > hola, no anda la caja
        < … (4/4)
        > [Omitir]
        < …Problema reportado: hola, no anda la caja …
        > gracias
        < …Fijate…
        > [Confirmar]
        < ...
    """)


@pytest.mark.parametrize("name", ["x" * 81, "Tomás\nPaz", "Marta \u202eGómez", "\u200e"])
@on_telegram
def test_a_name_is_one_plain_line(chat: Conversation, name: str) -> None:
    phone = chat.phone("Marta")
    chat("""
        > /nuevo
        < … (1/4)
    """)
    phone.says(name)
    chat("""
        < … (1/4)
        > O'Brien & <b>Hnos</b>
        < … (2/4)
        > cancelar
        < Cancelado…
    """)


def test_a_text_comes_back_to_the_letter(chat: Conversation) -> None:
    text = "No anda <b>nada</b> &amp; *esto* _tampoco_ 👩‍🔧 [link](http://x) ``` \u202eabc\u202c fin"
    chat("""
        > /nuevo
        > [Marta Gómez]
        > [Omitir]
        < ...
    """)
    chat.phone("Marta").says(text)
    chat("""
        < … (4/4)
        > [Omitir]
        < ...
        > [Confirmar]
        < Listo…
        Julia < ...
    """)
    assert chat.desk.ticket(1)["problem"] == text
    assert text in chat.phone("Julia").showing("Entró un ticket nuevo").text


@on_telegram
def test_a_very_long_problem_is_kept_whole_and_told_in_marked_pieces(chat: Conversation) -> None:
    text = "No anda nada. " * 700
    chat(hurried(OPENING).replace("No imprime la caja 2", text.strip()))
    chat.phone("Julia")
    chat.way = "button"
    chat(hurried(OPENING).replace("No imprime la caja 2", text.strip()))
    told = [bubble.text for bubble in chat.told("Julia")]
    assert chat.desk.ticket(2)["problem"] == text.strip()
    assert len(told) == 3
    assert [piece[:6] for piece in told] == ["(1/3) ", "(2/3) ", "(3/3) "]


def test_staff_are_first_asked_for_which_client(chat: Conversation) -> None:
    chat("""
        Ana > /nuevo
        Ana < ¿Para qué cliente? … (1/5)
          [Marta Gómez] [Pablo Ruiz] [Cancelar]
        Ana > nadie así
        Ana < … (1/5)
        Ana > marta
        Ana < … (2/5)
          [Marta Gómez] [Volver] [Cancelar]
        Ana > [Marta Gómez]
        Ana < … (3/5)
        Ana > [Omitir]
        Ana < … (4/5)
        Ana > Llamó: no le anda el mail
        Ana < … (5/5)
        Ana > [Omitir]
        Ana < Fijate…
        Ana > [Confirmar]
        Ana < Listo, abrí el Ticket 1 para Marta…
        Julia < Entró un ticket nuevo. …
        Julia > /ticket 1
        Julia < Ticket 1 …Usuario: Marta Gómez…
    """)
