"""The manuals at /ayuda: pages for whoever writes to the desk, works in it, leads it or runs it."""

from datetime import timedelta

from flask import Blueprint, Response, abort, make_response, render_template

from bot.desk import Desk
from webhook.manual import reading

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
        return page("page.html", manual=reading.find(name) or abort(404))

    return routes
