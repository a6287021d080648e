"""Of a whole run, at its most talkative: no log, figure, page, row, export or error shows what is secret."""

import json
import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.runtime import assemble
from bot.settings import config
from tests.databases.pg_server import PgServer
from tests.fakes.telegram import FakeTelegram
from tests.harness import programs
from tests.harness.apps import create_app
from tests.harness.browsers import Browser
from tests.harness.houses import House
from tests.harness.phones import photo
from tests.harness.ports import free_port
from tests.harness.programs import Process
from tests.harness.waiting import until

SECRETS = {
    "TELEGRAM__TOKEN": "4242:AA-the-token-of-this-run",
    "TELEGRAM__WEBHOOK_SECRET": "the-hook-secret-of-this-run",
    "WHATSAPP__AUTH_TOKEN": "the-auth-token-of-this-run",
    "WEB__SECRET_KEY": "the-signing-key-of-this-run",
    "WEB__METRICS_TOKEN": "the-metrics-token-of-this-run",
}
PASSWORD = "the-pass%2Fword-of-this-run"
HIDDEN = [*SECRETS.values(), PASSWORD, "the-pass/word-of-this-run"]
CODE = r"TK-[0-9A-Z]{5}-[0-9A-Z]{5}"
WHATSAPP = {"TICKETERO_WHATSAPP__ACCOUNT_SID": "AC" + "0" * 32, "TICKETERO_WHATSAPP__FROM": "+14155238886"}
BEFORE = (
    "migrate",
    "people add Marta --role client --chat telegram:5003",
    "people invite Marta",
    "people add Web --role client",
    "people add Ana --role lead --chat telegram:5002",
)
AFTER = ("export 1", "export --all out", "check", "hook", "inbox failed", "outbox failed", "people list")
# With this before it, the program says all that any of its libraries has to say.
LOUD = """
import logging
from bot.settings import logs
setup = logs.setup
def loudly(*how):
    setup(*how)
    logging.root.setLevel(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.DEBUG)
logs.setup = loudly
"""


def loudly(words: Sequence[str], environ: Mapping[str, str], folder: Path, log: Path) -> Process:
    return programs.start(words, environ, folder, log, before=LOUD)


class Run(House):
    """One whole run: a talkative process, the commands beside it, and everything that they ever showed."""

    def __init__(self, url: str, folder: Path, telegram: FakeTelegram):
        super().__init__(url, folder, telegram)
        self.environ |= {f"TICKETERO_{name}": value for name, value in SECRETS.items()} | WHATSAPP
        self.environ |= {
            "TICKETERO_WHATSAPP__API_URL": telegram.url,
            "TICKETERO_WHATSAPP__CONTENT_URL": telegram.url,
        }
        self.printed: list[str] = []

    def does(self, *commands: str, **environ: str) -> str:
        """One after the other; what they printed."""
        printed = ""
        for number, command in enumerate(commands):
            log = self.folder / f"{len(self.printed)}-{number}.log"
            loudly(command.split(), self.environ | environ, self.folder, log).wait(60)
            printed += log.read_text("utf-8", "replace")
        self.printed.append(printed)
        return printed

    def says(self, person: int, said: str, **more: Any) -> int:
        self.update_id += 1
        user = {"id": person, "is_bot": False, "first_name": "Marta"}
        chat = {"id": person, "type": "private", "first_name": "Marta"}
        words = {"caption": said, **more} if "photo" in more else {"text": said, **more}
        message = {
            "message_id": self.update_id,
            "from": user,
            "chat": chat,
            "date": int(time.time()),
            **words,
        }
        return self.post(
            "/hooks/telegram", json.dumps({"update_id": self.update_id, "message": message}).encode()
        )

    def post(self, path: str, body: bytes, secret: str = SECRETS["TELEGRAM__WEBHOOK_SECRET"]) -> int:
        import urllib.request

        headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": "application/json"}
        return self._status(urllib.request.Request(self.url(path), body, headers))

    def everything(self) -> Iterator[tuple[str, str]]:
        """All that was shown and kept, by where."""
        yield from (("a command", each) for each in self.printed)
        for file in self.folder.rglob("*"):
            if file.is_file() and "photos" not in file.parts:
                yield str(file.relative_to(self.folder)), file.read_text("utf-8", "replace")
        with self.store.read() as session:
            tables = session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
            for table in tables.all():
                yield table, str(session.execute(text(f'SELECT * FROM "{table}"')).all())


@pytest.fixture
def run(pg: PgServer, tmp_path: Path) -> Iterator[Run]:
    telegram = FakeTelegram(SECRETS["TELEGRAM__TOKEN"])
    name = "secrets_" + str(os.getpid())
    pg.create(name)
    whole = Run(_with_password(pg.url(name)), tmp_path, telegram)
    yield whole
    whole.close()
    telegram.close()
    pg.drop(name)


def _with_password(url: str) -> str:
    return re.sub(r"//([^:@/]+)(:[^@]*)?@", rf"//\1:{PASSWORD}@", url, count=1)


@pytest.mark.timeout(120)
def test_nothing_shows_a_secret(run: Run) -> None:
    printed = run.does(*BEFORE)
    marta, web = dict.fromkeys(re.findall(CODE, printed))
    run.start("run", how=loudly)
    run.until_ready()
    _a_ticket(run, marta)
    _the_web(run, web)
    _what_goes_wrong(run)
    run.does(*AFTER)
    told = [run.does("check", "people list", **environ) for environ in _broken()]
    assert "Traceback" not in "".join(told)
    shown = list(run.everything())
    assert not [(where, secret) for where, words in shown for secret in HIDDEN if secret in words]
    seen = {where for where, words in shown if "el cable" in words}
    assert {"tickets", "outbox", "inbox", "run.log", "out/1.json"} <= seen
    assert " [debug] " in run.log("run")
    kept = [words for where, words in shown if where in ("inbox", "invitations", "hourly_counts", "chats")]
    assert not [words for words in kept if marta in words or web in words]


def _a_ticket(run: Run, code: str) -> None:
    """Opened with a photo, answered, closed."""
    run.says(5001, f"/start {code}")
    file_id = run.telegram.keep_file(photo().content)
    for said in ("/nuevo", "Marta", "omitir", "no anda la impresora"):
        assert run.says(5001, said) == 200
    sizes = [{"file_id": file_id, "file_unique_id": "u", "width": 12, "height": 8}]
    assert run.says(5001, "", photo=sizes) == 200
    until(lambda: any("Listo" in str(shown.options) for shown in run.telegram.messages(5001)), 20)
    for said in ("listo", "confirmar"):
        assert run.says(5001, said) == 200
    until(lambda: any("Ticket 1" in shown.text for shown in run.telegram.messages(5001)), 20)
    run.says(5002, "/responder 1 probá de nuevo")
    run.says(5002, "/cerrar 1 cambié el cable")
    until(lambda: any("cable" in shown.text for shown in run.telegram.messages(5001)), 20)


def _the_web(run: Run, code: str) -> None:
    """Entered with a code and without, in this process, on the same store."""
    settings = config.load(None, run.environ)
    desk = assemble.make_desk(settings, run.store)
    app = create_app(desk)
    browser = Browser(app)
    for query in ("?code=TK-00000-00000", f"?code={code}"):
        browser.opens(query)
        browser.sends("/nuevo", ("foto.jpg", "image/jpeg", photo().content))
        run.printed.append(browser.page.html)
    client = app.test_client()
    for path in ("/metrics", "/", "/chat", "/nothing", "/files/x", "/ready"):
        answer = client.get(path)
        run.printed += [answer.text, str(answer.headers)]
    for channel in desk.channels.values():
        getattr(channel, "close", lambda: None)()


def _what_goes_wrong(run: Run) -> None:
    """Forgers, what cannot be read, a provider that refuses, hangs and talks nonsense."""
    assert run.post("/hooks/telegram", b"{}", "wrong") == 403
    for body in (b"", b"{", b'{"update_id": 1, "message": 5}', b"\xff\0"):
        assert run.post("/hooks/telegram", body) == 200
    run.telegram.fault("401", "getFile")
    run.says(5001, "", photo=[{"file_id": "gone", "file_unique_id": "u", "width": 1, "height": 1}])
    for person, said, kinds in (
        (5009, "TK-00000-00000", ("403",)),
        (5001, "/tickets", ("500", "junk")),
        (5002, "/tecnicos", ("drop", "hang")),
    ):
        for kind in kinds:
            run.telegram.fault(kind, "sendMessage", person, seconds=0.5)
        run.says(person, said)
    until(lambda: not run.telegram.faults_left, 20)
    run.telegram.fault("401", "sendMessage")  # now all that goes out pauses
    run.says(5002, "/tecnicos")
    until(lambda: not run.telegram.faults_left, 20)


def _broken() -> Iterator[dict[str, str]]:
    """Settings that cannot work: each must be told by its key."""
    port = free_port()
    yield {"TICKETERO_STORE__URL": f"postgresql+psycopg://desk:{PASSWORD}@127.0.0.1:{port}/none"}
    yield {"TICKETERO_STORE__URL": f"postgresql+psycopg://desk:{PASSWORD}@127.0.0.1:{PASSWORD}/none"}
    yield {"TICKETERO_STORE__URL": f"mysql://desk:{PASSWORD}@127.0.0.1/none"}
    yield {"TICKETERO_TELEGRAM__WEBHOOK_SECRET": SECRETS["TELEGRAM__WEBHOOK_SECRET"] + " ñ"}
    yield {"TICKETERO_TELEGRAM__API_URL": f"http://127.0.0.1:{port}"}
    yield {"TICKETERO_WEB__PORT": SECRETS["WEB__METRICS_TOKEN"]}
    yield {"TICKETERO_CONFIG": "/"}
