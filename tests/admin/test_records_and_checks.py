"""What failed gets a second chance, tickets are exported, and the check-up says what is amiss."""

import json
import re
from pathlib import Path

import pytest

from store.database import Database
from store.messages import inbox, outbox
from store.people import chats, people
from store.tables import Chat, InboxMessage, OutboxMessage
from store.tickets import numbers, tickets
from tests.admin.terminal import CODE, NOW, Say, on_sqlite
from tests.fakes import telegram as fake_telegram
from tests.fakes.twilio import TOKEN, FakeTwilio


def test_what_was_not_understood_gets_a_second_chance(say: Say, store: Database) -> None:
    with store.write() as session:
        chat = chats.lock_or_create(session, "telegram", "1001", NOW)
        for key, state in (("1", "failed"), ("2", "failed"), ("3", "heard")):
            said = {"text": f"¿{key}?"}
            inbox.keep(session, "telegram", key, said, at=NOW, chat_id=chat.id, state=state, error="KeyError")
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


def test_a_check_says_what_is_amiss_and_what_to_do(say: Say) -> None:
    lines = say("check", fails=True).stdout.splitlines()
    [amiss] = [line for line in lines if line[0] == "✗"]
    assert amiss.startswith("✗ leads: none has a chat")
    assert "Run: ticketero people add NAME --role lead" in amiss
    say("people", "add", "Julia", "--role", "lead", "--chat", "telegram:3001")
    fine = say("check").stdout
    assert all(line[0] == "✓" for line in fine.splitlines())


@on_sqlite
@pytest.mark.parametrize(
    ("environ", "line"),
    [
        ({"TICKETERO_STORE__PHOTOS": "config.toml"}, r"✗ photos: config.toml cannot be written .*"),
        (
            {"TICKETERO_STORE__URL": "sqlite:///new.db"},
            r"✗ store: sqlite:///new.db has not .* ticketero migrate",
        ),
        (
            {"TICKETERO_STORE__URL": "sqlite:///no/where.db"},
            r"✗ store: .* cannot be reached \(OperationalError\).*",
        ),
        (
            {"TICKETERO_STORE__URL": "postgresql+psycopg://desk:pass-word@127.0.0.1:9/x"},
            r"✗ store: .*:\*\*\*@.*",
        ),
        ({"TICKETERO_WEBCHAT__ENABLED": "false"}, r"✗ channels: none is on\..*"),
        ({"TICKETERO_WEB__PROT": "1"}, r"✗ web\.prot: is not a setting.*"),
    ],
)
def test_a_check_goes_on_whatever_it_finds(say: Say, environ: dict[str, str], line: str) -> None:
    found = say("check", fails=True, environ=environ)
    assert re.search(rf"(?m)^{line}$", found.stdout)
    assert "pass-word" not in found.output


@on_sqlite
def test_a_store_that_is_away_is_one_line(say: Say) -> None:
    away = say("people", "list", fails=True, environ={"TICKETERO_STORE__URL": "sqlite:///no/where.db"})
    assert away.stderr == "Error: The store cannot be reached: OperationalError\n"


@on_sqlite
def test_telegram_is_told_where_we_are_and_invites_by_link(say: Say) -> None:
    with fake_telegram.running() as telegram:
        on = {
            "TICKETERO_TELEGRAM__TOKEN": telegram.token,
            "TICKETERO_TELEGRAM__WEBHOOK_SECRET": "a-secret",
            "TICKETERO_TELEGRAM__API_URL": telegram.url,
        }
        added = say("people", "add", "Julia", "--role", "lead", environ=on)
        assert re.search(rf"https://t\.me/{fake_telegram.BOT['username']}\?start={CODE}\n", added.stdout)
        assert "run `ticketero hook`" in say("check", fails=True, environ=on).stdout
        assert "telegram: it knows our address and our commands." in say("hook", environ=on).stdout
        [hook] = telegram.called("setWebhook")
        assert hook.params["url"] == "https://desk.example/hooks/telegram"
        assert hook.params["secret_token"] == "a-secret"
        menus = {
            call.params.get("language_code"): call.params["commands"]
            for call in telegram.called("setMyCommands")
        }
        assert {command["command"] for command in menus["es"]} >= {"nuevo", "tickets", "ayuda"}
        assert menus[None] == menus["es"] != menus["en"]
        assert telegram.complaints == []
        assert (
            "✓ Telegram's webhook is https://desk.example/hooks/telegram"
            in say("check", fails=True, environ=on).stdout
        )


@on_sqlite
def test_what_to_enter_at_twilio_is_printed(say: Say) -> None:
    twilio = {"ACCOUNT_SID": "AC1", "AUTH_TOKEN": "secret-token", "FROM": "whatsapp:+14155238886"}
    said = say("hook", environ={f"TICKETERO_WHATSAPP__{key}": value for key, value in twilio.items()})
    assert "https://desk.example/hooks/whatsapp#rc=5&rp=all\n" in said.stdout
    assert said.stdout.count("https://desk.example/hooks/whatsapp#rc=5&rp=all\n") == 2, "the fallback too"
    assert "https://desk.example/hooks/whatsapp/status#rc=5&rp=all\n" in said.stdout
    assert "secret-token" not in said.output


@on_sqlite
def test_a_check_asks_twilio_for_the_account_and_the_template(say: Say) -> None:
    twilio = FakeTwilio()
    twilio.news = twilio.add_template("Novedades del {{1}}. {{2}}", approved=False)
    on = {f"TICKETERO_WHATSAPP__{key.upper()}": value for key, value in twilio.settings.items()}
    on |= {"TICKETERO_WHATSAPP__TEMPLATES__NEWS": on.pop("TICKETERO_WHATSAPP__TEMPLATES")["news"]}
    pending = f"✗ WhatsApp's template {twilio.news} (whatsapp.templates.news) is pending: submit it at Twilio"
    said = say("check", fails=True, environ=on).stdout
    assert "✓ WhatsApp: the account is active; +14155550100\n" in said
    assert pending in said
    twilio.approved.add(twilio.news)
    assert "✓ WhatsApp's template `news` is approved\n" in say("check", fails=True, environ=on).stdout
    on.pop("TICKETERO_WHATSAPP__TEMPLATES__NEWS")
    assert "✓ WhatsApp has no template `news`" in say("check", fails=True, environ=on).stdout
    wrong = say("check", fails=True, environ={**on, "TICKETERO_WHATSAPP__AUTH_TOKEN": "another"})
    assert "✗ WhatsApp: " in wrong.stdout
    assert TOKEN not in wrong.output
    twilio.close()
