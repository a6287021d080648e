"""A file that somebody sent, as an answer that a browser saves and never runs in our name."""

import re
import unicodedata
from urllib.parse import quote

from flask import Response

PLAIN_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
LONGEST_NAME = 200  # characters, of its end: what opens it stands there
NAMELESS = "archivo"
NOT_ASCII = re.compile(r"[^ -~]")


def answer(name: str, content_type: str, content: bytes) -> Response:
    """The bytes as they were sent, to be saved under this name.

    Whoever sent it chose name and type: neither can add a header, and no browser shows it as a page of ours.
    """
    mimetype = content_type if PLAIN_TYPE.fullmatch(content_type) else "application/octet-stream"
    response = Response(content, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", **_file_names(name))
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _file_names(name: str) -> dict[str, str]:
    """By RFC 6266: the name in ASCII for everybody, and the true one beside it where that is another."""
    true = "".join(character for character in name if character.isprintable())[-LONGEST_NAME:] or NAMELESS
    letters = "".join(c for c in unicodedata.normalize("NFKD", true) if not unicodedata.combining(c))
    plain = NOT_ASCII.sub("_", letters)
    if plain == true:
        return {"filename": plain}
    return {"filename": plain, "filename*": f"UTF-8''{quote(true, safe='')}"}
