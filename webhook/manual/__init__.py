"""The manuals at /ayuda: pages for whoever writes to the desk, works in it, leads it or runs it."""

from collections.abc import Iterator
from datetime import timedelta

from flask import Blueprint, Response, abort, make_response, render_template

from bot.desk import Desk
from bot.pictures import codes
from webhook.manual import reading

TO_PRINT = "chat"
"""The page with the desk's QR codes."""
KEPT_FOR = timedelta(minutes=10)


def manuals(desk: Desk) -> Blueprint:
    """/ayuda lists them, /ayuda/<name> shows one. They hold nobody's secret: no session is needed."""
    routes = Blueprint("manuals", __name__, template_folder="templates")
    voice = desk.texts.voice(desk.settings.desk.language)

    def page(template: str, **shown: object) -> Response:
        answer = make_response(
            render_template(f"manual/{template}", say=voice, desk=desk.settings.desk.name, **shown)
        )
        answer.headers["Cache-Control"] = f"public, max-age={KEPT_FOR.seconds}"
        return answer

    @routes.get("/ayuda")
    def index() -> Response:
        return page("index.html", manuals=reading.all_of_them())

    @routes.get("/ayuda/<name>")
    def manual(name: str) -> Response:
        shown = reading.find(name) or abort(404)
        return page("page.html", manual=shown, codes=list(_links(desk)) if name == TO_PRINT else ())

    @routes.get("/ayuda/chat/<channel>.svg")
    def code(channel: str) -> Response:
        link = dict(_links(desk)).get(channel) or abort(404)
        return Response(codes.svg(link), mimetype="image/svg+xml")

    return routes


def _links(desk: Desk) -> Iterator[tuple[str, str]]:
    """By channel: where a code leads that begins a ticket."""
    said = desk.texts.say(desk.settings.desk.language, "labels.open")
    for name, channel in desk.channels.items():
        if link := channel.start_link("", said):
            yield name, link
