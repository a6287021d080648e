"""The web chat: one page that works without JavaScript, and is live with it."""

from flask import Blueprint

from bot.desk import Desk
from webhook.webchat.files import Files
from webhook.webchat.live.events import Live, Streams
from webhook.webchat.live.writing import Writers
from webhook.webchat.mount import Mount
from webhook.webchat.page import Page

HIGHEST_ID = 2**63 - 1


def webchat(desk: Desk, streams: Streams, path: str = "/chat", name: str = "webchat") -> Blueprint:
    """The page, below `path`; each mount of it has sessions of its own."""
    mount = Mount(desk, path)
    page, live, files = Page(mount), Live(mount, streams, Writers(desk)), Files(mount)
    routes = Blueprint(name, __name__, url_prefix=path, template_folder="templates")
    routes.add_url_rule("", "show", page.show)
    routes.add_url_rule("", "post", page.post, methods=["POST"])
    routes.add_url_rule("/leave", "leave", page.leave, methods=["POST"])
    routes.add_url_rule("/typing", "typing", page.typing, methods=["POST"])
    routes.add_url_rule("/tickets", "tickets", page.tickets)
    routes.add_url_rule("/news", "news", live.news)
    routes.add_url_rule("/events", "events", live.events)
    file = f"/files/<int(max={HIGHEST_ID}):file_id>"
    routes.add_url_rule(file, "original", files.original)
    routes.add_url_rule(f"{file}/preview", "preview", files.preview)
    return routes
