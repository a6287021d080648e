"""The rules of Twilio and of WhatsApp that our calls must keep."""

import json
from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import urlsplit


def broken(
    params: dict[str, Any], urls: Sequence[str], number: str, templates: Collection[str]
) -> tuple[int, str] | None:
    """The code and the words with which this call is refused."""
    text, content = params.get("Body", ""), params.get("ContentSid")
    variables = json.loads(params.get("ContentVariables") or "{}")
    rules = (
        (21604, "no To", not params.get("To")),
        (21606, "not the From of this account", params.get("From") != number),
        (21619, "nothing to say", not (text or urls or content)),
        (21617, "over 1600 characters", len(text.encode("utf-16-le")) // 2 > 1600),
        (63019, "more than one file", len(urls) > 1),
        (21655, "no such template", bool(content) and content not in templates),
        (21656, "an empty variable", not all(isinstance(v, str) and v for v in variables.values())),
        (21609, "no way to tell the state", "_" in urlsplit(params.get("StatusCallback", "")).netloc),
    )
    return next(((code, why) for code, why, is_broken in rules if is_broken), None)


def are_shown(buttons: Sequence[tuple[str, str]]) -> bool:
    """Whether WhatsApp shows these quick replies."""
    return len(buttons) <= 3 and all(len(label) <= 20 for label, _ in buttons)
