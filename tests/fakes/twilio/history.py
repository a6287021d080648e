"""The list of messages that Twilio keeps, those of people and ours, newest first and page by page."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from tests.fakes.line import Answer
from tests.fakes.twilio.calls import ACCOUNT, BASE, json_answer, refused


class History:
    """`fails`: so many times it will not tell."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.fails = 0
        self._now = now
        self._rows: list[dict[str, Any]] = []

    def add(self, sid: str, sender: str, to: str, text: str, media: list[str], **more: Any) -> dict[str, Any]:
        """`more`: its direction, its state, its error."""
        at = self._now().replace(microsecond=0)
        date = format_datetime(at)
        row = {
            "sid": sid, "account_sid": ACCOUNT, "from": sender, "to": to, "body": text,
            "date_created": date, "date_sent": date, "date_updated": date,
            "num_media": str(len(media)), "error_code": None, "_media": media, "_at": at,
        } | more  # fmt: skip
        self._rows.append(row)
        return _public(row)

    def settle(self, sid: str, status: str, error: int | None) -> None:
        """What became of one of ours, which stands in the list from when it was taken."""
        next(row for row in self._rows if row["sid"] == sid).update(status=status, error_code=error)

    def listed(self, query: dict[str, str]) -> Answer:
        if self.fails:
            self.fails -= 1
            return refused(503, 20503, "Service unavailable")
        rows = [row for row in reversed(self._rows) if _fits(row, query)]
        size, page = int(query.get("PageSize", 50)), int(query.get("Page", 0))
        more = urlencode({**query, "Page": page + 1}) if rows[(page + 1) * size :] else None
        shown = [_public(row) for row in rows[page * size : (page + 1) * size]]
        following = f"{BASE}/Messages.json?{more}" if more else None
        return json_answer(
            200, {"messages": shown, "page": page, "page_size": size, "next_page_uri": following}
        )

    def media(self, sid: str, content_type: Callable[[str], str]) -> Answer:
        row = next(row for row in self._rows if row["sid"] == sid)
        listed = [
            {"sid": each, "content_type": content_type(each), "parent_sid": sid} for each in row["_media"]
        ]
        return json_answer(200, {"media_list": listed, "page": 0, "page_size": 50, "next_page_uri": None})


def _public(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not name.startswith("_")}


def _fits(row: dict[str, Any], query: dict[str, str]) -> bool:
    """Whether it is from, to and since whom and when the query says."""
    since = datetime.fromisoformat(query.get("DateSent>", "1970-01-01"))
    if row["_at"] < since.replace(tzinfo=since.tzinfo or UTC):
        return False
    return all(query.get(name, row[name.lower()]) == row[name.lower()] for name in ("To", "From"))
