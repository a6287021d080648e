"""What stands in the way of a command of the terminal."""

from collections.abc import Sequence


class Trouble(Exception):
    """What whoever runs the desk must mend, a plain line each. Nothing was changed, or all was done but for what these
    lines name: the command that raises it says which."""

    def __init__(self, *lines: str):
        super().__init__("\n".join(lines))


def tell_missing(files: Sequence[str]) -> None:
    """Raises Trouble that names the files which the photo store should have and has not, once all else is done."""
    if files:
        raise Trouble("The photo store has not:", *files)
