"""The whole life of a ticket, with three people on whatever channels they like."""

import hashlib

import pytest

from tests.harness.transcripts import Conversation

LIFE = """
    Marta > /nuevo
    Marta > [Marta Gómez]
    Marta > [Omitir]
    Marta > La caja no cierra
    Marta > (foto)
    Marta > [Listo]
    Marta < ...
    Marta > [Confirmar]
    Marta < Listo, abrí el Ticket 1. …
    Julia < Entró un ticket nuevo. Ticket 1 …La caja no cierra …un archivo
      [Asignar] [Criticidad] [Categoría]
    Julia < Ticket 1
      (archivos 1)
    Julia > [Asignar]
    Julia < …
      [Ana (0)] [Beto (0)] […]
    Julia > [Beto (0)]
    Julia < …Ticket 1…Beto…
    Beto < Julia Paz te asignó un ticket. …La caja no cierra…
      [Responder] [Nota interna] [Cerrar ticket]
    Beto < Ticket 1
      (archivos 1)
    Marta < Beto va a atender tu Ticket 1.
    Julia > /asignar 1 alta ana
    Julia < …Ticket 1…Ana Torres…
    Beto < …Ticket 1…Ana…
    Ana < Julia Paz te asignó un ticket. …La caja no cierra…
      [Responder] [Nota interna] [Cerrar ticket]
    Ana < Ticket 1
      (archivos 1)
    Marta < Ana va a atender tu Ticket 1.
    Ana > (a «te asignó un ticket») (foto) ¿Es este cable?
    Ana < (recibido)
    Marta < Ana (soporte técnico), Ticket 1: ¿Es este cable?
      (archivos 1)
    Marta > (a «¿Es este cable?») Sí, dice «error 5» & <nada>
    Marta < (recibido)
    Ana < Marta Gómez (LA CABAÑA S.A.), Ticket 1: Sí, dice «error 5» & <nada>
    Ana > [Nota interna]
    Ana < …
    Ana > la clave es 1234
    Ana < Nota guardada en el Ticket 1.
    Ana > [Cerrar ticket]
    Ana < ¿Con qué cerramos el Ticket 1? …
    Ana > Cambié el cable
    Ana < Cerré el Ticket 1. …
    Marta < Ana cerró tu Ticket 1. Solución: Cambié el cable …
      [Sirvió] [Sigue igual]
    Marta > [Sigue igual]
    Marta < Reabrí el Ticket 1. …
    Ana < Marta Gómez reabrió el Ticket 1…
    Ana > cerrar 1
    Ana < ¿Con qué cerramos el Ticket 1? …
    Ana > (foto) Ahora sí: cambié el router
    Ana < Cerré el Ticket 1. …
    Marta < Ana cerró tu Ticket 1. Solución: Ahora sí: cambié el router …
      [Sirvió] [Sigue igual]
      (archivos 1)
    Marta > [Sirvió]
    Marta < …Ticket 1…
    Ana < Marta Gómez …sirvió…
"""


@pytest.mark.parametrize(
    ("marta", "staff"),
    [("telegram", "telegram"), ("webchat", "webchat"), ("telegram", "webchat"), ("webchat", "telegram")],
)
@pytest.mark.parametrize("place", ["telegram-sqlite"], indirect=True)
def test_the_whole_life_across_channels(chat: Conversation, marta: str, staff: str) -> None:
    chat.on(Marta=marta, Julia=staff, Ana=staff, Beto=staff)
    chat(LIFE)
    ticket = chat.desk.ticket(1)
    assert ticket["status"] == "closed"
    assert ticket["criticality"] == "high"
    assert ticket["technician"] == "Ana Torres"
    assert ticket["solution"] == "Ahora sí: cambié el router"
    assert [entry["text"] for entry in ticket["thread"] if entry["internal"]] == ["la clave es 1234"]
    kept = [image["sha256"] for image in ticket["images"]]
    kept += [file["sha256"] for entry in ticket["thread"] for file in entry["files"]]
    assert kept == [hashlib.sha256(sent).hexdigest() for sent in chat.photos]
    assert not any("1234" in bubble.text for bubble in chat.phone("Marta").screen())
    ana = chat.phone("Ana")
    seen = [ana.fetch(file) for bubble in ana.screen() for file in bubble.files]
    assert chat.photos[0] in seen
