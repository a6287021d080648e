"""Reads the house from its imports: which room stands on which floor, and what goes round it.

Every import counts, those under TYPE_CHECKING and inside functions too. A table and a walk over the sources: the usual
tool for such rules takes packages only, and the top floor is a module.
"""

import ast
import graphlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

FLOORS: tuple[tuple[str, ...], ...] = (
    ("store",),
    ("bot.language", "bot.settings"),
    ("bot.channels",),
    ("bot.desk",),
    ("bot.replies",),
    ("bot.dialogue", "bot.delivery", "bot.clock"),
    ("bot.pictures",),
    ("bot.actions", "bot.media"),
    ("bot.commands", "bot.dialogues"),
    ("bot.conversation",),
    ("bot.runtime",),
    ("bot.admin", "webhook"),
    ("ticketero",),
)
"""From the ground up. A room imports what is below it; rooms of one floor do not know each other."""

BY_NAME = {"import_module", "__import__", "eval", "exec"}
"""Calls that reach a module by a string's name."""
MAKES_BUTTONS = ("bot.replies.acts", "bot.dialogue.form")
"""Only these write what a button carries: everybody else names an act, which both sides know."""

Sources = Mapping[str, ast.Module]


def sources(root: Path) -> dict[str, ast.Module]:
    """Our modules by dotted name; a package goes by its own."""
    files = [*root.glob("store/**/*.py"), *root.glob("bot/**/*.py"), *root.glob("webhook/**/*.py")]
    return {
        dotted(file.relative_to(root)): ast.parse(file.read_bytes())
        for file in [*files, root / "ticketero.py"]
    }


def dotted(file: Path) -> str:
    return ".".join(file.with_suffix("").parts).removesuffix(".__init__")


def imports(tree: ast.Module) -> Iterator[str]:
    """What all import statements of a module name, in full: `from a import b` is a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def graph(modules: Sources) -> dict[str, set[str]]:
    """Which of our modules each imports; itself left out."""
    return {
        module: {home for name in imports(tree) if (home := _home(name, modules)) and home != module}
        for module, tree in modules.items()
    }


def _home(name: str, modules: Sources) -> str | None:
    """The module of ours that `store.tickets.tickets.close` comes from."""
    while name and name not in modules:
        name = name.rpartition(".")[0]
    return name or None


def floor_of(module: str) -> tuple[int, str]:
    """The number of the floor, and the room on it."""
    for number, rooms in enumerate(FLOORS):
        for room in rooms:
            if module == room or module.startswith(f"{room}."):
                return number, room
    raise LookupError(f"{module} stands on no floor")


def upward(modules: Sources) -> list[str]:
    """The arrows that point up, or aside to another room of the same floor."""
    return sorted(
        f"{module} -> {other}"
        for module, others in graph(modules).items()
        for other in others
        if _points_up(floor_of(module), floor_of(other))
    )


def _points_up(here: tuple[int, str], there: tuple[int, str]) -> bool:
    return there[0] > here[0] or (there[0] == here[0] and there[1] != here[1])


def circle(modules: Sources) -> list[str]:
    """Some modules that import each other in a circle; nothing where none do."""
    try:
        graphlib.TopologicalSorter(graph(modules)).prepare()
    except graphlib.CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def ways_round(modules: Sources) -> list[str]:
    """Where something is reached by a string's name instead of an import."""
    return [
        f"{module}:{node.lineno}"
        for module, tree in modules.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _goes_round(module, node)
    ]


def _goes_round(module: str, call: ast.Call) -> bool:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    makes_a_button = called == "Label" and module not in MAKES_BUTTONS
    asks_by_a_string = called in ("ask", "Ask", "Do") and any(
        isinstance(arg, ast.Constant) for arg in call.args[:1]
    )
    return called in BY_NAME or makes_a_button or asks_by_a_string


def crowded(root: Path, most: int) -> list[str]:
    """The folders with more files than a newcomer takes in at a glance."""
    folders = {file.parent for floor in ("store", "bot", "webhook") for file in root.glob(f"{floor}/**/*.py")}
    return sorted(str(folder.relative_to(root)) for folder in folders if len(_files(folder)) > most)


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.glob("*.py") if file.name != "__init__.py"]


def homeless(modules: Sources, homes: Mapping[str, tuple[str, ...]], lent: Iterable[str]) -> list[str]:
    """Where a library is imported outside its home."""
    return sorted(
        f"{module} -> {name}"
        for module, tree in modules.items()
        for name in imports(tree)
        if name not in set(lent)
        and (home := homes.get(name.partition(".")[0])) is not None
        and not f"{module}.".startswith(home)
    )
