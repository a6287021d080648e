"""`ticketero`, but not at Telegram's pace: what is measured is us, not the 28 messages a second that a bot may send.

It runs inside the checkout that is measured, and all that it knows of it is that the limits of the pace are called
`…_RATE` and `…_BURST` in a module called `pace`; they are lifted when the program itself imports it, no sooner.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

LIFTED = "Telegram's pace is lifted"


class Lifted(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        limits = [name for name in vars(module) if name.endswith(("_RATE", "_BURST"))]
        for name in limits:
            setattr(module, name, 1e9)
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
