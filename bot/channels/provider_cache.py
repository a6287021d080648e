"""The ids of what a channel made at its provider's (a template): kept in the store for every process, or in memory."""

from store.database import Database
from store.upkeep import settings_kv


class StoredCache:
    def __init__(self, store: Database):
        self._store = store

    def recall(self, name: str) -> str | None:
        with self._store.read() as session:
            return settings_kv.recall(session, name)

    def keep(self, name: str, value: str) -> str:
        """What is kept under this name: of two processes that keep at once, both get the value of the first."""
        return self._store.change(lambda session: settings_kv.once(session, name, lambda: value))

    def forget(self, name: str) -> None:
        self._store.change(lambda session: settings_kv.forget(session, name))


class MemoryCache(dict[str, str]):
    """For a command that ends at once, and for tests."""

    recall = dict.get

    def keep(self, name: str, value: str) -> str:
        return self.setdefault(name, value)

    def forget(self, name: str) -> None:
        self.pop(name, None)
