"""Beginnings that many transcripts share."""

ONE = """
    Marta > /nuevo
    Marta > [Marta Gómez]
    Marta > [Omitir]
    Marta > No imprime la caja 2
    Marta > [Omitir]
    Marta > [Confirmar]
    Marta < Listo, abrí el Ticket 1. …
"""
TWO = ONE + ONE.replace("No imprime la caja 2", "No anda el mail").replace("Ticket 1", "Ticket 2")
ASSIGNED = (
    ONE
    + """
    Julia < ...
    Julia > /asignar 1 ana
    Julia < …
    Ana < …te asignó un ticket. …
    Marta < Ana va a atender tu Ticket 1.
"""
)
CLOSED = (
    ASSIGNED
    + """
    Ana > /cerrar 1 Cambié el cable
    Ana < Cerré el Ticket 1.…
    Marta < Ana cerró tu Ticket 1. Solución: Cambié el cable …
      [Sirvió] [Sigue igual]
"""
)
TWO_LATER = (
    TWO
    + """
    Julia < ...
    -- 40 min
"""
)
BOTH_OF_ANA = (
    TWO
    + """
    Julia < ...
    Julia > /asignar 1 2 ana
    Julia < ...
    Ana < ...
    Marta < ...
    -- 40 min
"""
)
