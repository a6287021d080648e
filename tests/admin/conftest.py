"""A terminal at the test's own store."""

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.admin.terminal import Say
from ticketero import main


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
