"""/files/<signed>: single files by links that expire, for those who have no session, as Twilio."""

from flask import Blueprint, Response, abort

from bot.channels import signed_links
from bot.desk import Desk
from store.files import files
from webhook import attachments


def signed_files(desk: Desk) -> Blueprint:
    routes = Blueprint("files", __name__)

    @routes.get("/files/<signed>")
    def file(signed: str) -> Response:
        """404 for a link that is not ours or over, 503 (so that Twilio asks again) while the file's disk is away."""
        file_id = signed_links.read(desk.secret_key, signed, desk.now())
        with desk.store.read() as session:
            found = next(iter(files.get_many(session, [file_id])), None) if file_id else None
        if found is None or not found.sha256:
            abort(404)
        return attachments.answer(found.name, found.content_type, desk.photos.read(found.sha256))

    return routes
