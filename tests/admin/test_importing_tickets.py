"""The tickets of the old system come in whole, with their numbers, or not at all."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.database import Database
from store.tickets import figures, numbers
from tests.admin.terminal import Say, on_sqlite

MANUAL = (
    "ticket;fecha;usuario;usuario afectado;teléfono;razón social;problema;estado;técnico;categoría;criticidad;"
    "solución;fecha de cierre\n"
)
CLOSED = (
    "118;10-07-2025 09:15;Marta Gómez;Tester;11-1111-1111;LA CABAÑA S.A.;Tengo un problema test;Cerrado;Ana Ruiz;Redes;"
    "Alta;Cambié el cable;11-07-2025\n"
)
OPEN = "121;12-07-2025;Marta Gómez;Marta Gómez;;LA CABAÑA S.A.;La caja 2 no imprime;Abierto;;;;;\n"


def table(*lines: str, name: str = "viejos.csv") -> str:
    Path(name).write_text(MANUAL + "".join(lines), "utf-8")
    return name


def exported(say: Say, number: int) -> dict[str, object]:
    read: dict[str, object] = json.loads(say("export", str(number)).stdout)
    return read


def test_the_table_of_the_old_manual_comes_in(say: Say, store: Database) -> None:
    said = say("tickets", "import", table(CLOSED, OPEN), "--add-people").stdout
    assert said.startswith("Tickets added: 2.\nPeople added: 2.")
    old = exported(say, 118)
    assert old | {"events": []} == {
        "number": 118, "status": "closed", "created_at": "2025-07-10T12:15:00+00:00",
        "closed_at": "2025-07-11T03:00:00+00:00", "requester": "Marta Gómez", "affected_person": "Tester",
        "phone": "+541111111111", "phone_as_typed": "11-1111-1111", "company": "LA CABAÑA S.A.",
        "problem": "Tengo un problema test", "images": [], "criticality": "high", "category": "Redes",
        "technician": "Ana Ruiz", "solution": "Cambié el cable", "satisfaction": None, "joined_to": None,
        "due_at": None, "thread": [], "events": [],
    }  # fmt: skip
    assert exported(say, 121)["status"] == "open"


def test_what_was_exported_comes_in_again_to_the_letter(say: Say, store: Database) -> None:
    ticket = {
        "number": 7, "status": "open", "created_at": "2026-01-05T12:00:00+00:00", "requester": "Marta",
        "affected_person": "Dora", "problem": "Ñandú 💥", "images": [{"path": "7/foto.jpg"}],
        "thread": [
            {"at": "2026-01-05T13:00:00+00:00", "author": "Ana", "role": "technician", "text": "¿Probaste?"},
            {"at": "2026-01-05T14:00:00+00:00", "author": "Marta", "role": "client", "text": "Sí",
             "files": [{"path": "7/log.txt"}]},
        ],
    }  # fmt: skip
    Path("old/7").mkdir(parents=True)
    Path("old/7/foto.jpg").write_bytes(b"photo")
    Path("old/7/log.txt").write_bytes(b"log")
    Path("old/old.json").write_text(json.dumps([ticket]), "utf-8")
    say("tickets", "import", "old/old.json", "--add-people")
    say("export", "--all", "out")
    written = json.loads(Path("out/7.json").read_text("utf-8"))
    assert (written["problem"], written["requester"], written["company"]) == ("Ñandú 💥", "Marta", None)
    assert [(said["author"], said["role"], said["text"]) for said in written["thread"]] == [
        ("Ana", "technician", "¿Probaste?"), ("Marta", "client", "Sí"),
    ]  # fmt: skip
    assert Path("out/7/foto.jpg").read_bytes() == b"photo"
    assert Path("out/7/log.txt").read_bytes() == b"log"


def test_all_or_none_with_every_bad_line_named(say: Say, store: Database) -> None:
    say("people", "add", "Marta Gómez", "--role", "client", "--company", "La Cabaña S.A.")
    bad = table(
        OPEN,
        CLOSED,  # nobody is called Ana Ruiz
        OPEN,
        "122;31-02-2025;Marta Gómez;Dora;;LA CABAÑA S.A.;x;quizás;;;enorme;;\n",
        ";12-07-2025;;Dora;;;x;Abierto;;;;;\n",
    )
    said = say("tickets", "import", bad, fails=True).stderr
    assert said.removeprefix("Error: ").splitlines() == [
        "line 4: Ticket 121 is there twice",
        "line 3: nobody is called 'Ana Ruiz' (--add-people adds them)",
        "line 5: 'quizás' is none of open, closed, deleted",
        "line 5: '31-02-2025' is no date: write 10-07-2025 or 10-07-2025 14:30",
        "line 5: 'enorme' is none of low, medium, high, critical",
        "line 6: number is empty",
        "line 6: requester is empty",
    ]
    assert "there is no Ticket 121" in say("export", "121", fails=True).stderr
    say("tickets", "import", table(OPEN))
    assert "there is a Ticket 121 already" in say("tickets", "import", table(OPEN), fails=True).stderr


@on_sqlite
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[", "is not JSON"),
        ("[1]", "a list of tickets is expected"),
        ('{"number": 1, "thread": 5}', "thread is no list of objects"),
        ('{"number": "' + "9" * 400 + '"}', "is no ticket number"),
        ('{"number": 1, "images": [{"path": "../../etc/passwd"}]}', "there is no file"),
        ('{"number": 1, "thread": [{"at": "yesterday", "author": "x"}]}', "cannot be read"),
        ('{"number": 1, "satisfaction": 9}', "1 to 5"),
        ('{"number": 1, "thread": [{"author": ""}]}', "author is empty"),
        ('{"number": 1, "thread": [{"author": "x", "role": {}}]}', "the role is client, technician, lead"),
        ('{"number": 1, "thread": [{"at": "9999-12-31T23:00:00-03:00"}]}', "is no date"),
        ('{"number": 1, "thread": [{"at": "2099-01-01"}]}', "is in the future"),
        ('{"number": 1, "created_at": "31-12-9999 23:00"}', "is no date"),
        ('{"number": 1, "created_at": "0001-01-01T00:00:00+03:00"}', "is no date"),
        ('{"number": 1, "created_at": "10-07-0025"}', "is before 1970"),
        ('{"number": 1, "created_at": "2099-01-01"}', "is in the future"),
        ('{"number": 1, "problem": "a\\u0000b"}', "problem holds a character"),
        ('{"number": 1, "requester": "\\ud800"}', "requester holds a character"),
        ('{"number": 1, "problem": ["no"]}', "problem is no text"),
        ('{"number": "\\ud800"}', "number holds a character"),
        ('{"number": 1, "category": "a\\nb"}', "the category holds a line break"),
        ('{"number": 1, "category": "' + "x" * 81 + '"}', "the category is longer than 80"),
        ('{"number": 1, "affected_person": "a\\nb"}', "the affected person holds a line break"),
        ('{"number": 1, "images": [{"path": "a\\u0000b"}]}', "there is no file"),
        ('{"number": 1, "images": [{"path": "' + "x" * 256 + '"}]}', "there is no file"),
        ('{"number": 1, "images": [{"name": "bad.json", "content_type": "a\\nb"}]}', "is no content_type"),
        ("[" * 200_000, "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_said(say: Say, store: Database, content: str, said: str) -> None:
    Path("bad.json").write_text(content)
    assert said in say("tickets", "import", "bad.json", "--add-people", fails=True).stderr


def test_a_cell_that_no_store_keeps_is_named(say: Say, store: Database) -> None:
    bad = table(OPEN.replace("La caja 2", "La caja\0 2"), CLOSED)
    said = say("tickets", "import", bad, "--add-people", fails=True).stderr
    assert said.startswith("Error: line 2: problem holds a character that no store keeps")


def test_files_and_edits_and_what_was_joined_come_in_as_they_were(say: Say, store: Database) -> None:
    ticket = {
        "number": 7, "status": "open", "created_at": "2026-01-05T12:00:00+00:00", "requester": "Marta",
        "affected_person": "Dora", "problem": "No imprime",
        "images": [{"name": "nota de voz", "content_type": "audio/ogg", "path": "voz-2"}],
        "thread": [
            {"at": "2026-01-05T13:00:00+00:00", "author": "Marta", "role": "client", "text": "Sí", "edited": True,
             "former_texts": ["No", "Tal vez"]},
        ],
    }  # fmt: skip
    joined = ticket | {"number": 8, "images": [], "joined_to": 7}
    alone = ticket | {"number": 9, "images": [], "joined_to": 5}
    deleted = ticket | {
        "number": 10, "images": [], "status": "deleted", "closed_at": None,
        "events": [{"at": "2026-01-09T10:00:00+00:00", "what": "deleted"}],
    }  # fmt: skip
    Path("voz-2").write_bytes(b"OggS")
    Path("old.json").write_text(json.dumps([joined, ticket, alone, deleted]), "utf-8")
    said = say("tickets", "import", "old.json", "--add-people").stdout
    assert "Ticket 9 stands alone: Ticket 5, which led it, does not lead here." in said
    say("export", "--all", "out")
    led, leader, single, gone = (json.loads(Path(f"out/{n}.json").read_text("utf-8")) for n in (8, 7, 9, 10))
    assert (leader["images"][0]["name"], leader["images"][0]["content_type"]) == ("nota de voz", "audio/ogg")
    assert (leader["thread"][0]["edited"], leader["thread"][0]["former_texts"]) == (True, ["No", "Tal vez"])
    assert (led["joined_to"], single["joined_to"]) == (7, None)
    assert gone["events"][-1]["at"] == "2026-01-09T10:00:00+00:00"


def test_numbers_go_on_after_them(say: Say, store: Database) -> None:
    say("tickets", "import", table(OPEN), "--add-people")
    with store.write() as session:
        assert numbers.take(session).number == 122


def test_a_deleted_one_is_closed_in_no_figure(say: Say, store: Database) -> None:
    say("tickets", "import", table(CLOSED.replace("Cerrado", "Eliminado")), "--add-people")
    assert exported(say, 118)["status"] == "deleted"
    with store.read() as session:
        year = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
        assert figures.count(session, *year) == (0, 0)
        assert not figures.closed(session, *year)


def test_the_month_is_a_table_with_its_totals(say: Say, store: Database) -> None:
    say(
        "tickets",
        "import",
        table(CLOSED, OPEN, OPEN.replace("121;12-07", "122;01-08").replace(";Marta Gómez;;", ";=1+1;;")),
        "--add-people",
    )
    say("report", "--month", "2025-07", "--out", "julio.csv")
    lines = Path("julio.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("Ticket;Fecha;Razón social;Usuario;Persona afectada;Técnico asignado;")
    assert lines[1] == (
        "118;10-07-2025 09:15;LA CABAÑA S.A.;Marta Gómez;Tester;Ana Ruiz;Redes;Alta;Cerrado;;8,8;"  # to 18:00
    )
    assert lines[2].startswith("121;12-07-2025 00:00;LA CABAÑA S.A.;Marta Gómez;Marta Gómez;;;;Abierto;;;")
    assert lines[3:6] == ["", "Abiertos;2", "De esos, cerrados;1"]
    everything = say("report").stdout
    assert "Abiertos;3" in everything
    assert ";'=1+1;" in everything  # a name is no formula
    for wrong in ("julio", "9999-12"):
        assert "is no month" in say("report", "--month", wrong, fails=True).stderr
