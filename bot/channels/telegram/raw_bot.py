"""The library's Bot, with the Bot API's methods by their own names and with Telegram's answers as they came."""

import logging
from typing import Any

from telegram import Bot

# The library's debug lines show every parameter, the webhook's secret among them.
logging.getLogger("telegram.Bot").setLevel(logging.INFO)

LONG_POLL = 25


class RawBot(Bot):
    __slots__ = ()

    async def method(self, name: str, **parameters: Any) -> Any:
        """Calls a method with these parameters, without those that are None, and returns its result as JSON.

        For the calls that we make all the time: the library's functions build thirty parameters more and parse the
        whole message that comes back, of which only the id counts, at twice the cost.
        """
        return await self._do_post(
            name, {key: value for key, value in parameters.items() if value is not None}
        )

    async def raw_updates(self, offset: int | None, allowed: list[str]) -> list[dict[str, Any]]:
        """The updates as they came: one that the library cannot parse would spoil the batch."""
        wanted = {"offset": offset, "timeout": LONG_POLL, "limit": 100, "allowed_updates": allowed}
        given = {key: value for key, value in wanted.items() if value is not None}
        updates = await self._post("getUpdates", given, read_timeout=LONG_POLL + 10)
        return updates if isinstance(updates, list) else []

    async def _post(self, endpoint: str, *args: Any, **more: Any) -> Any:
        # Of what was sent only the ids count: a field that the library cannot read must not make it look unsent.
        result = await super()._post(endpoint, *args, **more)
        return _ids(result) if endpoint.startswith("send") else result


def _ids(sent: Any) -> Any:
    if isinstance(sent, list):
        return [_ids(each) for each in sent]
    if not isinstance(sent, dict):
        return sent
    return {"message_id": sent["message_id"], "date": 0, "chat": {"id": 0, "type": "private"}}
