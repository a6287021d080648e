"""Parses the values of config.toml: durations, hours, zones, addresses. Each parser refuses with a ValueError.

A reason never repeats the value, which may be a secret. What is not text is passed on, for the field's type to judge.
"""

import re
from datetime import date, time, timedelta
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_network
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

import phonenumbers

from bot.settings import public_holidays

Network: TypeAlias = IPv4Network | IPv6Network

LANGUAGES = tuple(sorted(path.stem for path in (Path(__file__).parents[1] / "language/texts").glob("*.toml")))
COUNTRY = "AR"  # whose holidays are kept where no other is named
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def duration(value: object) -> timedelta | None:
    """`30s`, `5m`, `4h`, `2d`; empty is None: off."""
    if value is None or isinstance(value, timedelta):
        return value
    text = str(value).strip()
    written = re.fullmatch(r"([1-9][0-9]{0,5})([smhd])", text)
    if text and not written:
        raise ValueError("must be a duration such as 30s, 5m, 4h or 2d, or empty for off")
    return timedelta(**{UNITS[written[2]]: int(written[1])}) if written else None


def time_of_day(value: object) -> time | None:
    """`18:00`; empty is None: off."""
    if value is None or isinstance(value, time):
        return value
    text = str(value).strip()
    return clock(text, "must be a time of day such as 18:00, or empty for off") if text else None


def hours(value: object) -> object:
    """`09:00-13:00 14:00-18:00` is when a day opens and closes, 24:00 its very end; empty is none: closed."""
    if value is None or isinstance(value, tuple):
        return value or ()
    spans = tuple(opening_hours(span) for span in re.split(r"[\s,]+(?=\d)", str(value).strip()) if span)
    if any(before[1] > after[0] for before, after in pairwise(spans)):
        raise ValueError("must name its opening hours in their order")
    return spans


def opening_hours(text: str) -> tuple[time, time]:
    reason = "must be opening hours such as 09:00-18:00 or 09:00-13:00 14:00-18:00, or empty for closed"
    opening, _, closing = text.partition("-")
    opens = clock(opening, reason)
    closes = time.max if closing.strip() == "24:00" else clock(closing, reason)
    if opens >= closes:
        raise ValueError("must open before it closes; a night's hours belong to two days")
    return opens, closes


def days(value: object) -> object:
    """`["2026-12-24", "2026-12-31"]`; from the environment they stand in one text, with blanks or commas between."""
    listed = re.split(r"[\s,]+", value.strip()) if isinstance(value, str) else value
    if not isinstance(listed, list | tuple | frozenset):
        return value
    try:
        return frozenset(
            day if isinstance(day, date) else date.fromisoformat(str(day)) for day in listed if day
        )
    except ValueError:
        raise ValueError("must be days such as 2026-12-24") from None


def clock(text: str, reason: str) -> time:
    if not re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", text.strip()):
        raise ValueError(reason)
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def time_zone(value: object) -> object:
    try:
        return ZoneInfo(value) if isinstance(value, str) else value
    except (OSError, ValueError, LookupError):
        raise ValueError("must be a time zone such as America/Argentina/Buenos_Aires") from None


def line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("must be one line without control characters")
    return text


def language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError("must be one of " + ", ".join(LANGUAGES))
    return text


def region(text: str) -> str:
    if text not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError("must be a country's two capital letters, such as AR")
    return text


def area_code(text: str) -> str:
    if not re.fullmatch("[0-9]{0,5}", text):
        raise ValueError("must be digits, such as 11, or empty for none")
    return text


def country_of_holidays(text: str) -> str:
    if text not in ("", COUNTRY) and not public_holidays.are_known(text):
        raise ValueError("must be a country's two capital letters, such as AR, or empty for none")
    return text


def secret(value: object) -> object:
    """Without the line break that one from a file or a shell often ends with."""
    return value.strip() if isinstance(value, str) else value


def webhook_secret(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch("[A-Za-z0-9_-]{0,256}", value.strip()):
        raise ValueError("must be 1 to 256 letters without accents, digits, _ or -")  # Telegram's own rule
    return secret(value)


def store(value: object) -> object:
    if isinstance(value, str) and not value.strip().startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
    if isinstance(value, str):
        _expect_store(value.strip())
    return secret(value)


def _expect_store(url: str) -> None:
    file = url.removeprefix("sqlite:///")
    is_uri = file.startswith("file:")  # SQLite's own, which has its options
    if file != url and (file in ("", ":memory:") or ("?" in file and not is_uri)):
        raise ValueError("must name a file, with nothing after it, such as sqlite:///ticketero.db")
    if file == url and url.count("@") > 1:
        raise ValueError("must have %40 where its user or password has an @")
    if not _has_a_port(url):
        raise ValueError("must be an address such as postgresql+psycopg://USER:PASSWORD@HOST:5432/DATABASE")


def _has_a_port(url: str) -> bool:
    """Whether its port is a number or absent: the libraries quote any other, and it may be a part of the password."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def folder_or_bucket(text: str) -> str:
    if not text or ("://" in text and not re.match("s3://[^/]", text)):
        raise ValueError("must be a folder or s3://bucket/prefix")
    return text


def dsn(value: object) -> object:
    if isinstance(value, str) and value.strip():
        if not re.fullmatch(r"https?://\w+@[^\s/@]+(/[^\s/]+)*/\d+", value.strip()):
            raise ValueError("must be a project's DSN, such as https://KEY@HOST/NUMBER")
        _expect_package("sentry_sdk", "sentry-sdk")
    return secret(value)


def collector(text: str) -> str:
    if not text:
        return ""
    _expect_package("opentelemetry", "opentelemetry-exporter-otlp-proto-http")
    return address(text)


def _expect_package(module: str, package: str) -> None:
    if find_spec(module) is None:
        raise ValueError(f"needs a package that is not installed: pip install {package}")


def address(text: str) -> str:
    """A web address without its final slash, so that a path can be written behind it."""
    try:
        good = is_address(urlsplit(text)) and not re.search(r"\s", text)
    except ValueError:  # a port that is no number
        good = False
    if not good:
        raise ValueError(
            "must be a web address such as https://desk.example.com, with nothing after its path"
        )
    return text.rstrip("/")


def is_address(parts: SplitResult) -> bool:
    names_a_place = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    return names_a_place and not (parts.username or parts.query or parts.fragment)


def networks(value: object) -> object:
    """Addresses and networks such as 10.0.0.0/8; in a variable of the environment separated by commas or spaces."""
    written = re.split(r"[\s,]+", value.strip()) if isinstance(value, str) else value
    if not isinstance(written, list | tuple):
        return value
    try:
        return tuple(ip_network(str(each).strip()) for each in written if each)
    except ValueError:
        raise ValueError("must be addresses or networks such as 127.0.0.1, 10.0.0.0/8 or ::1") from None


def whatsapp_number(text: str) -> str:
    if text and not re.fullmatch(r"(whatsapp:)?\+[1-9][0-9]{6,14}", text):
        raise ValueError("must be a WhatsApp number such as whatsapp:+14155238886")
    return text and "whatsapp:" + text.removeprefix("whatsapp:")


def template(text: str) -> str:
    if not re.fullmatch("(HX[0-9A-Za-z]+)?", text):
        raise ValueError("must be a content template's id, HX…, or empty for none")
    return text
