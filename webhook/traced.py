"""Each request is a span of the traces, by the name of its route: its address may hold an invitation."""

from contextlib import ExitStack

from flask import Flask, g, request

from bot.settings import traces


def trace(app: Flask) -> None:
    @app.before_request
    def begin() -> None:
        g.traced = ExitStack()
        g.traced.enter_context(traces.span(f"{request.method} {request.url_rule or 'nowhere'}"))

    @app.teardown_request
    def end(error: BaseException | None) -> None:
        if "traced" in g:  # a stream of the web chat looks in copies of its request, which began none
            g.pop("traced").close()
