"""Sessions: a signed cookie holds the address of the browser's chat, and nothing else.

The cookie is given before the first message, so that a post that is repeated is one message even from a stranger. A
post needs the token that was in the page, so that no other site can make a browser post here.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from flask import request
from itsdangerous import BadSignature, Signer, URLSafeSerializer
from werkzeug.wrappers import Response

from bot.channels.webchat import SESSION
from bot.desk import Desk


@dataclass(frozen=True)
class Sessions:
    """The sessions of one mount of the web chat: `path` keeps those of several mounts apart."""

    desk: Desk
    path: str

    @property
    def secure(self) -> bool:
        return self.desk.settings.web.public_url.startswith("https:")

    @property
    def cookie(self) -> str:
        """Over https, a name that browsers let no other host set: nobody can plant a session here."""
        return "__Host-ticketero" if self.secure else "ticketero"

    @property
    def _where(self) -> dict[str, Any]:
        """A cookie of such a name belongs to the whole host."""
        return {
            "path": "/" if self.secure else self.path,
            "secure": self.secure,
            "httponly": True,
            "samesite": "Lax",
        }

    def address(self) -> str | None:
        """The chat's address, if this browser brings a cookie of ours that is not too old."""
        try:
            address, until = self._cookies.loads(request.cookies.get(self.cookie, ""))
        except (BadSignature, ValueError, TypeError):
            return None
        return str(address) if until > self.desk.now().timestamp() else None

    def keep(self, response: Response, address: str) -> None:
        """Gives the cookie, or renews it, for 30 days."""
        until = int((self.desk.now() + SESSION).timestamp())
        response.set_cookie(
            self.cookie,
            str(self._cookies.dumps([address, until])),
            max_age=SESSION,
            **self._where,
        )

    def end(self, response: Response) -> None:
        response.delete_cookie(self.cookie, **self._where)

    def token(self, address: str) -> str:
        """What a page of this session carries and no other site can know: against cross-site requests."""
        return self._pages.get_signature(address).decode()

    def is_ours(self, address: str, token: str) -> bool:
        return self._pages.verify_signature(address, token)

    @property
    def _cookies(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.desk.secret_key, salt=f"session {self.path}")

    @property
    def _pages(self) -> Signer:
        return Signer(self.desk.secret_key, salt=f"page {self.path}")


def new_address() -> str:
    return secrets.token_urlsafe(12)
