"""People at the terminal: who is added, imported, invited and let go, in plain lines."""

import re
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.database import Database
from store.people import by_name, chats, invitations
from store.tables import Chat, InboxMessage, OutboxMessage
from store.tickets import numbers, tickets
from tests.admin.terminal import CODE, HEAD, NOW, Say, addresses, everybody, listed, on_sqlite


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
        "telegram:1001",
        "--chat",
        "whatsapp:+5491155556666",
        "--chat",
        "whatsapp:AR.2081978709342942",
    )
    added = say("people", "add", "Ana Ruiz", "--role", "technician", *args)
    assert "TK-" not in added.stdout
    assert added.stdout.count("telegram:1001") == 1
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
        (
            ("Ana", "--role", "client", "--language", "fr"),
            "the language is one of en, es_AR, pt_BR, not 'fr'",
        ),
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
        session.add(InboxMessage(channel="telegram", key="1", payload={}, received_at=NOW, chat_id=chat.id))
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
        chats.link(session, here, by_name.find(session, "julia")[0], NOW)
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


IN_SPANISH = (
    "sep=;\r\nNombre;Rol;{company};Teléfono;Idioma;Chat;;\r\n"
    "Ñusta Ríos;Cliente;Coma, S.A.;011 4555-1234;;;;\r\n"
    "Teo;técnico;;;;telegram:9201 telegram:9202;;\r\n"
    "Lía;JEFE TÉCNICO;;;es_AR;;;\r\n"
    ";;;;;;;\r\n"
    "Bea;jefa\r\n"
)


@on_sqlite
@pytest.mark.parametrize("company", ["Empresa", "Razón social", "RAZON SOCIAL"])
@pytest.mark.parametrize(
    ("separator", "encoding"), [(";", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-8"), ("\t", "utf-16")]
)
def test_an_import_takes_spanish_words_and_what_excel_adds(
    say: Say, store: Database, company: str, separator: str, encoding: str
) -> None:
    text = IN_SPANISH.format(company=company).replace(";", separator)
    Path("people.csv").write_bytes(text.encode(encoding))
    say("people", "import", "people.csv")
    assert set(everybody(store)) == {
        ("Ñusta Ríos", "client", "Coma, S.A.", "+541145551234", None),
        ("Bea", "lead", None, None, None),
        ("Lía", "lead", None, None, "es_AR"),
        ("Teo", "technician", None, None, None),
    }
    assert set(addresses(store)) == {"telegram 9201", "telegram 9202"}


IN_BRAZIL = {
    "TICKETERO_DESK__LANGUAGE": "pt_BR",
    "TICKETERO_DESK__REGION": "BR",
    "TICKETERO_DESK__TIMEZONE": "America/Sao_Paulo",
    "TICKETERO_HOURS__HOLIDAYS": "BR",
}


@on_sqlite
def test_a_desk_in_brazil_is_told_in_portuguese(say: Say, store: Database) -> None:
    text = "nome;função;empresa;telefone;idioma\nJoão;técnico;;(11) 91234-5678;pt_BR\nRosa;cliente;Norte Ltda;;\n"
    say("people", "import", str(listed(text)), environ=IN_BRAZIL)
    assert set(everybody(store)) == {
        ("João", "technician", None, "+5511912345678", "pt_BR"),
        ("Rosa", "client", "Norte Ltda", None, None),
    }
    assert say("report", environ=IN_BRAZIL).stdout.startswith(
        "Ticket;Data;Razão social;Usuário;Pessoa afetada;"
    )


@on_sqlite
def test_a_column_may_have_no_name_but_then_nothing_may_stand_in_it(say: Say, store: Database) -> None:
    listed("sep=;\nnombre;;rol;\nBien;;cliente;\nMal;x;cliente;y\nPeor;;patrón;\n")
    refused = say("people", "import", "people.csv", fails=True)
    assert refused.stderr.removeprefix("Error: ").splitlines() == [
        "line 4: there are more cells than columns: 'x', 'y'",
        "line 5: the role is one of client, technician, lead, not 'patrón'",
    ]
    assert everybody(store) == []


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
        "line 4: the language is one of en, es_AR, pt_BR, not 'fr'",
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


def test_formulas_and_sql_in_an_import_are_only_names(say: Say, store: Database) -> None:
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
    monkeypatch.setattr("bot.admin.people.entering.LINK_TIMEOUT", 0.2)
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
            session,
            chats.lock_or_create(session, "webchat", "s", NOW),
            by_name.find(session, "julia")[0],
            NOW,
        )
        marta, ana, julia = (by_name.find(session, name)[0] for name in ("marta", "ana", "julia"))
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
