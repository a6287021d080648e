"""The settings: the file, the environment over it, and faults that name the key and never the value."""

import tomllib
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.settings import config, parsers
from bot.settings.sections import Settings
from tests import ROOT

EXAMPLE = ROOT / "config.example.toml"
SECRET = "s3cr3t-v4lu3"


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def load(text: str, **environ: str) -> Settings:
    Path("some.toml").write_text(text)
    return config.load(Path("some.toml"), environ)


def refusal(text: str, **environ: str) -> str:
    with pytest.raises(config.ConfigError) as refused:
        load(text, **environ)
    return str(refused.value)


def keys(model: type[BaseModel]) -> dict[str, object]:
    """Every key that this model reads, as the tree that a TOML file makes."""
    return {
        field.alias or name: keys(field.annotation)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
        else None
        for name, field in model.model_fields.items()
    }


def shape(tree: dict[str, object]) -> dict[str, object]:
    return {key: shape(value) if isinstance(value, dict) else None for key, value in tree.items()}


def test_the_example_holds_every_key_with_its_default() -> None:
    assert shape(tomllib.loads(EXAMPLE.read_text("utf-8"))) == keys(Settings)
    assert config.load(EXAMPLE, {}) == Settings()


def test_every_key_of_the_example_is_explained_where_it_stands_or_by_its_section() -> None:
    silent = {"port", "auth_token", "api_url", "content_url", "critical", "high", "medium", "low"}
    days = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
    lines = [line for line in EXAMPLE.read_text("utf-8").splitlines() if " = " in line and line[0] != "#"]
    assert {line.split(" = ")[0] for line in lines if " # " not in line} <= silent | days


def test_without_a_file_everything_has_its_default() -> None:
    settings = config.load(None, {})
    assert settings.web.port == 8080
    assert settings.desk.timezone.key == "America/Argentina/Buenos_Aires"
    assert settings.hours.week == (*[((time(9), time(18)),)] * 5, (), ())
    assert settings.deadlines.low == timedelta(hours=40)


def test_config_toml_is_read_where_it_lies() -> None:
    Path("config.toml").write_text("web.port = 8081")
    assert config.load(None, {}).web.port == 8081


def test_the_flag_wins_over_the_variable_and_the_variable_over_config_toml() -> None:
    for port, name in enumerate(("config.toml", "variable.toml", "flag.toml"), start=1):
        Path(name).write_text(f"web.port = {port}")
    variable = {"TICKETERO_CONFIG": "variable.toml"}
    assert config.load(None, variable).web.port == 2
    assert config.load(Path("flag.toml"), variable).web.port == 3


def test_the_environment_wins_over_the_file_and_leaves_the_rest_of_it() -> None:
    settings = load('web = {port = 1, host = "::1"}', TICKETERO_WEB__PORT="9000", HOME="/root")
    assert (settings.web.port, settings.web.host) == (9000, "::1")


def test_the_environment_reaches_every_depth() -> None:
    settings = load("", TICKETERO_WHATSAPP__TEMPLATES__NEWS="HX12")
    assert settings.whatsapp.templates.news == "HX12"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("30s", timedelta(seconds=30)),
        ("5m", timedelta(minutes=5)),
        ("4h", timedelta(hours=4)),
        ("2d", timedelta(days=2)),
        ("", None),
    ],
)
def test_durations_are_a_number_and_a_unit(written: str, meant: timedelta | None) -> None:
    assert load(f'reminders.repeat_every = "{written}"').reminders.repeat_every == meant
    assert load(f'deadlines.low = "{written}"').deadlines.low == meant


def test_an_empty_text_closes_a_day_and_stops_the_digest() -> None:
    settings = load('hours.monday = ""\nhours.sunday = "00:00-24:00"\nreminders.digest_at = ""')
    assert settings.hours.week[0] == ()
    assert settings.hours.week[6] == ((time(0), time.max),)
    assert settings.reminders.digest_at is None


def test_a_day_may_have_several_spans_and_the_desk_closed_days_of_its_own() -> None:
    settings = load('hours.monday = "09:00-13:00 14:00-18:00"\nhours.closed = ["2026-12-24"]')
    assert settings.hours.week[0] == ((time(9), time(13)), (time(14), time(18)))
    assert settings.hours.closed == {date(2026, 12, 24)}
    both = load("", TICKETERO_HOURS__CLOSED="2026-12-24, 2026-12-31").hours.closed
    assert both == {date(2026, 12, 24), date(2026, 12, 31)}


def test_a_channel_is_on_when_its_credentials_are_there() -> None:
    off = load("")
    assert (off.telegram.on, off.whatsapp.on, off.webchat.on) == (False, False, True)
    on = load(
        'telegram = {token = "1:a", webhook_secret = "b"}\n'
        'whatsapp = {account_sid = "AC1", auth_token = "c", from = "+14155238886"}'
    )
    assert (on.telegram.on, on.whatsapp.on) == (True, True)
    assert on.whatsapp.sender == "whatsapp:+14155238886"


def test_polling_needs_no_webhook_secret() -> None:
    assert load('telegram = {token = "1:a", receive = "polling"}').telegram.on


def test_a_secret_loses_the_line_end_that_came_with_it() -> None:
    settings = load("", TICKETERO_WEB__METRICS_TOKEN=f"{SECRET}\n")
    assert settings.web.metrics_token.get_secret_value() == SECRET


def test_an_address_loses_its_final_slash() -> None:
    assert load('web.public_url = "https://example.com/desk/"').web.public_url == "https://example.com/desk"


def test_settings_do_not_change_and_show_no_secret() -> None:
    settings = load(
        f'store.url = "postgresql+psycopg://desk:{SECRET}@db/desk"\n'
        f'web = {{secret_key = "{SECRET}", metrics_token = "{SECRET}"}}\n'
        f'telegram = {{token = "{SECRET}", webhook_secret = "{SECRET}"}}\n'
        f'whatsapp = {{account_sid = "AC1", auth_token = "{SECRET}", from = "+14155238886"}}'
    )
    assert SECRET not in f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"
    with pytest.raises(ValueError, match="frozen"):
        settings.web.port = 1


BAD = {
    "typo": '"x"',
    "desk.typo": '"x"',
    "desk.name": '""',
    "desk.language": f'"{SECRET}"',
    "desk.timezone": f'"{SECRET}"',
    "desk.region": '"ZZ"',
    "desk.area_code": "11",
    "desk.access": f'"{SECRET}"',
    "desk.first_ticket": "0",
    "store.url": f'"postgresql://desk:{SECRET}@db/desk"',
    "store.photos": f'"gs://{SECRET}"',
    "web.host": '""',
    "web.port": "70000",
    "web.public_url": f'"https://user:{SECRET}@example.com"',
    "web.secret_key": "7",
    "telegram.token": "7",
    "telegram.webhook_secret": f'"{SECRET}!"',
    "telegram.receive": f'"{SECRET}"',
    "telegram.api_url": '"api.telegram.org"',
    "whatsapp.from": f'"{SECRET}"',
    "whatsapp.sender": '"+14155238886"',
    "whatsapp.content_url": '"https://a:b"',
    "whatsapp.templates": f'"{SECRET}"',
    "whatsapp.templates.news": f'"{SECRET}"',
    "webchat.enabled": f'"{SECRET}"',
    "hours.monday": '"18:00-09:00"',
    "hours.tuesday": f'"{SECRET}"',
    "hours.wednesday": '"14:00-18:00 09:00-13:00"',
    "hours.closed": '["24-12-2026"]',
    "hours.holidays": '"ZZ"',
    "reminders.unassigned_after": "30",
    "reminders.escalate_after": '"0h"',
    "reminders.digest_at": '"25:00"',
    "deadlines.high": '"{8h}"',
    "log.sentry": f'"https://sentry.example/{SECRET}"',
    "log.traces": f'"grpc://{SECRET}"',
}


@pytest.mark.parametrize("key", BAD)
def test_a_bad_value_is_refused_by_its_key_and_not_shown(key: str) -> None:
    said = refusal(f"{key} = {BAD[key]}")
    assert said.startswith(f"{key}: ")
    assert SECRET not in said
    assert "\n" not in said


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///t.db?mode=ro",
        f"postgresql+psycopg://desk:a@{SECRET}@db/desk",
    ],
)
def test_an_address_of_no_store_that_lasts_is_refused(url: str) -> None:
    said = refusal(f'store.url = "{url}"')
    assert said.startswith("store.url: must")
    assert SECRET not in said


@pytest.mark.parametrize(
    ("key", "value", "package"),
    [
        ("log.sentry", "https://0123abc@sentry.example/1", "sentry-sdk"),
        ("log.traces", "http://127.0.0.1:4318", "opentelemetry-exporter-otlp-proto-http"),
    ],
)
def test_what_is_told_outside_needs_its_package(
    key: str, value: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(f'{key} = "{value}"')
    monkeypatch.setattr(parsers, "find_spec", lambda module: None)
    assert refusal(f'{key} = "{value}"').endswith(f"pip install {package}")
    load(f'{key} = ""')


def test_all_faults_are_told_at_once() -> None:
    apart = {key: value for key, value in BAD.items() if key != "whatsapp.templates"}
    said = refusal("\n".join(f"{key} = {value}" for key, value in apart.items()))
    assert {line.split(": ")[0] for line in said.splitlines()} == set(apart)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('telegram.token = "t"', "telegram.webhook_secret"),
        ('whatsapp.account_sid = "AC1"\nwhatsapp.from = "+14155238886"', "whatsapp.auth_token"),
        ('whatsapp.account_sid = "AC1"\nwhatsapp.auth_token = "t"', "whatsapp.from"),
        ('whatsapp.auth_token = "t"\nwhatsapp.from = "+14155238886"', "whatsapp.account_sid"),
    ],
)
def test_half_a_credential_names_the_missing_half(text: str, key: str) -> None:
    assert refusal(text).startswith(f"{key}: is needed")


@pytest.mark.parametrize("name", ["TICKETERO_TYPO", "TICKETERO_WEB", "TICKETERO_"])
def test_an_unknown_variable_is_refused(name: str) -> None:
    said = refusal("", **{name: SECRET, "TICKETERO_WEB__PORT": "9000"})
    assert said == f"{name}: is not a setting"


def test_a_fault_of_the_environment_names_the_variable_too() -> None:
    said = refusal("", TICKETERO_WEB__PORT=SECRET, TICKETERO_WEB__PROT=SECRET)
    assert "web.port: must be a valid integer" in said
    assert "(set by TICKETERO_WEB__PORT)" in said
    assert "web.prot: is not a setting (set by TICKETERO_WEB__PROT)" in said
    assert SECRET not in said


def test_a_missing_file_is_refused_however_it_was_named() -> None:
    with pytest.raises(config.ConfigError, match=r"^none\.toml: "):
        config.load(Path("none.toml"), {})
    with pytest.raises(config.ConfigError, match=r"^none\.toml: "):
        config.load(None, {"TICKETERO_CONFIG": "none.toml"})


def test_a_file_that_is_not_toml_names_the_place_and_not_the_text() -> None:
    said = refusal(f"[telegram]\ntoken = {SECRET}")
    assert said.startswith("some.toml: ")
    assert "line 2" in said
    assert SECRET not in said


def test_a_file_that_is_not_text_is_refused() -> None:
    Path("some.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(config.ConfigError, match=r"^some\.toml: must be UTF-8"):
        config.load(Path("some.toml"), {})


def test_trusted_proxies_are_addresses_and_networks() -> None:
    written = load('[web]\ntrusted_proxies = ["127.0.0.1", "10.0.0.0/8", "::1"]')
    assert [str(each) for each in written.web.trusted_proxies] == ["127.0.0.1/32", "10.0.0.0/8", "::1/128"]
    given = load("", TICKETERO_WEB__TRUSTED_PROXIES="127.0.0.1, 10.0.0.0/8 ::1")
    assert given.web.trusted_proxies == written.web.trusted_proxies
    assert load("", TICKETERO_WEB__TRUSTED_PROXIES="").web.trusted_proxies == ()
    for bad in ('["nginx"]', '["10.0.0.1/8"]', "7", '"*"'):
        assert refusal(f"[web]\ntrusted_proxies = {bad}").startswith("web.trusted_proxies: ")
