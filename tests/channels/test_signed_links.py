"""A link opens its file for twelve hours, and nobody can make or change one."""

import base64
import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import Signer

from bot.channels import signed_links
from bot.channels.messages import StoredFile
from bot.channels.signed_links import LASTS, PATH

KEY = "a key"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FILE = StoredFile(121, "photo", "foto.jpg", "image/jpeg", "a hash", 9, is_image=True)
OPENS = signed_links.Linked("a hash", "foto.jpg", "image/jpeg")


def link() -> str:
    url = signed_links.link_maker("https://desk.example", KEY, lambda: NOW)(FILE)
    return url.removeprefix(f"https://desk.example{PATH}")


def test_a_link_opens_its_file_until_it_ends() -> None:
    assert signed_links.read(KEY, link(), NOW) == OPENS
    assert signed_links.read(KEY, link(), NOW + LASTS - timedelta(seconds=1)) == OPENS
    assert signed_links.read(KEY, link(), NOW + LASTS) is None


def test_a_clock_that_is_behind_opens_it_too() -> None:
    assert signed_links.read(KEY, link(), NOW - timedelta(minutes=1)) == OPENS


@pytest.mark.parametrize(
    "name", ["“final”.pdf", "precio €.pdf", "foto 😀" * 200 + ".pdf", "😀" * 200 + ".zip", "a/../b\\c.d", ""]
)
def test_whatever_the_name_the_address_is_plain_and_short(name: str) -> None:
    file = replace(FILE, name=name, sha256="e" * 64, content_type="application/" + "x" * 1000)
    url = signed_links.link_maker("https://desk.example", KEY, lambda: NOW)(file)
    assert url.isascii() and len(url) < 1000
    opens = signed_links.read(KEY, url.removeprefix(f"https://desk.example{PATH}"), NOW)
    assert opens is not None and name.endswith(opens.name) and opens.name.endswith(name[-4:])


@pytest.mark.parametrize(
    "changed",
    [
        link().swapcase(),
        link() + "A",
        link()[:-1],
        link().rpartition(".")[0],
        link().partition(".")[2],
        "121",
        "121..",
        f"{link().rpartition('.')[0]}.{link()}",
        "",
        "x",
        "ñ.ñ.ñ",
        "\ud800",
        "\0",
    ],
)
def test_what_was_changed_opens_nothing(changed: str) -> None:
    assert signed_links.read(KEY, changed, NOW) is None


def test_a_link_that_was_signed_before_names_were_kept_as_they_are_opens_too() -> None:
    what = json.dumps(["a hash", "foto 😀.jpg", "image/jpeg"]).encode()
    plain = base64.urlsafe_b64encode(what).rstrip(b"=") + f".{int((NOW + LASTS).timestamp())}".encode()
    signed = Signer(KEY, salt="file link", digest_method=hashlib.sha256).sign(plain).decode()
    assert signed_links.read(KEY, signed, NOW) == replace(OPENS, name="foto 😀.jpg")


def test_another_key_opens_nothing() -> None:
    assert signed_links.read("another", link(), NOW) is None


@given(st.text())
def test_nothing_makes_it_raise(signed: str) -> None:
    assert signed_links.read(KEY, signed, NOW) is None
