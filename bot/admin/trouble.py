"""What stands in the way of a command of the terminal."""


class Trouble(Exception):
    """What whoever runs the desk must mend, a plain line each; nothing was changed."""

    def __init__(self, *lines: str):
        super().__init__("\n".join(lines))
