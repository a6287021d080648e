"""What an audit may find."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Damage:
    """`what` is its name, the same for all of its kind."""

    what: str
    where: str

    def __str__(self) -> str:
        return f"{self.what}: {self.where}"
