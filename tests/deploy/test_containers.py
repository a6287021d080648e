"""The containers are given settings that the program takes; they themselves are not built here."""

import re
from pathlib import Path
from string import Template

import pytest

from bot.settings import config
from tests.deploy.servers import DEPLOY

COMPOSE = (DEPLOY / "compose.yaml").read_text("utf-8")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")
ENV_FILE = dict.fromkeys(re.findall(r"\$\{(\w+):\?", COMPOSE), "soporte.example.com")
"""What Compose itself needs of .env, which each container gets whole."""


def environ() -> dict[str, str]:
    """What a process finds in its container: the image's variables, over them those of .env, then Compose's own."""
    image = dict(re.findall(r"\b(TICKETERO_\w+)=(\S+)", DOCKERFILE))
    settings = re.findall(r"^    (TICKETERO_\w+): (.+)$", COMPOSE, re.MULTILINE)
    return image | ENV_FILE | {name: filled_in(value) for name, value in settings}


def filled_in(value: str) -> str:
    return Template(value.replace(":?}", "}")).substitute(ENV_FILE)


def test_what_compose_needs_is_named_at_its_head() -> None:
    head = COMPOSE.partition("\nname:")[0]
    assert len(ENV_FILE) > 1
    assert set(ENV_FILE) <= set(re.findall(r"\w+", head))


def test_the_program_takes_what_a_container_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = config.load(None, environ())
    assert (settings.web.host, settings.web.public_url) == ("0.0.0.0", "https://soporte.example.com")
    assert settings.store.url.get_secret_value().startswith("postgresql+psycopg://")
