"""One place where the web chat is served: its path, its sessions, and who is calling."""

from dataclasses import dataclass
from functools import cached_property

from flask import Response, abort, request

from bot.desk import Desk
from webhook.webchat import rendering, room
from webhook.webchat.rendering import FIRST_LINES, MOST_LINES, View
from webhook.webchat.room import Visit
from webhook.webchat.session import Sessions, new_address

HIGHEST_NUMBER = 2**63


@dataclass(frozen=True)
class Mount:
    desk: Desk
    path: str

    @cached_property
    def sessions(self) -> Sessions:
        return Sessions(self.desk, self.path)

    def visit(self) -> Visit:
        """Who is calling; a browser without a session is somebody new."""
        address = self.sessions.address()
        return room.visit(self.desk, address) if address else Visit(self.desk, new_address(), None)

    def known_visit(self) -> Visit:
        """Who is calling, for what only a session in good standing may have; else 403."""
        visit = self.visit()
        if visit.chat is None or not visit.may_talk:
            abort(403)
        return visit

    def lasts(self, answer: Response, visit: Visit) -> None:
        """From now on the session lasts its time anew."""
        self.sessions.keep(answer, visit.address)
        room.use(visit)

    def view(self, visit: Visit) -> View:
        last = request.args.get("last", FIRST_LINES, type=int)
        before = request.args.get("before", "")
        return rendering.view(visit, min(max(last, 1), MOST_LINES), self.path, self.ticket, before)

    @property
    def ticket(self) -> int | None:
        """The number of the only ticket that the page is to show."""
        number = request.args.get("ticket", type=int)
        return number if number is not None and 0 < number < HIGHEST_NUMBER else None
