"""Where the platforms call us, and the pages of our own: `create_app()` makes the WSGI application."""

from typing import overload

from flask import Flask, Request

from bot.desk import Desk
from bot.runtime import assemble
from store.database import StoreAway
from webhook import pages, traced, views
from webhook.files import signed_files
from webhook.manual import manuals
from webhook.meanwhile import Meanwhile
from webhook.metrics import metrics_page
from webhook.webchat import webchat
from webhook.webchat.live.events import Streams
from webhook.webchat.uploads import BoundedRequest


class Webhook(Flask):
    request_class: type[Request] = BoundedRequest


@overload
def create_app(desk: Desk) -> Flask: ...
@overload
def create_app() -> Flask | Meanwhile: ...
def create_app(desk: Desk | None = None) -> Flask | Meanwhile:
    """The application of this desk; without one, of the desk that the configuration describes, which is made as soon as
    its store can be reached."""
    if desk is not None:
        return _application(desk)
    settings, store = assemble.from_environment()

    def make() -> Flask:
        return _application(assemble.make_receiving_desk(settings, store))

    try:
        assemble.expect_served(store)
    except StoreAway:
        return Meanwhile(make)
    return make()


def _application(desk: Desk) -> Flask:
    app = Webhook(__name__, static_folder=None)
    app.extensions["streams"] = Streams(desk.bell)
    if desk.settings.log.traces:
        traced.trace(app)
    pages.dress(app, desk)
    app.register_blueprint(views.hooks(desk))
    app.register_blueprint(signed_files(desk))
    app.register_blueprint(metrics_page(desk))
    app.register_blueprint(manuals(desk))
    if desk.settings.webchat.on:
        app.register_blueprint(webchat(desk, app.extensions["streams"]))
    return app
