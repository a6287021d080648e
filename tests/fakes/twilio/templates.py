"""The templates at Twilio: made through its content API, approved by WhatsApp, filled in when they are sent."""

import json
import re
import uuid
from typing import Any

from tests.fakes.line import Answer
from tests.fakes.twilio.calls import json_answer, refused


class Templates:
    """`refuses`: the account may make none."""

    def __init__(self) -> None:
        self.made: dict[str, dict[str, Any]] = {}
        self.approved: set[str] = set()
        self.refuses = False

    def add(self, body: str, *, approved: bool = True) -> str:
        sid = self._keep({"types": {"twilio/text": {"body": body}}})
        if approved:
            self.approved.add(sid)
        return sid

    def _keep(self, made: dict[str, Any]) -> str:
        sid = "HX" + uuid.uuid4().hex
        self.made[sid] = made
        return sid

    def filled(self, params: dict[str, Any]) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Its text and its buttons (label, data), with the variables of a call."""
        variables = json.loads(params.get("ContentVariables") or "{}")

        def put(text: str) -> str:
            return re.sub(r"\{\{(\w+)\}\}", lambda found: variables[found[1]], text)

        [shape] = self.made[params["ContentSid"]]["types"].values()
        return put(shape["body"]), tuple(
            (put(each["title"]), put(each["id"])) for each in shape.get("actions", ())
        )

    def make(self, made: dict[str, Any]) -> Answer:
        if self.refuses:
            return refused(400, 92000, "no templates for this account")
        return json_answer(201, {"sid": self._keep(made), **made})

    def approval(self, sid: str) -> Answer:
        if sid not in self.made:
            return refused(404, 20404, "not found")
        status = "approved" if sid in self.approved else "pending"
        return json_answer(200, {"sid": sid, "whatsapp": {"status": status, "rejection_reason": ""}})
