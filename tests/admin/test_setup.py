"""`ticketero setup`: each answer is tried at once, what is there stays, and the first lead can come in."""

import re
import stat
import tomllib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.pictures import codes
from store.database import Database
from store.people import people
from tests.admin.terminal import CODE
from tests.fakes import telegram as fake_telegram
from tests.fakes import twilio as fake_twilio
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio
from ticketero import main

FILE = Path("config.toml")


@pytest.fixture(autouse=True)
def an_empty_folder(tmp_path: Path, logging_as_before: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def set_up(
    telegram: FakeTelegram, *answers: str, fails: bool = False, environ: Mapping[str, str] | None = None
) -> Result:
    environ = {"TICKETERO_TELEGRAM__API_URL": telegram.url, **(environ or {})}
    typed = "".join(f"{answer}\n" for answer in answers)
    result = CliRunner().invoke(main, ["setup"], input=typed, env=environ)
    assert (result.exit_code != 0) == fails, result.output
    assert "Traceback" not in result.output
    return result


def kept() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))


BY_POLLING = ("Mesa San Antonio", "", "", "y", fake_telegram.TOKEN, "n", "y", "Julia Vega")


def test_the_first_lead_is_invited_after_a_few_answers(telegram: FakeTelegram) -> None:
    said = set_up(telegram, *BY_POLLING).stdout
    assert "✓ Telegram: the token is @MesaBot's" in said
    assert "telegram: it knows our address and our commands." in said
    link = re.search(rf"https://t\.me/MesaBot\?start={CODE}", said)
    assert link
    assert codes.blocks(link[0]) in said
    assert said.endswith("All set. Now: ticketero run\n")
    assert kept()["desk"]["name"] == "Mesa San Antonio"
    assert kept()["telegram"]["receive"] == "polling"
    assert stat.S_IMODE(FILE.stat().st_mode) == 0o600
    assert [call.method for call in telegram.calls].count("deleteWebhook") == 1


def test_what_is_written_is_the_commented_example(telegram: FakeTelegram) -> None:
    set_up(telegram, *BY_POLLING)
    written = FILE.read_text("utf-8")
    assert 'autoclose_after = ""' in written
    assert "# from @BotFather" in written


def test_no_secret_is_shown(telegram: FakeTelegram) -> None:
    for answers in (BY_POLLING, ("", "", "", "y", "", "n", "y")):
        said = set_up(telegram, *answers).output
        assert said.count(fake_telegram.TOKEN) <= answers.count(fake_telegram.TOKEN)  # as it was typed


def test_an_answer_that_does_not_work_is_asked_again(telegram: FakeTelegram) -> None:
    stores, tokens = (
        ("sqlite:////nowhere/at.db", "n", "mysql://x", ""),
        ("4242:wrong", "n", fake_telegram.TOKEN),
    )
    said = set_up(telegram, "", *stores, "", "y", *tokens, "n", "y", "Julia").stdout
    assert "✗ sqlite:////nowhere/at.db cannot be used" in said
    assert "✗ store.url: " in said
    assert "✗ Telegram: " in said
    assert kept()["telegram"]["token"] == fake_telegram.TOKEN


def test_again_it_keeps_what_is_there(telegram: FakeTelegram) -> None:
    set_up(telegram, *BY_POLLING)
    FILE.write_text(FILE.read_text("utf-8").replace("port = 8080", "port = 9090  # ours"), "utf-8")
    said = set_up(telegram, "", "", "", "", "", "", "").stdout
    assert "port = 9090  # ours" in FILE.read_text("utf-8")
    assert kept()["desk"]["name"] == "Mesa San Antonio"
    assert kept()["telegram"]["token"] == fake_telegram.TOKEN
    assert "first lead's name" not in said
    assert re.search(CODE, said)  # nobody has used the first
    with closing(Database("sqlite:///ticketero.db")) as store, store.read() as session:
        assert [person.name for person in people.everybody(session)] == ["Julia Vega"]


@pytest.mark.parametrize(
    "written",
    [
        'telegram = { receive = "polling" }\n',
        "[whatsapp.templates]\n[desk]\n[whatsapp]\n[telegram]\n",
    ],
)
def test_a_table_may_be_written_in_a_line_or_in_several_places(telegram: FakeTelegram, written: str) -> None:
    FILE.write_text(written)
    set_up(telegram, *BY_POLLING)
    assert kept()["desk"]["name"] == "Mesa San Antonio"
    assert kept()["telegram"]["token"] == fake_telegram.TOKEN


def test_a_lead_with_a_chat_gets_no_other_invitation(telegram: FakeTelegram) -> None:
    set_up(telegram, *BY_POLLING[:-1], "Julia")
    CliRunner().invoke(main, ["people", "add", "Ana", "--role", "lead", "--chat", "telegram:1001"])
    said = set_up(telegram, "", "", "", "", "", "", "").stdout
    assert not re.search(CODE, said)


def test_with_an_https_address_telegram_calls_us(telegram: FakeTelegram) -> None:
    https = "https://127.0.0.1:1"  # nobody listens
    said = set_up(telegram, "", "", https, "y", "y", fake_telegram.TOKEN, "n", "y", "Julia").stdout
    assert f"✗ {https} does not answer" in said
    assert kept()["telegram"]["receive"] == "webhook"
    assert kept()["web"]["trusted_proxies"] == ["127.0.0.1"]
    [hook] = [call for call in telegram.calls if call.method == "setWebhook"]
    assert hook.params["url"] == f"{https}/hooks/telegram"
    assert hook.params["secret_token"] == kept()["telegram"]["webhook_secret"]


def test_twilio_is_asked_about_its_account(telegram: FakeTelegram, twilio: FakeTwilio) -> None:
    stands_in = {f"TICKETERO_WHATSAPP__{key}": twilio.url for key in ("API_URL", "CONTENT_URL")}
    account = (fake_twilio.ACCOUNT, fake_twilio.TOKEN, fake_twilio.NUMBER)
    said = set_up(telegram, "", "", "", "n", "y", *account, "y", "Julia", environ=stands_in).stdout
    assert "✓ WhatsApp: the account is active" in said
    assert "when a message comes in" in said
    assert kept()["whatsapp"]["from"] == fake_twilio.NUMBER


def test_what_the_environment_says_is_not_asked(telegram: FakeTelegram) -> None:
    outside = {"TICKETERO_TELEGRAM__TOKEN": fake_telegram.TOKEN, "TICKETERO_DESK__NAME": "Otra"}
    said = set_up(telegram, "", "", "n", "y", "Julia", environ=outside).stdout
    assert "telegram.token comes from the environment." in said
    assert kept()["telegram"]["token"] == ""
    assert kept()["desk"]["name"] == "Ticketero"


def test_nothing_is_written_where_nobody_answers_to_the_end(telegram: FakeTelegram) -> None:
    set_up(telegram, "Mesa", "", fails=True)
    assert not FILE.exists()


def test_a_broken_file_is_left_alone(telegram: FakeTelegram) -> None:
    FILE.write_text("[web]\nprot = 1\n")
    assert "web.prot: is not a setting" in set_up(telegram, fails=True).stderr
    assert FILE.read_text() == "[web]\nprot = 1\n"
