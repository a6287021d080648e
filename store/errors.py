"""What the store refuses, in words that the conversation can pass on: `key` names a text under [refused]."""

from typing import Any


class Refused(Exception):
    """Nothing was changed; `key` and `values` say why, in every language."""

    def __init__(self, key: str, **values: Any):
        super().__init__(key)
        self.key, self.values = key, values


class NotFound(Refused):
    """There is no such ticket for this person: the same words whether it is another's or was never opened."""

    def __init__(self, number: int):
        super().__init__("not_found", number=number)
        self.number = number


class NotAllowed(Refused):
    """This person may not do it; where it is about a ticket, they may see that."""

    def __init__(self, key: str = "not_allowed") -> None:
        super().__init__(key)
