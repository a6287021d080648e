"""/files/<signed>: single files by links that expire, for those who have no session, as Twilio.

The link says all that there is to know: it is answered while the database is away.
"""

from flask import Blueprint, Response, abort

from bot.channels import signed_links
from bot.desk import Desk
from webhook import attachments


def signed_files(desk: Desk) -> Blueprint:
    routes = Blueprint("files", __name__)

    @routes.get("/files/<signed>")
    def file(signed: str) -> Response:
        """404 for a link that is not ours or over, 503 (so that Twilio asks again) while the file's disk is away."""
        file = signed_links.read(desk.secret_key, signed, desk.now())
        if file is None:
            abort(404)
        return attachments.answer(file.name, file.content_type, desk.photos.read(file.sha256))

    return routes
