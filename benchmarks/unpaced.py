"""`ticketero`, but not at Telegram's pace: what is measured is us, not the 28 messages a second that a bot may send.

It runs inside the checkout that is measured, and all that it knows of it is that a module called `pace` holds its
limits: numbers called `…_RATE` and `…_BURST`, or values with a `rate` and a `burst`. They are lifted when the program
itself imports it, no sooner.
"""

import sys
from collections.abc import Sequence
from dataclasses import is_dataclass, replace
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType
from typing import Any

LIFTED = "Telegram's pace is lifted"


def _lifted(name: str, value: Any) -> Any:
    """The limit, so high that nobody reaches it; None for what is no limit."""
    if is_dataclass(value) and not isinstance(value, type) and hasattr(value, "burst"):
        return replace(value, rate=1e9, burst=1e9)
    return 1e9 if name.endswith(("_RATE", "_BURST")) else None


class Lifted(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        lifted = {name: _lifted(name, value) for name, value in vars(module).items()}
        limits = {name: value for name, value in lifted.items() if value is not None}
        vars(module).update(limits)
        if limits:
            print(LIFTED, file=sys.stderr, flush=True)


class Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not fullname.endswith(".pace"):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.origin:
            spec.loader = Lifted(fullname, spec.origin)
        return spec


if __name__ == "__main__":
    sys.meta_path.insert(0, Finder())
    from ticketero import main

    main(prog_name="ticketero")
