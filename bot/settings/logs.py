"""The log: one line for each event on standard error, with no secret in any, and nothing of what people wrote.

What went wrong in a library is told by its class and where it happened: the library's own words quote what they were
given, and that may be a person's text.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator, MutableMapping
from types import TracebackType
from typing import Any, TypeAlias

import structlog

ExcInfo: TypeAlias = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]

QUIET = ("alembic", "apscheduler", "httpcore", "httpx", "telegram", "twilio", "urllib3", "waitress")
OURS = ("bot", "store", "webhook", "migrations", "ticketero")
SHORTEST = 6  # masking shorter ones would hide half of what is said
_secrets: set[str] = set()

structlog.configure(  # by way of the standard logging, like every library's lines
    processors=[
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
log: structlog.stdlib.BoundLogger = structlog.get_logger("ticketero")


def setup(secrets: Iterable[str] = (), level: str = "info", form: str = "text") -> None:
    """From now on every log line of the process goes out in this form, and none with one of these secrets.

    level: of what is ours; the libraries say no more than their warnings.
    """
    hide(secrets)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(as_json=form == "json"))
    ours = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(level=max(ours, logging.INFO), handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(ours)
    for name in QUIET:  # httpx logs the whole URL at INFO, and Telegram's holds the token
        logging.getLogger(name).setLevel(max(ours, logging.WARNING))
    # They warn of every request that waits a moment, and of every look at what is due that outlasts its two seconds.
    for name in ("waitress.queue", "apscheduler.scheduler"):
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


def _plain(_: Any, __: str, event: MutableMapping[str, Any]) -> str:
    """The event with its facts behind it, and a traceback below."""
    said = (
        f"{event.pop('timestamp')} [{event.pop('level')}] {event.pop('event')} [{event.pop('logger', '-')}]"
    )
    broken = event.pop("exception", "")
    facts = "".join(f" {name}={value}" for name, value in event.items())
    line = (said + facts).replace("\n", "\\n").replace("\r", "\\r")  # no value can forge another line
    return f"{line}\n{broken}" if broken else line


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Plain lines for people, JSON for programs; neither shows a secret."""

    def __init__(self, *, as_json: bool):
        super().__init__(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(told),
                structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else _plain,
            ],
        )

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
