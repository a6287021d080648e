"""The check says what is amiss, and what to do; the providers are told where we are."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import make_url, text

from store import schema
from store.database import Database
from store.health import processes
from store.messages import inbox, outbox
from store.people import by_name, chats
from store.tables import InboxMessage
from store.tickets import numbers, tickets
from tests.admin.terminal import CODE, NOW, Say, on_sqlite
from tests.fakes import telegram as fake_telegram
from tests.fakes.twilio import TOKEN, FakeTwilio


@pytest.fixture
def at_work(say: Say, store: Database) -> None:
    """A lead with a chat, and a worker that lives: all that a good desk has beside its settings."""
    say("people", "add", "Julia", "--role", "lead", "--chat", "telegram:3001")
    with store.write() as session:
        processes.beat(session, "w", True, "here", datetime.now(UTC))


def amiss(check: Result) -> list[str]:
    return [line for line in check.stdout.splitlines() if line[0] == "✗"]


def test_a_check_of_nothing_names_what_is_missing(say: Say) -> None:
    leads, workers = sorted(amiss(say("check", fails=True)))
    assert leads.startswith("✗ leads: none has a chat")
    assert "Run: ticketero people add NAME --role lead" in leads
    assert workers.startswith("✗ workers: none is alive")
    assert "Run: ticketero run" in workers


def test_a_good_desk_is_all_well(say: Say, at_work: None) -> None:
    said = say("check").stdout
    assert amiss(say("check")) == []
    assert said.startswith(f"✓ config: {Path('config.toml').resolve()} ")
    for named in ("store: ", "photos: ", "clock: ", "workers: 1 alive", "waiting: ", "failed: ", "people: "):
        assert f"\n✓ {named}" in said


def test_the_check_is_json_for_programs(say: Say, at_work: None) -> None:
    rows = [json.loads(line) for line in say("check", "--json").stdout.splitlines()]
    assert {(row["ok"], row["remedy"]) for row in rows} == {(True, None)}
    wrong = say("check", "--json", fails=True, environ={"TICKETERO_STORE__PHOTOS": "config.toml"}).stdout
    [photos] = [row for row in map(json.loads, wrong.splitlines()) if not row["ok"]]
    assert photos["check"] == "photos"
    assert "store.photos" in photos["remedy"]


def test_a_check_names_the_file_that_it_read(say: Say, at_work: None) -> None:
    Path("other.toml").write_bytes(Path("config.toml").read_bytes())
    assert f"✓ config: {Path('other.toml').resolve()} " in say("--config", "other.toml", "check").stdout


def test_a_dead_worker_is_missed(say: Say, at_work: None, store: Database) -> None:
    with store.write() as session:
        processes.beat(session, "w", True, "here", datetime.now(UTC) - 2 * processes.ALIVE)
    [workers] = amiss(say("check", fails=True))
    assert "workers: none is alive since " in workers


def test_what_waits_too_long_and_what_failed_is_named(say: Say, at_work: None, store: Database) -> None:
    now = datetime.now(UTC)
    with store.write() as session:
        chat = chats.lock_or_create(session, "telegram", "1001", now)
        outbox.put(session, chat.id, "message", {"text": "x"}, now - timedelta(minutes=61))
        outbox.put(session, chat.id, "message", {"text": "x"}, now, state="failed")
        about = dict(key="4", payload={}, received_at=now, chat_id=chat.id, state="failed")
        session.add(InboxMessage(channel="telegram", **about))
    waiting, failed = amiss(say("check", fails=True))
    assert "the oldest message to be sent is 1 h 1 min old" in waiting
    assert "1 messages were not understood, and 1 of ours not delivered" in failed
    assert "ticketero inbox failed" in failed


def test_what_nobody_can_read_is_told_and_hinders_nobody(say: Say, at_work: None, store: Database) -> None:
    with store.write() as session:
        inbox.set_aside(session, "telegram", "4", "no JSON", "{", datetime.now(UTC))
    told = say("check").stdout
    assert "✓ set aside: in the last day 1 messages that nobody can read; see: ticketero inbox failed" in told
    assert "✓ failed: nothing in the last day" in told


def test_people_whom_nobody_hears_are_named(say: Say, at_work: None, store: Database) -> None:
    say("people", "add", "Marta", "--role", "client", "--chat", "telegram:1001")
    say("people", "add", "Tadeo", "--role", "technician")
    with store.write() as session:
        marta, tadeo, julia = (by_name.find(session, name)[0] for name in ("marta", "tadeo", "julia"))
        given = {"affected_person": "Marta", "problem": "No imprime"}
        numbers.begin_at(session, 121)
        ticket = tickets.open(session, marta, marta, channel="telegram", now=NOW, **given)
        tickets.assign(session, julia, ticket, tadeo, "webchat", NOW)
    [unheard] = amiss(say("check", fails=True))
    assert "the technician of Ticket 121 has no chat with us" in unheard
    with store.write() as session:
        for chat in chats.linked(session):
            if chat.person_id == julia.id:
                chats.unlink(session, chat, NOW)
    assert "people: nobody hears Marta" in "".join(amiss(say("check", fails=True)))


def test_a_store_newer_than_the_program_is_one_line_in_every_command(say: Say, store: Database) -> None:
    say("backup", "desk.tar")
    with store.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        [newer] = [line for line in amiss(say("check", fails=True)) if "newer" in line]
        assert newer.startswith("✗ store: ")
        for command in (
            "migrate",
            "run",
            "receive",
            "work",
            "people list",
            "export 1",
            "hook",
            "inbox failed",
            "restore desk.tar",
        ):
            refused = say(*command.split(), fails=True)
            assert refused.stderr.startswith("Error: The store is newer than this program"), command
            assert refused.stderr.count("\n") == 1
    finally:
        with store.write() as session:
            session.execute(text(f"UPDATE alembic_version SET version_num = '{schema.newest()}'"))


def test_postgresql_says_what_hinders_us(say: Say, pg_url: str) -> None:
    """A wrong password cannot be had from the tests' server, which asks for none."""
    url = make_url(pg_url)
    absent = url.set(database="no_such_database").render_as_string(hide_password=False)
    nobody = url.set(username="no_such_user").render_as_string(hide_password=False)
    for place, why in ((absent, "there is no such database"), (nobody, "it refuses the user")):
        [store] = [
            line
            for line in amiss(say("check", fails=True, environ={"TICKETERO_STORE__URL": place}))
            if line.startswith("✗ store: ")
        ]
        assert why in store


@pytest.mark.parametrize(
    ("option", "line"),
    [
        ("password=muysecreto", "✗ store: "),
        ("sslmode=muysecreto", "✗ store: "),
        ("muysecreto=1", '✗ store.url: invalid connection option "muysecreto"'),
    ],
)
def test_what_follows_the_address_of_the_store_is_not_shown(say: Say, option: str, line: str) -> None:
    environ = {"TICKETERO_STORE__URL": f"postgresql+psycopg://desk@127.0.0.1:1/desk?{option}"}
    checked = say("check", fails=True, environ=environ)
    [store] = [each for each in checked.output.splitlines() if each.startswith("✗ store")]
    assert store.startswith(line)
    assert "muysecreto" not in store.removeprefix(line)
    listed = say("people", "list", fails=True, environ=environ).stderr
    assert listed.startswith("Error: ")
    assert "Traceback" not in listed


def test_a_database_that_takes_no_writing_is_named(say: Say, at_work: None, store: Database) -> None:
    if store.is_sqlite:
        refusing = {
            "TICKETERO_STORE__URL": f"{store.url}?mode=ro&uri=true".replace("sqlite:///", "sqlite:///file:")
        }
    else:
        options = {"options": "-c default_transaction_read_only=on"}
        refusing = {
            "TICKETERO_STORE__URL": store.url.update_query_dict(options).render_as_string(hide_password=False)
        }
    [found] = [
        line for line in amiss(say("check", fails=True, environ=refusing)) if line.startswith("✗ store")
    ]
    assert "read-only" in found


@on_sqlite
@pytest.mark.parametrize(
    ("environ", "line"),
    [
        (
            {"TICKETERO_STORE__PHOTOS": "config.toml"},
            r"✗ photos: config.toml cannot be written .*\(store\.photos\).*",
        ),
        (
            {"TICKETERO_STORE__URL": "sqlite:///new.db"},
            r"✗ store: sqlite:///new.db has not .* ticketero migrate",
        ),
        (
            {"TICKETERO_STORE__URL": "sqlite:///no/where.db"},
            r"✗ store: .* cannot be used: its file cannot be opened.*",
        ),
        (
            {"TICKETERO_STORE__URL": "postgresql+psycopg://desk:pass-word@127.0.0.1:9/x"},
            r"✗ store: .*:\*\*\*@.* cannot be used: nobody listens there.*",
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
def test_telegram_is_told_where_we_are_and_invites_by_link(say: Say) -> None:
    with fake_telegram.running() as telegram:
        on = {
            "TICKETERO_TELEGRAM__TOKEN": telegram.token,
            "TICKETERO_TELEGRAM__WEBHOOK_SECRET": "a-secret",
            "TICKETERO_TELEGRAM__API_URL": telegram.url,
        }
        added = say("people", "add", "Julia", "--role", "lead", environ=on)
        assert re.search(rf"https://t\.me/{fake_telegram.BOT['username']}\?start={CODE}\n", added.stdout)
        assert "Run: ticketero hook" in say("check", fails=True, environ=on).stdout
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
    twilio.news = twilio.templates.add("Novedades del {{1}}. {{2}}", approved=False)
    on = {f"TICKETERO_WHATSAPP__{key.upper()}": value for key, value in twilio.settings.items()}
    on |= {"TICKETERO_WHATSAPP__TEMPLATES__NEWS": on.pop("TICKETERO_WHATSAPP__TEMPLATES")["news"]}
    pending = f"✗ WhatsApp's template {twilio.news} (whatsapp.templates.news) is pending. Submit it at Twilio"
    said = say("check", fails=True, environ=on).stdout
    assert "✓ WhatsApp: the account is active; +14155550100\n" in said
    assert pending in said
    twilio.templates.approved.add(twilio.news)
    assert "✓ WhatsApp's template `news` is approved\n" in say("check", fails=True, environ=on).stdout
    on.pop("TICKETERO_WHATSAPP__TEMPLATES__NEWS")
    assert "✓ WhatsApp has no template `news`" in say("check", fails=True, environ=on).stdout
    wrong = say("check", fails=True, environ={**on, "TICKETERO_WHATSAPP__AUTH_TOKEN": "another"})
    assert "✗ WhatsApp: " in wrong.stdout
    assert TOKEN not in wrong.output
    twilio.close()


@on_sqlite
def test_the_hook_is_not_registered_where_a_provider_cannot_call(say: Say) -> None:
    environ = {
        "TICKETERO_TELEGRAM__TOKEN": "123456:a-secret-token",
        "TICKETERO_TELEGRAM__WEBHOOK_SECRET": "s",
        "TICKETERO_WEB__PUBLIC_URL": "http://127.0.0.1:8080",
    }
    refused = say("hook", fails=True, environ=environ).stderr
    assert refused.startswith("Error: Telegram cannot call http://127.0.0.1:8080, since it is not https.")
    assert "web.public_url" in refused
