"""How Marta opens a ticket, as far as the tests of it share that."""

import hashlib

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
