"""«Buscar»: by number, names, company, phone and words in any form; only what one may see."""

from store.finding import search
from store.people import changes
from store.tables import Person
from store.tickets import thread, tickets
from tests.harness.stories import ASSIGNED, CLOSED, ONE
from tests.harness.transcripts import Conversation, on_both_stores, on_telegram


def test_a_lead_finds_by_everything_that_a_ticket_says(chat: Conversation) -> None:
    chat(CLOSED)
    for text in ("1", "#1", "marta gomez", "LA CABAÑA", "imprimir", "cajas", "cables", "imprime caja marta"):
        chat(f"""
            Julia < ...
            Julia > /buscar {text}
            Julia < …Ticket 1 …
              [Ticket 1]
        """)
    chat("""
        Julia > /buscar escáner
        Julia < No encontré nada con «escáner». …
        Julia > buscar imprime zapato
        Julia < No encontré nada…
    """)


def test_a_ticket_that_is_found_by_a_name_says_what_it_is_about(chat: Conversation) -> None:
    chat(ONE)
    chat("""
        Julia < ...
        Julia > /buscar marta
        Julia < …Ticket 1 …Marta Gómez: No imprime la caja 2 · Marta Gómez
          [Ticket 1]
    """)


@on_both_stores
def test_a_phone_is_found_in_any_spelling(chat: Conversation) -> None:
    chat("""
        Marta > /nuevo
        Marta > [Marta Gómez]
        Marta > 011 15-4444-5555
        Marta > No imprime la caja 2
        Marta > [Omitir]
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 1. …
        Julia < ...
    """)
    for text in ("+54 9 11 4444-5555", "4444 5555", "15 4444-5555", "1144445555", "(11) 4444.5555"):
        chat(f"""
            Julia > /buscar {text}
            Julia < …Ticket 1 …
        """)
    chat("""
        Julia > /buscar 4444-5556
        Julia < No encontré nada…
    """)


def test_clients_and_technicians_find_their_own_alone_and_no_client_a_note(chat: Conversation) -> None:
    chat(ASSIGNED)
    chat("""
        Julia < ...
        Ana > /nota 1 parece el fusor
        Ana < ...
        Julia < ...
        Ana > /buscar fusores
        Ana < …Ticket 1 …parece el fusor…
        Marta > buscar fusor
        Marta < No encontré nada…
        Marta > buscar imprimir
        Marta < …Ticket 1 …No imprime la caja 2…
        Beto > /buscar imprime
        Beto < No encontré nada…
        Pablo > buscar imprime
        Pablo < No encontré nada…
    """)


@on_telegram
def test_what_was_edited_away_is_not_found(chat: Conversation) -> None:
    chat(ASSIGNED)
    chat("""
        Julia < ...
        Marta > (a «va a atender») es el router
        -- 5 s
        Marta < ...
        Ana < ...
        Marta > (corrige «es el router») es el módem
        Ana < ...
        Marta > buscar router
        Marta < No encontré nada…
        Marta > buscar módems
        Marta < …es el módem…
    """)


def test_the_best_come_first_then_the_newest_page_by_page(chat: Conversation) -> None:
    for problem in ["Un escáner", *["Otra impresora"] * 5]:
        chat(ONE.replace("No imprime la caja 2", problem).replace("Ticket 1.", "…"))
    chat("""
        Marta > #1 al lado de la impresora
        -- 5 s
        Marta < ...
        Julia < ...
        Julia > /buscar impresoras
        Julia < …Ticket 6 …Ticket 5 …Ticket 4 …Ticket 3 …Ticket 2 …
          [Ticket 6] [Ticket 5] [Ticket 4] [Ticket 3] [Ticket 2] [Siguiente]
        Julia > [Siguiente]
        Julia < …Ticket 1 …al lado de la impresora…
          [Ticket 1] [Anterior]
    """)


def test_a_page_that_is_gone_gives_the_first(chat: Conversation) -> None:
    chat.desk.open_tickets(chat.people["Marta"], *["Otra impresora"] * 6)
    chat("""
        Marta > buscar impresoras
        Marta < …Ticket 6 …Ticket 2 …
          [Ticket 6] [Ticket 5] [Ticket 4] [Ticket 3] [Ticket 2] [Siguiente]
        Marta > /eliminar 1
        Marta < …
        Marta > [Eliminar]
        Marta < …
        Marta > /eliminar 2
        Marta < …
        Marta > [Eliminar]
        Marta < …
        Marta > [Siguiente]
        Marta < …Ticket 6 …Ticket 3 …
    """)


def test_without_words_it_asks_for_them(chat: Conversation) -> None:
    chat("""
        Marta > buscar
        Marta < ¿Qué buscamos? …
        Marta > zapallo
        Marta < No encontré nada…
    """)


@on_both_stores
def test_staff_find_no_note_of_a_ticket_where_they_are_the_client(chat: Conversation) -> None:
    chat("Julia > hola\n-- 5 s\nJulia < ...")
    with chat.desk.store.write() as session:
        ana = session.get_one(Person, chat.people["Ana"].id)
        beto = session.get_one(Person, chat.people["Beto"].id)
        ticket = tickets.open(
            session,
            ana,
            ana,
            channel="telegram",
            now=chat.desk.now,
            affected_person="Ana",
            problem="el router",
        )
        julia = session.get_one(Person, chat.people["Julia"].id)
        tickets.assign(session, julia, ticket, beto, "telegram", chat.desk.now)
        thread.write(session, beto, ticket, "parece el fusor", "telegram", chat.desk.now, internal=True)
        for person, seen in ((ana, 0), (beto, 1), (julia, 1)):
            found, _ = search.page(session, person, search.terms("fusor"), 1, 5)
            assert len(found) == seen
            assert len(search.page(session, person, search.terms("routers"), 1, 5)[0]) == 1


@on_both_stores
def test_a_ticket_is_found_by_the_new_name_of_its_requester(chat: Conversation) -> None:
    chat(ONE)
    with chat.desk.store.write() as session:
        marta = session.get_one(Person, chat.people["Marta"].id)
        changes.edit(session, marta, {"name": "Ludmila Quinteros"}, chat.desk.now)
    chat("""
        Julia < ...
        Julia > /buscar quinteros
        Julia < …Ticket 1 …
    """)
