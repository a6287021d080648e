"""How the web chat draws what we say: shapes of the very same text, what can be tapped, which choices stand out."""

import re
from html import unescape

import pytest
from markupsafe import Markup

from bot.actions import tones
from tests.harness.stories import ASSIGNED, ONE, TWO
from tests.harness.transcripts import PLACES, Conversation
from webhook.webchat.drawing import draw

on_the_web = pytest.mark.parametrize("place", PLACES[1:2], indirect=True)


def page(chat: Conversation, who: str, query: str = "") -> str:
    phone = chat.webchat(who)
    return phone.browser.client.get(f"/chat{query}").text


def words(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def kinds(html: str) -> list[str]:
    """What the lines are of the last message that has a shape."""
    return re.findall(r'class="l ([^"]*)"', html[html.rindex("text sheet") :].partition("</p>")[0])


@pytest.mark.parametrize(
    ("said", "link"),
    [
        ("mirá https://example.com/a?b=1&c=2.", 'href="https://example.com/a?b=1&amp;c=2"'),
        ("Tel. +54 9 11 4321-5678, después de las 14", 'href="tel:+5491143215678"'),
        ("Ana va a atender tu Ticket 121.", 'href="?ticket=121"'),
        ("nada de eso <b>acá</b>", ""),
        ("desde el 23-11-2026 14:05", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_what_can_be_tapped_is_a_link_and_no_character_changes(said: str, link: str) -> None:
    drawn = draw(said, (), "es_AR")
    assert (link in drawn) if link else ("href" not in drawn)
    assert words(drawn) == said


def test_a_layout_that_does_not_fit_is_left_aside() -> None:
    assert draw("una\ndos", ("head",), "es_AR") == Markup("una\ndos")


@on_the_web
def test_a_view_has_labels_values_and_a_thread_below_its_day(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Julia > /criticidad 1 alta
        Julia < ...
        Ana < ...
        Ana > /responder 1 ¿Probaste reiniciarla?
        Ana < ...
        Marta < ...
        Ana > /nota 1 llevar repuesto
        Ana < ...
        Julia < ...
        Ana > /ticket 1
        Ana < ...
    """
    )
    html = page(chat, "Ana")
    assert kinds(html)[:2] == ["head", "field open"]
    assert "field high" in kinds(html)
    assert kinds(html)[-4:] == ["gap", "section", "entry staff", "entry note"]
    assert html.count("data-day=") == 1


@on_the_web
def test_a_list_has_rows(chat: Conversation) -> None:
    chat(
        TWO
        + """
        Marta > mis tickets
        Marta < ...
    """
    )
    assert kinds(page(chat, "Marta")) == ["title", "gap", "row open", "about", "gap", "row open", "about"]


@on_the_web
def test_a_card_whose_problem_is_edited_keeps_its_shape(chat: Conversation) -> None:
    chat.webchat("Julia")
    chat(ONE)
    marta = chat.webchat("Marta").browser
    marta.opens()
    mine = re.findall(r'name="edit" value="([^"]+)"', marta.page.html)[-1]
    marta.sends("No imprime\nla caja 3", edits=mine)
    chat.desk.settle()
    html = page(chat, "Julia")
    assert kinds(html)[2:] == ["head", "about", "field", "body", "more"]
    assert "la caja 2" not in words(html)


@on_the_web
def test_the_page_shows_one_ticket_alone(chat: Conversation) -> None:
    chat(TWO)
    alone = words(page(chat, "Marta", "?ticket=2"))
    assert "abrí el Ticket 2" in alone
    assert "abrí el Ticket 1" not in alone
    assert "No anda el mail" in alone
    for number in ("0", "-1", "x", str(2**63), "99999"):
        assert "mensaje" in page(chat, "Marta", f"?ticket={number}")


@on_the_web
def test_the_menu_and_the_tickets_are_always_at_hand(chat: Conversation) -> None:
    chat(TWO)
    phone = chat.webchat("Marta")
    panel = words(phone.browser.client.get("/chat/tickets").text)
    assert "Ticket 1 Abierto" in " ".join(panel.split())
    phone.browser.opens()
    phone.browser.sends(quick="mine")
    assert phone.browser.shows("Mis tickets")
    assert phone.browser.shows("Tus tickets:")


def test_what_deletes_and_what_most_want_are_told_apart() -> None:
    assert tones.of("delete 121") == tones.of("delete_ticket.sure.2:yes") == "deletes"
    assert tones.of("open_ticket.review.1:confirm") == tones.of("respond 121") == "main"
    assert tones.of("delete_ticket.sure.2:no") == tones.of("close 121") == tones.of("x:y:z") == ""


@on_the_web
def test_what_is_about_to_be_opened_has_labels_and_values(chat: Conversation) -> None:
    chat("""
        Marta > /nuevo
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > no imprime
          la caja 2
        Marta > [Omitir]
        Marta < ...
    """)
    assert kinds(page(chat, "Marta"))[2:] == ["field", "field", "field", "more", "field", "gap", ""]


@on_the_web
def test_the_photos_of_a_card_stand_in_it_and_its_choices_below_them(chat: Conversation) -> None:
    chat("""
        Marta > /nuevo
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > no imprime
        Marta > (foto 2)
        Marta > [Listo]
        Marta > [Confirmar]
        Marta < ...
        Julia < Entró un ticket nuevo. …
          [Asignar] [Criticidad] [Categoría]
        Julia < Ticket 1
          (archivos 2)
    """)
    card = page(chat, "Julia").rpartition('<li class="line ')[2]
    assert card.index("Entró un ticket nuevo") < card.index("<figure") < card.index("Asignar")
    assert card.count("<img") == 2
    assert 'class="quote"' not in card
