"""The office at the terminal: people, what failed, the export and the check-up, in plain lines."""

import json
import logging
import re
import socket
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest
from click.testing import CliRunner, Result

from store.database import Database
from store.messages import inbox, outbox
from store.people import chats, invitations, people
from store.tables import Chat, InboxMessage, OutboxMessage
from store.tickets import numbers, tickets
from tests.fakes import telegram as fake_telegram
from tests.fakes.twilio import TOKEN, FakeTwilio
from ticketero import main

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CODE = r"TK-[0-9A-Z]{5}-[0-9A-Z]{5}"
HEAD = "name,role,company,phone,language,chat\n"


on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)  # where the database has no say


class Say(Protocol):
    def __call__(
        self, *args: str, fails: bool = False, environ: Mapping[str, str] | None = None
    ) -> Result: ...


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """The program sets up the logs of its process, which here is the tests'."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


@pytest.fixture
def say(store_url: str, tmp_path: Path, logging_as_before: None, monkeypatch: pytest.MonkeyPatch) -> Say:
    monkeypatch.chdir(tmp_path)
    Path("config.toml").write_text(
        f'[store]\nurl = "{store_url}"\nphotos = "photos"\n[web]\npublic_url = "https://desk.example"\n'
    )

    def say(*args: str, fails: bool = False, environ: Mapping[str, str] | None = None) -> Result:
        result = CliRunner().invoke(main, args, env={"TICKETERO_CONFIG": None, **(environ or {})})
        assert (result.exit_code != 0) == fails, result.output
        assert "Traceback" not in result.output
        return result

    return say


def everybody(store: Database) -> list[tuple[str | None, ...]]:
    with store.read() as session:
        fields = ("name", "role", "company", "phone", "language")
        return [tuple(getattr(who, field) for field in fields) for who in people.everybody(session)]


def addresses(store: Database) -> dict[str, str]:
    """Each linked chat's person."""
    with store.read() as session:
        return {
            f"{chat.channel} {chat.address}": chat.person.name
            for chat in chats.linked(session)
            if chat.person
        }


def listed(text: str) -> Path:
    path = Path("people.csv")
    path.write_text(text, "utf-8")
    return path


def test_adding_a_person_prints_how_they_enter(say: Say, store: Database) -> None:
    added = say("people", "add", "Marta Gómez", "--role", "client", "--company", "LA CABAÑA S.A.", "--phone",
                "011 15-2345-6789", "--language", "en")  # fmt: skip
    assert everybody(store) == [("Marta Gómez", "client", "LA CABAÑA S.A.", "+5491123456789", "en")]
    link = re.search(rf"https://desk\.example/chat\?code=({CODE})\n", added.stdout)
    assert link
    with store.write() as session:
        here = chats.lock_or_create(session, "webchat", "s", NOW)
        assert invitations.spend(session, link[1], here, datetime.now(UTC)).name == "Marta Gómez"


def test_a_person_with_a_chat_needs_no_invitation(say: Say, store: Database) -> None:
    args = (
        "--chat",
        "telegram:1001",
        "--chat",
        "whatsapp:+5491155556666",
        "--chat",
        "whatsapp:AR.2081978709342942",
    )
    added = say("people", "add", "Ana Ruiz", "--role", "technician", *args)
    assert "TK-" not in added.stdout
    assert addresses(store) == dict.fromkeys(
        ("telegram 1001", "whatsapp whatsapp:+5491155556666", "whatsapp whatsapp:AR.2081978709342942"),
        "Ana Ruiz",
    )


@on_sqlite
@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("", "--role", "client"), "the name is empty"),
        (("x" * 81, "--role", "client"), "the name is longer than 80 characters"),
        (("A\nB", "--role", "client"), "the name holds a line break"),
        (("Ana", "--role", "client", "--phone", "no sé"), "no telephone number can be read in 'no sé'"),
        (("Ana", "--role", "client", "--language", "fr"), "the language is one of es_AR, en, not 'fr'"),
        (("Ana", "--role", "client", "--chat", "telegram:@ana"), "'telegram:@ana' is no chat"),
        (("Ana", "--role", "client", "--chat", "webchat:1"), "'webchat:1' is no chat"),
        (("Ana", "--role", "client", "--chat", "whatsapp:1155556666"), "'whatsapp:1155556666' is no chat"),
        (("Ana", "--role", "client", "--chat", "telegram:1001"), "telegram:1001 belongs to Marta"),
    ],
)
def test_what_cannot_be_added_is_one_line(say: Say, store: Database, args: tuple[str, ...], why: str) -> None:
    say("people", "add", "Marta", "--role", "client", "--chat", "telegram:1001")
    refused = say("people", "add", *args, fails=True)
    assert refused.exit_code == 1
    assert refused.stderr.startswith(f"Error: {why}")
    assert refused.stderr.count("\n") == 1
    assert len(everybody(store)) == 1


def test_a_stranger_who_wrote_is_heard_when_added(say: Say, store: Database) -> None:
    with store.write() as session:
        chat = chats.lock_or_create(session, "telegram", "1001", NOW)
        inbox.keep(session, "telegram", "1", {}, at=NOW, chat_id=chat.id, state="waiting")
    say("people", "add", "Marta", "--role", "client", "--chat", "telegram:1001")
    with store.read() as session:
        assert session.get_one(Chat, chat.id).hear_at is not None


def test_the_list_shows_everybody_and_no_session(say: Say, store: Database) -> None:
    say(
        "people",
        "import",
        str(listed(HEAD + "Marta,client,LA CABAÑA,,,telegram:1001\nJulia,lead,,,,\nLeo,lead,,,,")),
    )
    say("people", "deactivate", "leo")
    with store.write() as session:
        here = chats.lock_or_create(session, "webchat", "secret-session", NOW)
        chats.link(session, here, people.find(session, "julia")[0], NOW)
    shown = say("people", "list").stdout
    assert [re.sub(" +", " ", line) for line in shown.splitlines()] == [
        "#2 Julia lead - - - webchat",
        "#3 Leo lead - - - inactive",
        "#1 Marta client LA CABAÑA - - telegram:1001",
    ]


@on_sqlite
def test_the_list_of_nobody_is_empty(say: Say) -> None:
    assert say("people", "list").stdout == ""


def test_people_are_imported(say: Say, store: Database) -> None:
    listed(
        HEAD
        + '"Marta Gómez",client,"Gómez, Hnos ""S.A.""",15-2345-6789,en,telegram:1001 whatsapp:+5491123456789\n'
        "\n , , \nAna Ruiz,technician\n"
    )
    said = say("people", "import", "people.csv").stdout
    assert said.splitlines()[0] == "People added: 2."
    assert everybody(store) == [
        ("Ana Ruiz", "technician", None, None, None),
        ("Marta Gómez", "client", 'Gómez, Hnos "S.A."', "+5491123456789", "en"),
    ]
    assert set(addresses(store).values()) == {"Marta Gómez"}


@on_sqlite
def test_an_import_takes_what_spreadsheets_write(say: Say, store: Database) -> None:
    Path("people.csv").write_bytes(
        b"\xef\xbb\xbfRole; Name ;Chat\r\nclient; \xc3\x91and\xc3\xba ;telegram:1\r\n"
    )
    say("people", "import", "people.csv")
    assert everybody(store) == [("Ñandú", "client", None, None, None)]


@on_sqlite
def test_every_bad_line_is_named_and_nobody_is_added(say: Say, store: Database) -> None:
    say("people", "add", "Vieja", "--role", "client", "--chat", "telegram:7")
    listed(
        HEAD
        + "Buena,client,,,,telegram:1\n"
        + ",client,,,,\n"
        + "Jefa,boss,,xyz,fr,telegram:x\n"
        + '"dos\nlíneas",client,,,,\n'
        + "Otra,client,,,,telegram:1\n"
        + "Otra más,client,,,,telegram:7\n"
        + "buena,client,,,,\n"
        + "VIEJA,client,,,,\n"
        + "Larga,client,,,,,telegram:9\n"
    )
    refused = say("people", "import", "people.csv", fails=True)
    assert refused.stderr.removeprefix("Error: ").splitlines() == [
        "line 3: the name is empty",
        "line 4: the role is one of client, technician, lead, not 'boss'",
        "line 4: no telephone number can be read in 'xyz'",
        "line 4: the language is one of es_AR, en, not 'fr'",
        "line 4: 'telegram:x' is no chat: telegram:<user id>, or whatsapp:+<country and number>",
        "line 6: the name holds a line break, a control or a direction character",
        "line 7: telegram:1 is on line 2 too",
        "line 8: telegram:7 belongs to Vieja",
        "line 9: buena is on line 2 too",
        "line 10: VIEJA is there already",
        "line 11: there are more cells than columns: 'telegram:9'",
    ]
    assert len(everybody(store)) == 1


@on_sqlite
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "the column 'name' is missing"),
        (b"name,company\nAna,X\n", "the column 'role' is missing"),
        (b"name,role,fone\nAna,client,1\n", "no column is called 'fone'"),
        (b"name,role,name\nAna,client,1\n", "the column 'name' is there twice"),
        (b"name,role\nN\xfa\xf1ez,client\n", "is not UTF-8"),
        (b'name,role\n"Ana,client\n', "line 2: unexpected end of data"),
        (b"name,role\n" + b"x" * 200_000 + b",client\n", "line 2: field larger than field limit"),
        (b"PK\x03\x04\x00\x00\xff\xfe", "is not UTF-8"),
        (b"name,role\nA\x00na,client\n", "line 2: the name holds"),
    ],
)
def test_a_file_that_is_no_list_of_people_is_refused(
    say: Say, store: Database, content: bytes, why: str
) -> None:
    Path("people.csv").write_bytes(content)
    assert why in say("people", "import", "people.csv", fails=True).stderr
    assert everybody(store) == []


@on_sqlite
def test_a_file_that_is_not_there_is_told(say: Say) -> None:
    assert "No such file" in say("people", "import", "nada.csv", fails=True).stderr
    assert "Is a directory" in say("people", "import", ".", fails=True).stderr


def test_a_formula_is_only_a_name(say: Say, store: Database) -> None:
    listed("name,role\n=HYPERLINK(1),client\n'; DROP TABLE people;--,client\n")
    say("people", "import", "people.csv")
    assert len(everybody(store)) == 2


def test_an_invitation_is_for_the_one_whom_a_name_means(say: Say, store: Database) -> None:
    listed("name,role\nMarta Gómez,client\nMartín Pérez,client\nMarta Gómez,lead\n")
    say("people", "import", "people.csv")
    assert re.search(rf"the code  {CODE}", say("people", "invite", "martin").stdout)
    assert "nobody active is called 'zoe'" in say("people", "invite", "zoe", fails=True).stderr
    unclear = say("people", "invite", "marta gomez", fails=True).stderr
    assert re.findall(r"#\d .*", unclear) == ["#1 Marta Gómez (client)", "#3 Marta Gómez (lead)"]
    assert "Marta Gómez enters" in say("people", "invite", "#3").stdout


@on_sqlite
def test_a_channel_that_does_not_answer_keeps_nobody(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.admin.people.LINK_TIMEOUT", 0.2)
    say("people", "add", "Marta", "--role", "client")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        telegram = {"TOKEN": "123456:secret-token", "WEBHOOK_SECRET": "s", "API_URL": url}
        on = {f"TICKETERO_TELEGRAM__{key}": value for key, value in telegram.items()}
        invited = say("people", "invite", "marta", environ=on)
    assert re.search(r"telegram +no link now", invited.stdout)
    assert "/chat?code=TK-" in invited.stdout
    assert "secret-token" not in invited.output


def test_leaving_names_the_open_tickets(say: Say, store: Database) -> None:
    listed("name,role\nMarta,client\nAna,technician\nJulia,lead\n")
    say("people", "import", "people.csv")
    with store.write() as session:
        chats.link(
            session, chats.lock_or_create(session, "webchat", "s", NOW), people.find(session, "julia")[0], NOW
        )
        marta, ana, julia = (people.find(session, name)[0] for name in ("marta", "ana", "julia"))
        given = {"affected_person": "Marta", "problem": "No imprime"}
        numbers.begin_at(session, 121)
        ticket = tickets.open(session, marta, marta, channel="webchat", now=NOW, **given)
        tickets.assign(session, julia, ticket, ana, "webchat", NOW)
    said = say("people", "deactivate", "ana").stdout
    assert "Ticket 121 stays open: opened by Marta, assigned to Ana" in said
    with store.read() as session:
        told = session.get_one(OutboxMessage, 1).content["text"]
    assert "Ana" in told
    assert "Ticket 121" in told
    assert "nobody active is called 'ana'" in say("people", "deactivate", "ana", fails=True).stderr
    assert "Julia is the last active lead" in say("people", "deactivate", "julia", fails=True).stderr


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
