"""Mistakes with people are undone at the terminal: chats taken away, people corrected, let go and brought back."""

import csv
import re
import stat
from pathlib import Path

import pytest

from store.database import Database
from store.people import by_name, chats
from tests.admin.terminal import CODE, HEAD, NOW, Say, addresses, everybody, listed, on_sqlite

TWINS = (
    HEAD
    + "Juan Pérez,client,Norte SA,,,\nJuan Pérez,client,Sur SRL,,,\nJulia,lead,,,,telegram:1\n"
    + "Ana Ruiz,technician,,,,telegram:2\n"
)


@pytest.fixture
def desk(say: Say) -> Say:
    say("people", "import", str(listed(TWINS)))
    return say


def test_a_wrong_chat_is_taken_away_and_free_for_its_owner(desk: Say, store: Database) -> None:
    refused = desk("people", "unlink", "Julia", "telegram:2", fails=True).stderr
    assert "telegram:2 is no chat of Julia (lead), whose chats are: telegram:1" in refused
    assert "telegram:2 is no longer Ana Ruiz's" in desk("people", "unlink", "ana", "telegram:2").stdout
    assert addresses(store) == {"telegram 1": "Julia"}
    desk("people", "add", "Dueña", "--role", "client", "--chat", "telegram:2")
    assert addresses(store) == {"telegram 1": "Julia", "telegram 2": "Dueña"}


@on_sqlite
def test_a_browser_is_taken_away_without_naming_its_session(desk: Say, store: Database) -> None:
    with store.write() as session:
        here = chats.lock_or_create(session, "webchat", "secret-session", NOW)
        chats.link(session, here, by_name.find(session, "ana")[0], NOW)
    assert "secret" not in desk("people", "unlink", "ana", "whatsapp:+5491155556666", fails=True).output
    desk("people", "unlink", "ana", "webchat")
    assert "webchat secret-session" not in addresses(store)


def test_somebody_is_corrected_and_what_cannot_be_changes_nothing(desk: Say, store: Database) -> None:
    args = ("--name", "Juana Paz", "--company", "sur srl", "--phone", "011 15-4000-1234", "--language", "en")
    desk("people", "edit", "Juan Pérez, Norte SA", *args)
    assert ("Juana Paz", "client", "Sur SRL", "+5491140001234", "en") in everybody(store)
    before = everybody(store)
    for bad, why in (
        (("--role", "boss"), "boss"),
        (("--phone", "no-es-un-número"), "no telephone number"),
        (("--name", ""), "the name is empty"),
        (("--language", "klingon"), "the language is one of"),
        ((), "say what changes"),
    ):
        assert why in desk("people", "edit", "Juana Paz", *bad, fails=True).stderr
    assert "last active lead" in desk("people", "edit", "Julia", "--role", "client", fails=True).stderr
    assert "nobody active" in desk("people", "edit", "Nadie", "--company", "X", fails=True).stderr
    assert everybody(store) == before


def test_people_of_one_name_are_told_apart(desk: Say) -> None:
    unclear = desk("people", "edit", "juan perez", "--phone", "1144440000", fails=True).stderr
    assert re.findall(r"#\d .*", unclear) == [
        "#1 Juan Pérez (client, Norte SA)",
        "#2 Juan Pérez (client, Sur SRL)",
    ]
    for way in ("Juan Pérez, Sur SRL", "juan perez (sur srl)", "#2"):
        assert "Juan Pérez enters" in desk("people", "invite", way).stdout
    assert "#2  Juan Pérez" in desk("people", "edit", "#2", "--phone", "1144440000").stdout


def test_somebody_comes_back_to_the_same_chat(desk: Say, store: Database) -> None:
    desk("people", "deactivate", "ana")
    assert "nobody inactive is called 'julia'" in desk("people", "reactivate", "julia", fails=True).stderr
    said = desk("people", "reactivate", "ana").stdout
    assert "Ana Ruiz (technician) is active again" in said
    assert "invite" not in said
    assert addresses(store)["telegram 2"] == "Ana Ruiz"
    desk("people", "deactivate", "Juan Pérez, Norte SA")
    assert "ticketero people invite '#1'" in desk("people", "reactivate", "juan perez").stdout


def test_everybody_who_cannot_come_in_yet_gets_a_link(desk: Say) -> None:
    desk("people", "invite", "Juan Pérez, Sur SRL")
    assert "Invitations written: 1." in desk("people", "links", "links.csv").stdout
    path = Path("links.csv")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[0] == ["name", "company", "code", "webchat"]
    assert rows[1][:2] == ["Juan Pérez", "Norte SA"]
    assert re.fullmatch(CODE, rows[1][2])
    assert rows[1][3] == f"https://desk.example/chat?code={rows[1][2]}"
    written = path.read_bytes()
    assert "Invitations written: 0." in desk("people", "links", "links.csv").stdout
    assert path.read_bytes() == written


@on_sqlite
def test_what_is_written_for_a_spreadsheet_it_reads_and_carries_nothing_out_of(say: Say) -> None:
    say("people", "import", str(listed("name;role;company\n=1+1;client;+5, SA\n")))
    say("people", "links", "links.csv", environ={"TICKETERO_DESK__LANGUAGE": "en"})
    [_, line] = Path("links.csv").read_text("utf-8-sig").splitlines()
    assert line.startswith("""'=1+1,"'+5, SA",TK-""")


@on_sqlite
def test_a_file_that_cannot_be_written_costs_nobody_a_code(desk: Say) -> None:
    assert "No such file" in desk("people", "links", "no/links.csv", fails=True).stderr
    assert "Invitations written: 2." in desk("people", "links", "links.csv").stdout


def test_somebody_is_erased_once_that_is_confirmed(desk: Say, store: Database) -> None:
    assert "cannot be undone" in desk("people", "erase", "Juan Pérez, Sur SRL", fails=True).output
    assert len(everybody(store)) == 4
    desk("people", "erase", "Juan Pérez, Sur SRL", "--yes")
    listed_now = desk("people", "list").stdout
    assert "Sur SRL" not in listed_now and "Norte SA" in listed_now
    assert "nobody" in desk("people", "reactivate", "persona eliminada", fails=True).stderr
    assert "last active lead" in desk("people", "erase", "Julia", "--yes", fails=True).stderr
