"""«Mis datos», «Borrarme»: all that is kept of a person, and nothing of them after it is erased, wherever it stood."""

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.admin.people import corrections
from bot.clock import forgetting
from store.files.files import OURS
from store.folding import plain
from store.privacy import erase, others, traces
from store.tables import File, Person, Table
from tests.harness.helpdesk import HelpDesk
from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import Conversation, on_both_stores, on_telegram

MARKS = (
    "Zoraida",
    "Quimera",
    "Zenon",
    "77778888",
    "7777-8888",
    "zumbido",
    "zarzuela",
    "zafiro",
    "zodiaco",
    "zeppelin",
)
"""Each stands in something that she wrote or that was written of her."""

LIFE = """
    Zoraida > /nuevo
    Zoraida > Zenón Quimera
    Zoraida > 11 7777-8888
    Zoraida > Hay un zumbido en el servidor
    Zoraida > (archivo) zafiro
    Zoraida > [Listo]
    Zoraida > [Confirmar]
    Zoraida < Listo, abrí el Ticket 1. …
    Julia < ...
    Julia > /sinasignar
    Julia < ...
    Julia > /buscar zoraida
    Julia < ...
    Julia > /personas
    Julia < ...
    Julia > /asignar 1 ana
    Julia < ...
    Ana < ...
    Zoraida < ...
    Zoraida > (foto) suena como una zarzuela
    -- 10 s
    Zoraida < ...
    Zoraida > #1 como una zarzuela
    -- 5 s
    Zoraida < ...
    Ana < ...
    Ana > /responder 1 Hola Zoraida, ya voy
    Ana < ...
    Zoraida < ...
    Ana > /nota 1 Zoraida Quimera tiene un zodíaco
    Ana < ...
    Julia < ...
    Zoraida > buscar zeppelin
    Zoraida < ...
    Ana > /cerrar 1 Le cambié el zodíaco a Zoraida
    Ana < ...
    Zoraida < ...
    Julia < ...
"""
ASKED = """
    Zoraida > /borrarme
    Zoraida < ¿Borramos todo…
      [Borrar todo] [Cancelar]
    Zoraida > [Borrar todo]
    Zoraida < Listo, ya le avisé…
    Julia < Zoraida Quimera (QUIMERA SRL) pide que borremos…
      [Borrar] [Rechazar]
"""


@pytest.fixture
def chat(chat: Conversation) -> Conversation:
    chat.hire("Zoraida Quimera", "client", company="QUIMERA SRL", phone="+5491177778888")
    return chat


def kept(desk: HelpDesk) -> Iterator[tuple[str, str]]:
    """Every column of every row, whatever tables there are: where it stands, and what."""
    with desk.store.read() as session:
        for table in Table.metadata.sorted_tables:
            for row in session.execute(select(table)).mappings():
                for name, value in row.items():
                    said = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
                    yield f"{table.name}.{name}", plain(said)


def found(desk: HelpDesk) -> set[str]:
    marks = [plain(mark) for mark in MARKS]
    return {f"{where}: {mark}" for where, said in kept(desk) for mark in marks if mark in said}


def stored(folder: Path) -> set[bytes]:
    return {file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_nothing_of_her_is_left(chat: Conversation, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    caplog.set_level(logging.DEBUG)
    chat(LIFE)
    marks_before = {mark for mark in MARKS if any(plain(mark) in said for _, said in kept(chat.desk))}
    assert marks_before == set(MARKS)
    chat(ASKED)
    chat("""
        Julia > [Borrar]
        Julia < Listo, borro todo lo de Zoraida Quimera…
    """)
    forgetting.forget(chat.desk.desk)
    chat.desk.settle()
    assert found(chat.desk) == set()
    exported = chat.desk.ticket(1)
    assert exported["number"] == 1 and exported["created_at"] and exported["technician"] == "Ana Torres"
    assert exported["requester"] == exported["problem"] == "persona eliminada"
    assert not stored(tmp_path) & set(chat.photos)
    assert not [mark for mark in MARKS if plain(mark) in plain(caplog.text)]
    assert not [where for where, _ in kept(chat.desk) if where.startswith("discarded_files.")]
    chat("""
        Julia < ...
        Julia > /ticket 1
        Julia < ...
        Julia > /buscar zumbido
        Julia < No encontré nada…
    """)


@on_telegram
def test_a_solution_that_was_corrected_is_gone_in_both_its_texts(chat: Conversation) -> None:
    chat(LIFE)
    chat("""
        Ana > (corrige «/cerrar 1 Le cambié el zodíaco a Zoraida») /cerrar 1 Le cambié el zeppelin a Zoraida
        Ana < ...
        Zoraida < ...
        Julia < ...
    """)
    told = [event for event in chat.desk.ticket(1)["events"] if event["what"] == "solution"]
    assert "zeppelin" in str(told)
    chat(ASKED + "Julia > [Borrar]\nJulia < …")
    forgetting.forget(chat.desk.desk)
    chat.desk.settle()
    assert found(chat.desk) == set()


def test_refused_nothing_is_gone_and_she_hears_of_it(chat: Conversation) -> None:
    chat(LIFE)
    chat(ASKED)
    chat("""
        Julia > [Rechazar]
        Julia < Listo, los datos de Zoraida Quimera quedan como están. …
        Zoraida < La mesa revisó tu pedido…
    """)
    forgetting.forget(chat.desk.desk)
    assert chat.desk.ticket(1)["requester"] == "Zoraida Quimera"


@on_both_stores
def test_others_are_untouched(chat: Conversation) -> None:
    chat("""
        Marta > /nuevo
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > No anda el mouse
        Marta > (foto)
        Marta > [Listo]
        Marta > [Confirmar]
        Marta < Listo, …
    """)
    before = chat.desk.ticket(1)
    chat(LIFE.replace("Ticket 1", "Ticket 2").replace(" 1 ", " 2 ").replace("#1", "#2"))
    chat(ASKED)
    chat("""
        Julia > [Borrar]
        Julia < ...
    """)
    forgetting.forget(chat.desk.desk)
    assert chat.desk.ticket(1) == before
    assert found(chat.desk) == set()


@on_telegram
def test_the_last_lead_stays(chat: Conversation) -> None:
    chat("""
        Julia > /borrarme
        Julia < No se puede: Julia Paz …
    """)
    assert not any(person.erasing_since for person in chat.desk.rows(Person))


def test_my_data_is_a_file_with_all_of_it_and_nothing_of_others(chat: Conversation) -> None:
    chat("""
        Marta > /nuevo
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > No anda el mouse
        Marta > [Omitir]
        Marta > [Confirmar]
        Marta < Listo, …
    """)
    chat(LIFE.replace("Ticket 1", "Ticket 2").replace(" 1 ", " 2 ").replace("#1", "#2"))
    chat.phone("Zoraida").says("/misdatos")
    chat.desk.settle()
    assert any("todo lo que guardamos" in bubble.text for bubble in chat.told("Zoraida"))
    (made,) = [file for file in chat.desk.rows(File) if file.channel == OURS]
    text = json.dumps(json.loads(chat.desk.photos.read(made.sha256 or "")), ensure_ascii=False)
    for said in ("Zoraida Quimera", "QUIMERA SRL", "zumbido", "zarzuela", "zeppelin", "Hola Zoraida"):
        assert said in text
    for of_others in ("Marta", "mouse", "tiene un zodíaco"):
        assert of_others not in text


@pytest.fixture
def decided(chat: Conversation) -> Conversation:
    """She is to be erased."""
    chat.phone("Marta")
    chat(LIFE)
    chat(ASKED)
    chat("""
        Julia > [Borrar]
        Julia < Listo, borro todo lo de Zoraida Quimera…
    """)
    return chat


def once(act: Callable[[], object], then: Callable[..., Any]) -> Callable[..., Any]:
    """The first time, somebody acts before."""
    left = [act]

    def done(*about: Any) -> Any:
        if left:
            left.pop()()
        return then(*about)

    return done


@on_both_stores
def test_who_writes_while_all_that_was_said_is_looked_through_does_not_wait(
    decided: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a file would be locked, and she told to come back."""
    writes = once(lambda: decided.phone("Marta").says("/ayuda"), traces.tells)
    monkeypatch.setattr(traces, "tells", writes)
    forgetting.forget(decided.desk.desk)
    assert decided.told("Marta")
    assert found(decided.desk) == set()


@on_both_stores
def test_what_is_told_of_her_meanwhile_goes_with_the_rest(
    decided: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looks_her_up() -> None:
        decided.phone("Julia").says("/ticket 1")
        assert any("Zoraida Quimera" in bubble.text for bubble in decided.told("Julia"))

    strip = others.strip

    def strip_then(*about: Any) -> None:
        strip(*about)
        looks()

    looks = once(looks_her_up, lambda: None)
    monkeypatch.setattr(others, "strip", strip_then)
    forgetting.forget(decided.desk.desk)
    assert found(decided.desk) == set()


@on_both_stores
def test_who_dies_in_between_begins_anew(decided: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(erase, "erase", once(dies, erase.erase))
    with pytest.raises(ZeroDivisionError):
        forgetting.forget(decided.desk.desk)
    assert found(decided.desk)
    forgetting.forget(decided.desk.desk)
    assert found(decided.desk) == set()


@on_both_stores
def test_a_ticket_names_its_technician_still_when_a_client_of_the_same_name_is_gone(
    chat: Conversation,
) -> None:
    def named() -> list[Any]:
        events = chat.desk.ticket(1)["events"]
        return [event["detail"] for event in events if event["what"] == "assigned"]

    chat(ASSIGNED)
    chat.desk.person("Ana Torres", "client", company="OTRA SRL")
    list(corrections.erase(chat.desk.desk, "Ana Torres, OTRA SRL"))
    assert named() == [{"to": "Ana Torres"}]
    list(corrections.erase(chat.desk.desk, "Ana Torres"))
    assert named() == [{"to": "persona eliminada"}]


SUGGESTED = """
    Marta > /nuevo
    Marta > Zoraida Quimera
    Marta > [Omitir]
    Marta > No imprime la caja 2
    Marta > [Omitir]
    Marta > [Confirmar]
    Marta < Listo, …
    -- 1 h
    Marta > no me anda el mail de la oficina
    Marta < ...
    Marta > [Nuevo ticket]
    Marta < …
      [Marta Gómez] [Zoraida Quimera] [Cancelar]
"""
"""Marta opened a ticket for her once, and is asked for whom the next one is."""


@on_telegram
def test_who_is_only_suggested_takes_no_form_along(chat: Conversation) -> None:
    chat(SUGGESTED)
    chat(ASKED)
    chat("""
        Julia > [Borrar]
        Julia < ...
    """)
    forgetting.forget(chat.desk.desk)
    assert not [where for where in found(chat.desk) if "memory" in where]
    chat("""
        Marta > yo
        Marta > [Omitir]
        Marta < ...
        Marta > [Omitir]
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 2. …
    """)
    assert chat.desk.ticket(2)["problem"] == "no me anda el mail de la oficina"


@pytest.mark.parametrize("place", ["telegram-postgresql"], indirect=True)
def test_what_somebody_answers_at_this_moment_stays_answered(
    chat: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a file she would wait until it is done."""
    chat(SUGGESTED)
    chat(ASKED)
    chat("""
        Julia > [Borrar]
        Julia < ...
    """)
    tells, answers = traces.tells, ["yo"]

    def answered_meanwhile(words: Any, kept: Any) -> bool:
        if answers and isinstance(kept, dict) and "forms" in kept:
            chat.phone("Marta").says(answers.pop())
        return tells(words, kept)

    monkeypatch.setattr(traces, "tells", answered_meanwhile)
    forgetting.forget(chat.desk.desk)
    chat("""
        Marta < …teléfono…
    """)
    assert not [where for where in found(chat.desk) if "memory" in where]
    chat("""
        Marta > [Omitir]
        Marta < ...
        Marta > [Omitir]
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 2. …
    """)
