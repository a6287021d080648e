"""What a channel made at its provider's and must find again, kept in the store for every process."""

from store import kept
from store.database import Database


class StoreMemo:
    def __init__(self, store: Database):
        self._store = store

    def recall(self, name: str) -> str | None:
        with self._store.read() as session:
            return kept.recall(session, name)

    def keep(self, name: str, value: str) -> str:
        """Of two who keep at once, both get the first one's."""
        with self._store.write() as session:
            return kept.once(session, name, lambda: value)

    def forget(self, name: str) -> None:
        with self._store.write() as session:
            kept.forget(session, name)


class PassingMemo(dict[str, str]):
    """For a command that only looks round: nothing is kept."""

    recall = dict.get

    def keep(self, name: str, value: str) -> str:
        return self.setdefault(name, value)

    def forget(self, name: str) -> None:
        self.pop(name, None)
