"""The files of people at Twilio: a link that redirects to a host of files, where whoever logs in is refused."""

import uuid
from email.message import Message
from urllib.parse import urlsplit

from tests.fakes.line import Answer
from tests.fakes.twilio.calls import refused


class Files:
    """`leaks`: what was asked for with a login."""

    def __init__(self) -> None:
        self.leaks: list[str] = []
        self.redirects_to: str | None = None
        self.break_off = 0
        """So many files will end before they are whole."""
        self._kept: dict[str, tuple[str, bytes]] = {}
        self._not_yet: dict[str, int] = {}

    def keep(self, content_type: str, content: bytes) -> str:
        """The name by which it is asked for."""
        name = "ME" + uuid.uuid4().hex
        self._kept[name] = (content_type, content)
        return name

    def content_type(self, name: str) -> str:
        return self._kept[name][0]

    def not_yet(self, form: dict[str, str], times: int) -> None:
        """The file of a message is not there for so many askings."""
        self._not_yet[form["MediaUrl0"].rsplit("/", 1)[-1]] = times

    def redirect(self, name: str, host: str) -> Answer:
        if self._not_yet.get(name, 0) > 0:
            self._not_yet[name] -= 1
            return refused(404, 20404, "not found")
        return 307, {"Location": self.redirects_to or f"{host}/{name}?Signature=s3cr3t"}, b""

    def serve(self, target: str, headers: Message) -> Answer:
        """As S3: a signed link that comes with a login is refused."""
        if headers.get("Authorization"):
            self.leaks.append(target)
            return 400, {}, b"<Error>Only one auth mechanism allowed</Error>"
        found = self._kept.get(urlsplit(target).path.strip("/"))
        if found and self.break_off:
            self.break_off -= 1
            return 200, {"Content-Length": str(len(found[1]) + 1), "Connection": "close"}, found[1]
        return (200, {"Content-Type": found[0]}, found[1]) if found else (404, {}, b"")
