"""Reads config.toml and the environment into typed settings; every fault is told at once, by its key and not its value.

The environment wins over the file, the file over the defaults. The two are merged before pydantic sees them, so that a
mistyped name is refused wherever it stands. The faults are worded here: pydantic's own words quote what it was given,
which may be a secret.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import ValidationError

from bot.settings.sections import Settings

PREFIX = "TICKETERO_"
FILE_NAMED_BY = "TICKETERO_CONFIG"
FILE_BY_DEFAULT = Path("config.toml")

Tree: TypeAlias = dict[str, Any]


class ConfigError(Exception):
    """The settings cannot be used; its text names every fault, one a line, and shows no value."""


def load(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings of this file, else of the one that TICKETERO_CONFIG names, else of ./config.toml if it exists.

    Raises ConfigError.
    """
    return of(merge(read_file(path, environ), read_environment(environ)), environ)


def of(tree: Tree, environ: Mapping[str, str]) -> Settings:
    """The settings that a tree describes. Raises ConfigError, whose text names the variables that are at fault."""
    try:
        return Settings.model_validate(tree)
    except ValidationError as error:
        raise ConfigError("\n".join(describe_faults(error, environ))) from None


def read_file(path: Path | None, environ: Mapping[str, str]) -> Tree:
    """Empty where no file is named and there is no config.toml here. Raises ConfigError."""
    file = file_of(path, environ)
    if file is None:
        return {}
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: must be UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: {error}") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, thousands of brackets
        raise ConfigError(f"{file}: no settings can be read from it") from None


def file_of(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    """The file that is read; None where none is named and there is no config.toml here."""
    named = path or environ.get(FILE_NAMED_BY)
    if not named and not FILE_BY_DEFAULT.exists():
        return None
    return Path(named or FILE_BY_DEFAULT)


def read_environment(environ: Mapping[str, str]) -> Tree:
    """TICKETERO_WEB__PORT=8080 is {"web": {"port": "8080"}}."""
    tree: Tree = {}
    for name in sorted(environ):
        if name.startswith(PREFIX) and name != FILE_NAMED_BY:
            keys = name.removeprefix(PREFIX).lower().split("__") if "__" in name else [name]
            branch: Any = environ[name]
            for key in reversed(keys):
                branch = {key: branch}
            tree = merge(tree, branch)
    return tree


def merge(under: Tree, over: Tree) -> Tree:
    """Both, section by section; where both have a key, what is `over` wins."""
    both = {
        key: merge(under[key], over[key])
        for key in under.keys() & over.keys()
        if isinstance(under[key], dict) and isinstance(over[key], dict)
    }
    return under | over | both


def describe_faults(error: ValidationError, environ: Mapping[str, str]) -> Iterator[str]:
    """Each as `web.port: what is wrong`, and by which variable, if the environment set it."""
    for found in error.errors(include_input=False, include_url=False):
        keys = [str(key) for key in found["loc"]]
        name = PREFIX + "__".join(keys).upper()
        reason = "is not a setting" if found["type"] == "extra_forbidden" else found["msg"]
        reason = reason.removeprefix("Value error, ").replace("Input should be", "must be")
        yield f"{'.'.join(keys)}: {reason}" + (f" (set by {name})" if name in environ else "")
