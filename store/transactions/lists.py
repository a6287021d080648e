"""Lists as parameters of a statement: in few lengths, since each length is a statement of its own to be prepared."""

from collections.abc import Collection
from typing import TypeVar

T = TypeVar("T")


def padded(values: Collection[T], nothing: T) -> list[T]:
    """Filled up to 1, 2, 4 … values with one that no row has."""
    length = 1 << max(0, len(values) - 1).bit_length()
    return [*values, *[nothing] * (length - len(values))]
