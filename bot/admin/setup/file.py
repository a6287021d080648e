"""config.toml as it is being answered: what stood in it stays, comments too; written for its owner alone."""

import secrets
import sys
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import tomlkit

from bot.admin import files
from bot.admin.trouble import Trouble
from bot.settings import config
from bot.settings.config import ConfigError, Tree
from bot.settings.sections import Settings

ROOT = Path(__file__).parents[3]
EXAMPLES = (ROOT / "config.example.toml", Path(sys.prefix) / "share/ticketero/config.example.toml")


class File:
    """The settings in a file, with those of the environment over them."""

    def __init__(self, path: Path, environ: Mapping[str, str]):
        self.path, self._environ = path, environ
        self._outside = config.read_environment(environ)
        source = next((file for file in (path, *EXAMPLES) if file.exists()), None)
        if source is not None:
            config.read_file(source, environ)  # it names what is wrong with it
        self._document = tomlkit.parse(source.read_text("utf-8-sig") if source else "")
        self._make_secrets()
        self.with_answers("desk")  # what is wrong with the others is for their owner to mend

    def _make_secrets(self) -> None:
        """What nobody has to think of: without it no other answer can be used."""
        if not config.merge(self._document.unwrap(), self._outside).get("telegram", {}).get("webhook_secret"):
            self.keep("telegram", webhook_secret=secrets.token_urlsafe(32))

    def is_outside(self, section: str, key: str) -> bool:
        """Whether the environment says it, so that the file has no say."""
        return key in self._outside.get(section, {})

    def with_answers(self, section: str, **answers: Any) -> Settings:
        """The settings as they would be with these. Raises ConfigError, which names each fault."""
        over: Tree = {section: answers}
        tree = config.merge(config.merge(self._document.unwrap(), over), self._outside)
        return config.of(tree, self._environ)

    @property
    def settings(self) -> Settings:
        return self.with_answers("desk")

    def keep(self, section: str, **answers: Any) -> None:
        if section not in self._document:
            self._document[section] = tomlkit.table()
        table = self._document[
            section
        ]  # or what stands for one that is written in a line, or in several places
        assert isinstance(table, MutableMapping)
        table.update(answers)

    def write(self) -> None:
        """All of it or nothing, readable by its owner alone. Raises Trouble."""
        beside = self.path.with_name(f".{self.path.name}.new")
        with files.in_a_line(self.path):
            beside.unlink(missing_ok=True)
            with files.create(beside) as file:
                file.write(tomlkit.dumps(self._document).encode())
            beside.replace(self.path)


def open_file(path: Path | None, environ: Mapping[str, str]) -> File:
    """The file that the program would read, or will; as the example has it where there is none. Raises Trouble."""
    try:
        return File(config.file_of(path, environ) or config.FILE_BY_DEFAULT, environ)
    except ConfigError as wrong:
        raise Trouble(str(wrong), "Mend the file first, or name another with --config") from None
