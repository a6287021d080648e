"""A bucket of S3 on this machine, for tests: it takes, gives and forgets files, and nothing that is not signed as AWS
says (Signature Version 4). moto's server answers the same calls in the same way, and weighs a hundred megabytes.
"""

import hashlib
import hmac
import re
from email.message import Message
from email.utils import formatdate
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from tests.fakes.line import BROKEN_OFF, Answer, Line

SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(\w+)/(\d{8})/([\w-]+)/s3/aws4_request, SignedHeaders=([\w;-]+), Signature=(\w+)"
)


class FakeBucket:
    """`files` by name. While `is_away`, every call is broken off."""

    def __init__(self, name: str = "desk") -> None:
        self.name, self.key, self.secret = name, "AKIDEXAMPLE", "a-secret-key-of-the-tests"
        self.files: dict[str, bytes] = {}
        self.is_away = False
        self._line = Line(self._answer)

    @property
    def environ(self) -> dict[str, str]:
        """What a program is told of it."""
        return {
            "AWS_ENDPOINT_URL": self._line.url,
            "AWS_REGION": "sa-east-1",
            "AWS_ACCESS_KEY_ID": self.key,
            "AWS_SECRET_ACCESS_KEY": self.secret,
        }

    def close(self) -> None:
        self._line.close()

    def _answer(self, method: str, target: str, headers: Message, body: bytes) -> Answer:
        if self.is_away:
            return BROKEN_OFF
        if not self._is_signed(method, target, headers, body):
            return _error(403, "SignatureDoesNotMatch")
        bucket, _, name = unquote(urlsplit(target).path).removeprefix("/").partition("/")
        if bucket != self.name:
            return _error(404, "NoSuchBucket")
        if method == "POST":
            return self._delete(body)
        return self._put(name, headers, body) if method == "PUT" else self._get(name)

    def _put(self, name: str, headers: Message, body: bytes) -> Answer:
        if headers.get("If-None-Match") == "*" and name in self.files:
            return _error(412, "PreconditionFailed")
        self.files[name] = body
        return 200, {"ETag": _tag(body)}, b""

    def _get(self, name: str) -> Answer:
        if name not in self.files:
            return _error(404, "NoSuchKey")
        content = self.files[name]
        about = {
            "ETag": _tag(content),
            "Last-Modified": formatdate(usegmt=True),
            "Content-Length": str(len(content)),
        }
        return 200, about, content

    def _delete(self, body: bytes) -> Answer:
        """Several at once: the library asks so even for one."""
        names = re.findall("<Key>(.*?)</Key>", body.decode())
        for name in names:
            self.files.pop(name, None)
        deleted = "".join(f"<Deleted><Key>{name}</Key></Deleted>" for name in names)
        return 200, {}, f"<DeleteResult>{deleted}</DeleteResult>".encode()

    def _is_signed(self, method: str, target: str, headers: Message, body: bytes) -> bool:
        found = SIGNED.fullmatch(headers.get("Authorization", ""))
        if found is None or found[1] != self.key:
            return False
        _, day, region, names, signature = found.groups()
        if headers["x-amz-content-sha256"] != hashlib.sha256(body).hexdigest():
            return False
        url = urlsplit(target)
        asked = sorted(parse_qsl(url.query, keep_blank_values=True))
        canonical = "\n".join(
            [
                method,
                url.path,
                "&".join(f"{quote(key, safe='')}={quote(value, safe='')}" for key, value in asked),
                *(f"{name}:{headers[name].strip()}" for name in names.split(";")),
                "",
                names,
                headers["x-amz-content-sha256"],
            ]
        )
        scope = f"{day}/{region}/s3/aws4_request"
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        said = "\n".join(["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, digest])
        key = f"AWS4{self.secret}".encode()
        for part in [*scope.split("/"), said]:
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.compare_digest(key.hex(), signature)


def _tag(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


def _error(status: int, code: str) -> Answer:
    return status, {"Content-Type": "application/xml"}, f"<Error><Code>{code}</Code></Error>".encode()
