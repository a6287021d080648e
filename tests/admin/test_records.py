"""What failed gets a second chance, and tickets are exported."""

import json
import stat
from pathlib import Path

import pytest

from store.database import Database
from store.messages import inbox, outbox
from store.people import chats, people
from store.tables import Chat, InboxMessage, OutboxMessage
from store.tickets import numbers, tickets
from tests.admin.terminal import NOW, Say, on_sqlite


def test_what_was_not_understood_gets_a_second_chance(say: Say, store: Database) -> None:
    with store.write() as session:
        chat = chats.lock_or_create(session, "telegram", "1001", NOW)
        for key, state in (("1", "failed"), ("2", "failed"), ("3", "heard")):
            said = {"text": f"¿{key}?"}
            about = dict(
                key=key, payload=said, received_at=NOW, chat_id=chat.id, state=state, error="KeyError"
            )
            session.add(InboxMessage(channel="telegram", **about))
        session.flush()
        inbox.set_aside(session, "telegram", "4", "no JSON", "{", NOW)
    rows = [json.loads(line) for line in say("inbox", "failed").stdout.splitlines()]
    assert [(row["id"], row["state"], row["address"]) for row in rows] == [
        (1, "failed", "1001"), (2, "failed", "1001"), (4, "set_aside", None),
    ]  # fmt: skip
    assert rows[0]["payload"] == {"text": "¿1?"}
    assert say("inbox", "replay", "2").stdout == "To be heard again: 1.\n"
    assert "no message 4 waits to be heard again" in say("inbox", "replay", "4", fails=True).stderr
    assert say("inbox", "replay").stdout == "To be heard again: 1.\n"
    with store.read() as session:
        states = [session.get_one(InboxMessage, id_).state for id_ in (1, 2, 3, 4)]
        assert states == ["waiting", "waiting", "heard", "set_aside"]
        assert session.get_one(Chat, chat.id).hear_at is not None


def test_what_was_not_delivered_gets_a_second_chance(say: Say, store: Database) -> None:
    with store.write() as session:
        chat = chats.lock_or_create(session, "telegram", "1001", NOW)
        for text in ("uno", "dos"):
            row = session.get_one(OutboxMessage, outbox.put(session, chat.id, "message", {"text": text}, NOW))
            row.state, row.error, row.attempts = "failed", "blocked", 7
    rows = [json.loads(line) for line in say("outbox", "failed").stdout.splitlines()]
    assert [(row["id"], row["error"], row["content"]) for row in rows] == [
        (1, "blocked", {"text": "uno"}), (2, "blocked", {"text": "dos"}),
    ]  # fmt: skip
    assert say("outbox", "retry", "1").stdout == "To be sent again: 1.\n"
    assert "no message 1 waits to be sent again" in say("outbox", "retry", "1", fails=True).stderr
    with store.read() as session:
        one, two = (session.get_one(OutboxMessage, id_) for id_ in (1, 2))
        assert (one.state, one.error, one.attempts, two.state) == ("waiting", None, 0, "failed")


def test_a_ticket_is_exported_on_standard_output(say: Say, store: Database) -> None:
    with store.write() as session:
        marta = people.add(session, "Marta", "client", now=NOW)
        given = {"affected_person": "Marta", "problem": "Ñandú 💥"}
        numbers.begin_at(session, 121)
        tickets.open(session, marta, marta, channel="webchat", now=NOW, **given)
    written = say("export", "121").stdout
    assert json.loads(written)["problem"] == "Ñandú 💥"
    say("export", "--all", "out")
    assert Path("out/121.json").read_text("utf-8") == written
    assert say("export", "122", fails=True).stderr == "Error: there is no Ticket 122\n"
    assert "Say which" in say("export", fails=True).stderr


@on_sqlite
def test_a_store_that_is_away_is_one_line(say: Say) -> None:
    away = say("people", "list", fails=True, environ={"TICKETERO_STORE__URL": "sqlite:///no/where.db"})
    assert (
        away.stderr
        == "Error: The store cannot be used: its file cannot be opened: look at the folder and its permissions\n"
    )


@on_sqlite
@pytest.mark.parametrize("number", ["99999999999999999999", "0", "9" * 5000, "1.5", "12a", "١٢٣x"])
@pytest.mark.parametrize("command", ["export", "inbox replay", "outbox retry"])
def test_a_number_that_is_none_of_ours_is_told_in_a_line(say: Say, command: str, number: str) -> None:
    refused = say(*command.split(), number, fails=True).stderr
    assert "Invalid value for" in refused


def test_what_is_kept_is_its_owner_s_alone(say: Say, store: Database, tmp_path: Path) -> None:
    say("check", fails=True)
    found = [path for path in tmp_path.rglob("*") if path.name != "config.toml"]
    assert found
    assert {path for path in found if stat.S_IMODE(path.stat().st_mode) & 0o077} == set()


@on_sqlite
def test_what_is_written_over_becomes_its_owner_s_alone(say: Say) -> None:
    for command in ("report", "board"):
        Path(command).touch(0o644)
        say(command, "--out", command)
        assert stat.S_IMODE(Path(command).stat().st_mode) == 0o600
