"""The questions, in their order. What is there already is offered as the answer; a secret stays by pressing Enter."""

import sys
from collections.abc import Callable, Mapping
from typing import Any

import click

from bot.admin.checks import as_line
from bot.admin.setup import trials
from bot.admin.setup.file import File
from bot.admin.trouble import Trouble
from bot.channels.channel import Finding
from bot.settings.config import ConfigError
from bot.settings.sections import Settings

Trial = Callable[[Settings], Finding]
Questions = Mapping[str, Callable[[Settings], Any]]
"""How each key is asked for, given the settings up to now."""
THE_PROXY = "127.0.0.1"


def ask_all(file: File) -> None:
    """Asks, tries and keeps; the file is not written yet."""
    click.echo(f"Settings: {file.path.resolve()}. Enter keeps what stands in brackets.\n")
    _ask(file, "desk", {"name": lambda now: _text("What is the desk called", now.desk.name)})
    click.echo("\nThe database: a file (sqlite:///ticketero.db), or PostgreSQL for more than one process")
    click.echo("(postgresql+psycopg://USER:PASSWORD@HOST/DATABASE).")
    _ask(file, "store", {"url": _database}, trial=trials.database)
    click.echo("\nThe public address, as people and providers reach this desk: https:// and a domain that is")
    click.echo("forwarded here. Without one, Telegram works all the same (by polling), WhatsApp does not.")
    _ask(file, "web", {"public_url": _address}, trial=_address_trial)
    if file.settings.web.public_url.startswith("https:") and not file.settings.web.trusted_proxies:
        file.keep("web", trusted_proxies=[THE_PROXY])
    _telegram(file)
    _whatsapp(file)
    if not file.is_outside("webchat", "enabled"):
        chat = click.confirm("\nThe web chat, at /chat", default=file.settings.webchat.enabled)
        file.keep("webchat", enabled=chat)


def _ask(
    file: File,
    section: str,
    questions: Questions,
    *,
    with_it: Mapping[str, Any] | None = None,
    trial: Trial | None = None,
) -> None:
    """Asks until the answers can be used. What the environment says is tried, and neither asked nor kept; `with_it` is
    kept beside the answers."""
    while True:
        given = {key: answer for key, answer in (with_it or {}).items() if not file.is_outside(section, key)}
        for key, question in questions.items():
            if file.is_outside(section, key):
                click.echo(f"{section}.{key} comes from the environment.")
            else:
                given[key] = question(file.settings)
        if _is_good(file, section, given, trial):
            file.keep(section, **given)
            return
        if all(file.is_outside(section, key) for key in questions):
            raise Trouble(f"[{section}] comes from the environment: mend it there")


def _is_good(file: File, section: str, given: Mapping[str, Any], trial: Trial | None) -> bool:
    try:
        settings = file.with_answers(section, **given)
    except ConfigError as wrong:
        click.echo(f"✗ {wrong}")
        return False
    if trial is None:
        return True
    found = trial(settings)
    click.echo(as_line(found))
    return found.fine or click.confirm("Keep it all the same", default=False)


def _database(now: Settings) -> str:
    url = now.store.url.get_secret_value()
    return _secret("Its address", url) if "@" in url else _text("Its address", url)


def _address(now: Settings) -> str:
    return _text("Public address", now.web.public_url)


def _address_trial(settings: Settings) -> Finding:
    """An address of this machine alone is tried when it is used."""
    url = settings.web.public_url
    if url.startswith("https:"):
        return trials.address(settings)
    return Finding("address", True, f"{url}: for this machine alone")


def _telegram(file: File) -> None:
    outside = file.is_outside("telegram", "token")
    if not outside and not click.confirm("\nTelegram", default=True):
        file.keep("telegram", token="")
        return
    click.echo("Talk to @BotFather on Telegram, /newbot, and copy the token that it gives.")
    _ask(
        file,
        "telegram",
        {"token": lambda now: _secret("Token", now.telegram.token.get_secret_value())},
        with_it={"receive": _receive(file.settings)},
        trial=trials.telegram,
    )


def _receive(now: Settings) -> str:
    """By webhook where Telegram can reach us, unless polling was chosen before."""
    reached = now.web.public_url.startswith("https:")
    chosen = now.telegram.receive if now.telegram.on else "webhook"
    return chosen if reached else "polling"


def _whatsapp(file: File) -> None:
    outside = file.is_outside("whatsapp", "auth_token")
    if not outside and not click.confirm("\nWhatsApp, through Twilio", default=file.settings.whatsapp.on):
        file.keep("whatsapp", **{"account_sid": "", "auth_token": "", "from": ""})
        return
    click.echo("They stand on the first page of Twilio's console.")
    account: Questions = {
        "account_sid": lambda now: _text("Account SID (AC…)", now.whatsapp.account_sid),
        "auth_token": lambda now: _secret("Auth token", now.whatsapp.auth_token.get_secret_value()),
        "from": lambda now: _text("Our number (whatsapp:+14155238886)", now.whatsapp.sender),
    }
    _ask(file, "whatsapp", account, trial=trials.whatsapp)


def _text(question: str, now: str) -> str:
    answer: str = click.prompt(question, default=now or None)
    return answer.strip()


def _secret(question: str, now: str) -> str:
    """Not echoed where a person types it; one that is there already stays, unseen, by Enter."""
    kept = " (Enter keeps the one that is there)" if now else ""
    answer: str = click.prompt(
        question + kept, default=now or None, show_default=False, hide_input=sys.stdin.isatty()
    )
    return answer.strip()
