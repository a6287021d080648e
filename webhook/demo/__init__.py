"""The demo: three phones side by side on one page, each the real web chat in a session of its own."""

import threading
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from bot.desk import Desk
from webhook import create_app, pages
from webhook.demo import sample
from webhook.demo.sample import PHONES, Actor, reopen
from webhook.webchat import webchat
from webhook.webchat.session import Sessions

DEMO = "demo"


@dataclass(frozen=True)
class Phone:
    """A phone on the page: who holds it, and where their web chat is."""

    actor: Actor

    @property
    def path(self) -> str:
        return f"/demo/{self.actor.role}/chat"


def create_demo(desk: Desk) -> Flask:
    """The application with /demo in it, for a desk that `sample.furnish` has furnished."""
    app = create_app(desk)
    phones = [Phone(actor) for actor in PHONES]
    for phone in phones:
        routes = webchat(desk, app.extensions["streams"], phone.path, name=f"phone_{phone.actor.role}")
        routes.after_request(_framed)
        app.register_blueprint(routes)

    playing = threading.Lock()
    stage = Blueprint("demo", __name__, template_folder="templates")

    @stage.get("/demo")
    def show() -> Response:
        """Opening the page puts every phone in its owner's hand."""
        reopen(desk)
        voice = desk.texts.voice(desk.settings.desk.language)
        token = Sessions(desk, "/demo").token(DEMO)
        page = make_response(render_template("demo/demo.html", say=voice, phones=phones, token=token))
        for phone in phones:
            Sessions(desk, phone.path).keep(page, phone.actor.address)
        return page

    @stage.post("/demo")
    def begin_again() -> ResponseReturnValue:
        if not Sessions(desk, "/demo").is_ours(DEMO, request.form.get("token", "")):
            abort(403)
        with playing:
            sample.begin_again(desk)
        return redirect("/demo", 303)

    app.register_blueprint(stage)
    return app


def _framed(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = pages.policy(framed_by="'self'")
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
