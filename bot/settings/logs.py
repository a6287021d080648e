"""The log: one line for each event on standard error, and no secret in any."""

import logging
import sys
from collections.abc import Iterable

import structlog

QUIET = ("alembic", "apscheduler", "httpcore", "httpx", "telegram", "twilio", "urllib3", "waitress")
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


def setup(secrets: Iterable[str] = ()) -> None:
    """From now on every log line of the process goes out in our form, and none with one of these secrets."""
    hide(secrets)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(people_read_it=sys.stderr.isatty()))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # It warns of every request that waits a moment.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    for name in QUIET:  # httpx logs the whole URL at INFO, and Telegram's holds the token
        logging.getLogger(name).setLevel(logging.WARNING)


def hide(secrets: Iterable[str]) -> None:
    """From now on no line and no kept error shows any of them."""
    _secrets.update(secret for secret in secrets if len(secret) >= SHORTEST)


def masked(text: str) -> str:
    """The text with every secret replaced by «***»."""
    for secret in _secrets:
        text = text.replace(secret, "***")
    return text


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Plain lines for a terminal, JSON for anything else; neither shows a secret."""

    def __init__(self, people_read_it: bool):
        machine = structlog.processors.JSONRenderer(ensure_ascii=False)
        human = structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback, pad_event_to=0, pad_level=False
        )
        super().__init__(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *([] if people_read_it else [structlog.processors.format_exc_info]),
                human if people_read_it else machine,
            ],
        )

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
