"""The page and its one form.

A post is answered by a redirect to the page (the page's script gets what is new instead), so that a reload never sends
again. Opening an invitation's link does nothing: only a post spends its code.
"""

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Response, abort, jsonify, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from webhook import callers
from webhook.webchat import menu, room, uploads
from webhook.webchat.live import writing
from webhook.webchat.mount import Mount
from webhook.webchat.rendering import Item
from webhook.webchat.room import Entry, Said, Visit
from webhook.webchat.session import new_address

END = "#text"
NO_ITEM = Item("", "")
LONGEST_CODE = 80
LONGEST_TEXT = 200
"""Of what a link puts into the field, as a sticker's does; who opens it sends it, or not."""
OF_THE_CODE = ("web.door.wrong", "web.door.too_many")
"""Refusals of the code itself: it can be corrected where it stands."""


@dataclass(frozen=True)
class Page:
    mount: Mount

    def show(self) -> Answer:
        visit = self.mount.visit()
        if not visit.may_talk:
            return self._opened_door(visit, request.args.get("code", "")[:LONGEST_CODE])
        if "code" in request.args:
            return redirect(self.mount.path, 303)
        about = {name: request.args.get(name, "") for name in ("quoted", "edits")}
        if typed := request.args.get("text", "")[:LONGEST_TEXT]:
            about["typed"] = typed
        return self._conversation(visit, **about)

    def post(self) -> Answer:
        """Enters with a code if need be, then says what was typed, chosen or attached."""
        visit = self.mount.visit()
        uploaded = uploads.read()
        if not self._is_ours(visit):
            return self._refused(visit, "web.stale", 403)
        if uploaded is None:
            return self._refused(visit, "web.too_big", 413)
        if not visit.may_talk:
            entry = self._enter(visit)
            if entry is not Entry.OPEN:
                return self._refused(visit, f"web.door.{entry.name.lower()}", 403)
        elif visit.chat is None and not room.may_begin(self.mount.desk, self._caller):
            return self._refused(visit, "web.door.crowded", 429)
        said = _said(self.mount, uploaded, visit)
        if not said.empty:
            room.say(self.mount.desk, visit.address, said)
            uploads.keep_again(self.mount.desk.photos, uploaded)
        return self._after(visit, said)

    def leave(self) -> Answer:
        """Ends the session, once they know what that means."""
        visit = self.mount.visit()
        if not self._is_ours(visit):
            return self._refused(visit, "web.stale", 403)
        if visit.may_talk and not request.form.get("sure"):
            return self._page("webchat/leave.html", visit)
        room.leave(self.mount.desk, visit.address)
        answer = redirect(self.mount.path, 303)
        self.mount.sessions.end(answer)
        return answer

    def typing(self) -> Response:
        """Something is being written."""
        visit = self.mount.known_visit()
        if not self._is_ours(visit):
            abort(403)
        writing.tell(visit, request.form.get("quoted", ""))
        return Response(status=204)

    def tickets(self) -> str:
        """The panel of their tickets as it stands now."""
        visit = self.mount.known_visit()
        return render_template("webchat/panel.html", **self._panel(visit), say=visit.voice)

    def _panel(self, visit: Visit) -> dict[str, Any]:
        return {"tickets": menu.tickets(visit), "only": self.mount.ticket, "path": self.mount.path}

    def _enter(self, visit: Visit) -> Entry:
        code = request.form.get("code", "")[:LONGEST_CODE]
        return room.enter(self.mount.desk, visit.address, code, self._caller) if code else Entry.CLOSED

    @property
    def _caller(self) -> str:
        """The network whose guesses are counted."""
        return callers.caller(self.mount.desk.settings.web.trusted_proxies)

    def _is_ours(self, visit: Visit) -> bool:
        return self.mount.sessions.is_ours(visit.address, request.form.get("token", ""))

    def _after(self, visit: Visit, said: Said) -> Answer:
        if _by_script():
            visit = room.visit(self.mount.desk, visit.address)
            answer = jsonify(self.mount.view(visit).as_json())
            self.mount.lasts(answer, visit)
            return answer
        wanted = request.form.get("edit", "")
        query = f"?edits={quote(wanted)}" if wanted else ""
        if said.empty and said.quoted and not wanted:
            query = f"?quoted={quote(said.quoted)}"
        return redirect(f"{self.mount.path}{query}{END}", 303)

    def _refused(self, visit: Visit, why: str, status: int) -> Answer:
        """Says why, and gives back what was typed."""
        if _by_script():
            return make_response(jsonify({"problem": visit.voice(why)}), status)
        typed = {"problem": visit.voice(why), "typed": request.form.get("text", "")}
        shown = self._conversation if visit.may_talk else self._door
        code = request.form.get("code", "")[:LONGEST_CODE]
        return make_response(shown(visit, code, wrong=why in OF_THE_CODE, **typed), status)

    def _conversation(
        self, visit: Visit, code: str = "", quoted: str = "", edits: str = "", **more: Any
    ) -> Response:
        view = self.mount.view(visit)
        known = {item.id: item for item in view.items}
        replied, edited = known.get(quoted, NO_ITEM), known.get(edits, NO_ITEM)
        shown = {"view": view, "quick": menu.quick(visit), "typed": edited.typed} | self._panel(visit)
        shown |= {"quoted": quoted if replied.recalled else "", "edits": edits if edited.typed else ""}
        shown["recalled"] = replied.recalled or (edited.recalled if edited.typed else "")
        return self._page("webchat/chat.html", visit, **(shown | more))

    def _opened_door(self, visit: Visit, code: str) -> Response:
        """Says at once where the code of a link lets nobody in."""
        entry = room.look_at(self.mount.desk, code, self._caller) if code else Entry.OPEN
        if entry is Entry.OPEN:
            return self._door(visit, code)
        return self._door(visit, code, wrong=True, problem=visit.voice(f"web.door.{entry.name.lower()}"))

    def _door(self, visit: Visit, code: str = "", **more: Any) -> Response:
        """A session that has ended leaves its address behind: who enters again is a new chat."""
        if visit.chat is not None and (visit.chat.closed_at or visit.chat.person):
            visit = Visit(visit.desk, new_address(), None)
        return self._page("webchat/door.html", visit, code=code, **more)

    def _page(self, template: str, visit: Visit, **shown: Any) -> Response:
        sessions = self.mount.sessions
        hidden = {"once": secrets.token_urlsafe(9), "token": sessions.token(visit.address)}
        page = render_template(
            template, visit=visit, say=visit.voice, hidden=hidden, **{"path": self.mount.path, **shown}
        )
        answer = make_response(page)
        self.mount.lasts(answer, visit)
        return answer


def _said(mount: Mount, uploaded: list[uploads.Upload], visit: Visit) -> Said:
    form = request.form
    quick = form.get("quick", "")
    return Said(
        once=form.get("once", ""),
        text=_typed(),
        choice=form.get("choice", ""),
        quick=quick,
        label=menu.label(visit, quick) if quick else "",
        quoted=form.get("quoted", ""),
        edits=form.get("edits", ""),
        files=uploads.keep(mount.desk.photos, uploaded),
    )


def _typed() -> str:
    """The text as it was typed: browsers send each line break as two characters."""
    return request.form.get("text", "").replace("\r\n", "\n")


def _by_script() -> bool:
    return request.accept_mimetypes.best == "application/json"
