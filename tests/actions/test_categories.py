"""The categories that the lead keeps."""

from store.keeping import categories
from tests.harness.stories import ONE
from tests.harness.transcripts import Conversation, on_telegram


def test_categories_are_added_renamed_and_retired_without_touching_old_tickets(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Julia < ...
        Julia > /categoria 1 Redes
        Julia < …
          [Agregar «Redes»] [Cancelar]
        Julia > [Agregar «Redes»]
        Julia < …Ticket 1…Redes…
        Julia > /categorias
        Julia < …Redes…
          [Agregar] [Cambiar nombre] [Sacar de la lista]
        Julia > [Cambiar nombre]
        Julia < …
          [Redes] [Cancelar]
        Julia > [Redes]
        Julia < …
        Julia > Internet
        Julia < …Internet…
        Julia > [Sacar de la lista]
        Julia < …
        Julia > [Internet]
        Julia < …
          [Agregar]
    """
    )
    assert chat.desk.ticket(1)["category"] == "Internet"


@on_telegram
def test_of_many_categories_any_is_renamed_and_retired_by_its_name(chat: Conversation) -> None:
    with chat.desk.store.write() as session:
        julia = session.merge(chat.people["Julia"])
        for number in range(1, 15):
            categories.add(session, julia, f"Cat{number:02}")
    chat("""
        Julia > /categorias
        Julia < ...
        Julia > [Sacar de la lista]
        Julia < ¿Cuál sacamos de la lista? …
          [Cat01] […] [Cat10] [Cancelar]
        Julia > cat15
        Julia < «cat15» no está en la lista. …
        Julia > cat1
        Julia < Hay más de una opción para «cat1». …
          [Cat10] [Cat11] [Cat12] [Cat13] [Cat14] [Cancelar]
        Julia > Cat14
        Julia < …Cat12 · Cat13
          […]
        Julia > [Cambiar nombre]
        Julia < ...
        Julia > cat13
        Julia < ¿Cómo se va a llamar?
        Julia > Redes
        Julia < …Cat12 · Redes
          […]
    """)
