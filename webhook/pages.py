"""What every page has in common: security headers, static files, and errors in the desk's language."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path

from flask import Flask, Response, redirect, render_template, request, send_from_directory
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from bot.actions import tones
from bot.desk import Desk
from bot.runtime import troubles
from store.database import StoreAway
from store.files.photos import FilesAway, Missing
from store.health.symptoms import PHOTOS
from webhook.webchat import drawing, rendering

STATIC = Path(__file__).with_name("static")
TOLD = (403, 404, 405, 413)
FILES_AWAY = timedelta(minutes=1)  # since the last request that they hindered
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors {framed_by}; base-uri 'none'"
)

GUARDS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=()",
}
ONLY_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}


def policy(framed_by: str = "'none'") -> str:
    """The Content-Security-Policy of a page: nothing but what we serve ourselves, in nobody else's frame."""
    return POLICY.format(framed_by=framed_by)


def dress(app: Flask, desk: Desk) -> None:
    """Gives the application its headers, its error pages and what its templates call."""
    app.url_map.merge_slashes = False  # or "//" would be answered with a redirect to whatever Host says
    app.jinja_env.globals |= {
        "static": static_url,
        "size": rendering.size,
        "excerpt": rendering.excerpt,
        "draw": drawing.draw,
        "tone": tones.of,
    }
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    https = desk.settings.web.public_url.startswith("https:")
    _send_headers(app, GUARDS | (ONLY_HTTPS if https else {}))
    _tell_errors(app, desk)

    @app.get("/static/<path:name>")
    def static_file(name: str) -> Response:
        response = send_from_directory(STATIC, name)
        fresh = request.args.get("v") == _digest(name)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "no-cache"
        return response

    @app.get("/")
    def home() -> ResponseReturnValue:
        return redirect("/chat")


def _send_headers(app: Flask, guards: Mapping[str, str]) -> None:
    @app.after_request
    def guard(response: Response) -> Response:
        if request.endpoint == "hooks.receive":
            return response  # no browser asks, and it is asked most of all
        response.headers.setdefault("Content-Security-Policy", policy())
        response.headers.setdefault("Cache-Control", "no-store")
        for name, value in guards.items():
            response.headers.setdefault(name, value)
        return response


def _tell_errors(app: Flask, desk: Desk) -> None:
    voice = desk.texts.voice(desk.settings.desk.language)

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response | HTTPException:
        status = error.code or 500
        if request.path.startswith("/hooks/") or error.response is not None:
            return Response(status=status, headers=_allow(error))
        return _error(status, f"web.error.{status if status in TOLD else 'other'}")

    @app.errorhandler(StoreAway)
    def away(error: StoreAway) -> Response:
        _meet(desk, error)
        if request.path.startswith("/hooks/") or request.path == "/ready":
            return Response(status=503, headers={"Retry-After": "2"})
        answer = _error(503, "web.error.away")
        answer.headers["Retry-After"] = "2"
        return answer

    def _error(status: int, key: str) -> Response:
        typed = _typed() if status == 503 else ""
        return Response(render_template("error.html", say=voice, key=key, typed=typed), status)


def _meet(desk: Desk, error: StoreAway) -> None:
    """Told once, however many requests it refuses; that one file is missing is no outage."""
    met = troubles.of(desk)
    if isinstance(error, FilesAway):
        met.meet(PHOTOS, f"{error}: photos and files are not kept", FILES_AWAY)
    elif not isinstance(error, Missing):
        met.store_is_away(error)


def _typed() -> str:
    """The text of the form, to be given back with the error; empty where the form cannot be read."""
    try:
        return request.form.get("text", "")
    except HTTPException:
        return ""


def _allow(error: HTTPException) -> dict[str, str]:
    return {name: value for name, value in error.get_headers() if name == "Allow"}


def static_url(name: str) -> str:
    return f"/static/{name}?v={_digest(name)}"


def _digest(name: str) -> str:
    """Stands in the file's address, so that a browser may keep it for ever and yet sees the next version."""
    return _digests().get(name, "")


@cache
def _digests() -> dict[str, str]:
    """By file, read once. Only of files that exist: names that somebody makes up must not fill the memory."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for file in STATIC.iterdir()}
