"""A slip of the fingers in a command's word does not matter, and what is no command of ours stays none."""

from tests.harness.stories import TWO
from tests.harness.transcripts import Conversation, elsewhere


@elsewhere
def test_a_command_with_a_slip_is_carried_out(chat: Conversation) -> None:
    chat(
        TWO
        + """
        Ana < ...
        Beto < ...
        Julia < ...
        Julia > /asginar 2 beto
        Julia < Listo, el Ticket 2 queda con Beto Sosa.
        Beto < …te asignó un ticket. …
        Marta < …
        Julia > /criticdad 1 alta
        Julia < Listo, el Ticket 1 quedó en Alta.
        Julia > /pedidos 1 alta
        Julia < Eso no lo sé hacer. …
        Julia < …¿A cuál se lo mando? …
    """
    )
    assert chat.desk.ticket(2)["technician"] == "Beto Sosa"
