"""/files/<signed>: single files by links that expire, for those who have no session, as Twilio."""

import re

from flask import Blueprint, Response, abort

from bot.channels import signed_links
from bot.desk import Desk
from store.files import files

PLAIN_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)


def signed_files(desk: Desk) -> Blueprint:
    routes = Blueprint("files", __name__)

    @routes.get("/files/<signed>")
    def file(signed: str) -> Response:
        """Byte for byte as it was sent: to be saved, and never run in our name. A file that we have and whose disk is
        away is a 503: Twilio asks again."""
        file_id = signed_links.read(desk.secret_key, signed, desk.now())
        with desk.store.read() as session:
            found = next(iter(files.some(session, [file_id])), None) if file_id else None
        if found is None or not found.sha256:
            abort(404)
        content = desk.photos.read(found.sha256)
        known = PLAIN_TYPE.fullmatch(found.content_type)
        answer = Response(content, mimetype=found.content_type if known else "application/octet-stream")
        name = "".join(character for character in found.name if character.isprintable())
        answer.headers.set("Content-Disposition", "attachment", filename=name)
        answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return answer

    return routes
