"""WhatsApp's own buttons: content templates that are made once, for one, two or three choices, and used ever after.

All their words are variables, so that three templates serve every question. They are sent within the window only, so
Meta need not approve them.
"""

import json
import logging
from typing import Any

from bot.channels.channel import ProviderCache, TryLater, Undeliverable
from bot.channels.messages import Outbound
from bot.channels.whatsapp.client import CONTENT, Client

log = logging.getLogger(__name__)

LANGUAGE = "es_AR"


class Buttons:
    """`cache` keeps the templates' ids by their shape, for this and for every other process."""

    def __init__(self, client: Client, cache: ProviderCache):
        self._client, self._cache = client, cache
        self._refused = False

    def content(self, message: Outbound) -> dict[str, str] | None:
        """What a call says instead of its text; None where the account can have no such templates."""
        if self._refused:
            return None
        try:
            sid = self._template(len(message.options))
        except Undeliverable as never:
            self._refused = True
            log.warning("Twilio makes no templates for buttons, choices go as numbered lines: %s", never)
            return None
        except TryLater as later:
            log.warning("No template for buttons now, the choices go as numbered lines: %s", later)
            return None
        return {"content_sid": sid, "content_variables": _variables(message)}

    def forget(self, message: Outbound) -> None:
        """The template was refused: it may have been deleted, and is made anew another time."""
        self._cache.forget(self._name(len(message.options)))

    def _template(self, count: int) -> str:
        name = self._name(count)
        known = self._cache.recall(name)
        if known:
            return known
        made = self._client.create(f"{CONTENT}/v1/Content", _shape(count))
        return self._cache.keep(name, str(made["sid"]))

    def _name(self, count: int) -> str:
        return f"whatsapp {self._client.account} quick-reply {count}"


def _shape(count: int) -> dict[str, Any]:
    """{{1}} is the text; {{2}} and {{3}} are the first button's label and data, and so on."""
    actions = [
        {"type": "QUICK_REPLY", "title": f"{{{{{2 * place}}}}}", "id": f"{{{{{2 * place + 1}}}}}"}
        for place in range(1, count + 1)
    ]
    return {
        "friendly_name": f"ticketero_choices_{count}",
        "language": LANGUAGE,
        "variables": {str(place): f"{place}" for place in range(1, 2 * count + 2)},
        "types": {"twilio/quick-reply": {"body": "{{1}}", "actions": actions}},
    }


def _variables(message: Outbound) -> str:
    """A JSON text: the API takes no object here, and no empty value."""
    words = [message.text]
    for option in message.options:
        words += [option.label, option.data]
    return json.dumps({str(place): word for place, word in enumerate(words, 1)}, ensure_ascii=False)
