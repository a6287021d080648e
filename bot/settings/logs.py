"""The log: one line for each event on standard error, with no secret in any, and nothing of what people wrote.

What went wrong in a library is told by its class and where it happened: the library's own words quote what they were
given, and that may be a person's text.
"""

import json
import logging
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TypeAlias

Event: TypeAlias = dict[str, Any]
ExcInfo: TypeAlias = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]

QUIET = ("alembic", "apscheduler", "httpcore", "httpx", "telegram", "twilio", "urllib3", "waitress")
OURS = ("bot", "store", "webhook", "migrations", "ticketero")
SHORTEST = 6  # masking shorter ones would hide half of what is said
USUAL = {*vars(logging.makeLogRecord({})), "message", "asctime"}
"""What every record has; the rest are the facts that whoever logs it tells by `extra`."""
_secrets: set[str] = set()


def setup(secrets: Iterable[str] = (), level: str = "info", form: str = "text") -> None:
    """From now on every log line of the process goes out in this form, and none with one of these secrets.

    level: of what is ours; the libraries say no more than their warnings.
    """
    hide(secrets)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(_json if form == "json" else _plain))
    ours = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(level=max(ours, logging.INFO), handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(ours)
    for name in QUIET:  # httpx logs the whole URL at INFO, and Telegram's holds the token
        logging.getLogger(name).setLevel(max(ours, logging.WARNING))
    # They warn of every request that waits a moment, of every look at what is due that outlasts its two seconds, and of
    # what a connection that breaks had still to say.
    for name in ("waitress.queue", "apscheduler.scheduler", "psycopg"):
        logging.getLogger(name).setLevel(logging.ERROR)
    # An error every few seconds while its collector is away.
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
    threading.excepthook = _tell_of_a_thread


def _tell_of_a_thread(broken: threading.ExceptHookArgs) -> None:
    name = broken.thread.name if broken.thread else "?"
    exc_info = (broken.exc_type, broken.exc_value or broken.exc_type(), broken.exc_traceback)
    logging.getLogger(OURS[0]).error("the thread %s broke", name, exc_info=exc_info)


def hide(secrets: Iterable[str]) -> None:
    """From now on no line and no kept error shows any of them."""
    _secrets.update(secret for secret in secrets if len(secret) >= SHORTEST)


def masked(text: str) -> str:
    """The text with every secret replaced by «***»."""
    for secret in _secrets:
        text = text.replace(secret, "***")
    return text


def told(exc_info: ExcInfo) -> str:
    """A traceback with the words of our own errors only, those that it comes from first."""
    return "\n".join(_told(exc_info[1])) if exc_info[1] else ""


def _told(error: BaseException, deep: int = 5) -> Iterator[str]:
    origin = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if origin is not None and deep:
        yield from _told(origin, deep - 1)
        yield "…and then:"
    yield "Traceback (most recent call last):"
    yield from (line.rstrip() for line in traceback.format_tb(error.__traceback__))
    kind = type(error)
    is_ours = kind.__module__.partition(".")[0] in OURS
    yield f"{kind.__module__}.{kind.__qualname__}" + (f": {error}" if is_ours else "")


class _Formatter(logging.Formatter):
    """Neither form shows a secret."""

    def __init__(self, write: Callable[[Event], str]):
        super().__init__()
        self._write = write

    def format(self, record: logging.LogRecord) -> str:
        try:
            return masked(self._write(_event(record)))
        except Exception as bug:  # the library would show what it could not write, secrets and all
            return masked(
                f"{record.pathname}:{record.lineno} logged what cannot be written: {type(bug).__name__}"
            )


def _event(record: logging.LogRecord) -> Event:
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="microseconds")
    event = {"event": record.getMessage(), "level": record.levelname.lower(), "logger": record.name}
    event["timestamp"] = at.replace("+00:00", "Z")
    event |= {name: fact for name, fact in vars(record).items() if name not in USUAL and name not in event}
    if record.exc_info and record.exc_info[1]:
        event["exception"] = told(record.exc_info)
    return event


def _json(event: Event) -> str:
    """For programs."""
    return json.dumps(event, ensure_ascii=False, default=repr)


def _plain(event: Event) -> str:
    """For people: the event with its facts behind it, and a traceback below."""
    said = f"{event.pop('timestamp')} [{event.pop('level')}] {event.pop('event')} [{event.pop('logger')}]"
    broken = event.pop("exception", "")
    facts = "".join(f" {name}={value}" for name, value in event.items())
    line = (said + facts).replace("\n", "\\n").replace("\r", "\\r")  # no value can forge another line
    return f"{line}\n{broken}" if broken else line
