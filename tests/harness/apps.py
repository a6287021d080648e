"""The webhook's application for a desk; its page templates are compiled once for all tests.

Jinja compiles them anew for each application, which took a sixth of the time of a test in the web chat.
"""

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

import webhook
from bot.desk import Desk


def create_app(desk: Desk) -> Flask:
    app = webhook.create_app(desk)
    app.jinja_env.bytecode_cache = _compiled
    return app


class _Compiled(BytecodeCache):
    """What was compiled in this process, by template; Jinja asks for it again only where the source is the same."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_compiled = _Compiled()
