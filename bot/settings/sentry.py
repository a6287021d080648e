"""Errors to Sentry, where `log.sentry` names a project there: what the log says of each, and where in the code.

Its own integrations stay off: they read requests, variables and the words of every error, which may be people's.
"""

import atexit
import logging
from importlib.metadata import version
from typing import Any

from bot.settings import logs

PATIENCE = 2.0  # seconds at the end of the process, for what is still to be told


def setup(dsn: str) -> None:
    """From now on each error of the log goes there too, by a thread of its own; nothing for an empty address."""
    if not dsn:
        return
    import sentry_sdk

    sentry_sdk.init(
        dsn,
        release=version("ticketero"),
        default_integrations=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
    )
    logging.root.addHandler(_ToSentry(logging.ERROR))
    atexit.register(sentry_sdk.flush, PATIENCE)


class _ToSentry(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        import sentry_sdk

        said = {"message": logs.masked(str(record.msg)), "formatted": logs.masked(record.getMessage())}
        event: Any = {"level": record.levelname.lower(), "logger": record.name, "logentry": said}
        if record.exc_info and record.exc_info[1]:
            event["exception"] = {"values": _told(record.exc_info[1])}
        sentry_sdk.capture_event(event)


def _told(error: BaseException) -> list[dict[str, Any]]:
    """The error and those that it comes from, as `logs.told` tells them: with the words of our own only."""
    import sentry_sdk
    from sentry_sdk.utils import event_from_exception

    event, _ = event_from_exception(error, client_options=dict(sentry_sdk.get_client().options))
    values: list[dict[str, Any]] = event["exception"]["values"]
    for value in values:
        is_ours = str(value["module"]).partition(".")[0] in logs.OURS
        value["value"] = logs.masked(value["value"]) if is_ours else ""
    return values
