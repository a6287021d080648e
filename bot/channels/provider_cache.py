"""What a channel made at its provider's and must find again, kept in the store for every process."""

from store.database import Database
from store.upkeep import settings_kv


class StoreMemo:
    def __init__(self, store: Database):
        self._store = store

    def recall(self, name: str) -> str | None:
        with self._store.read() as session:
            return settings_kv.recall(session, name)

    def keep(self, name: str, value: str) -> str:
        """Of two who keep at once, both get the first one's."""
        with self._store.write() as session:
            return settings_kv.once(session, name, lambda: value)

    def forget(self, name: str) -> None:
        with self._store.write() as session:
            settings_kv.forget(session, name)


class PassingMemo(dict[str, str]):
    """For a command that only looks round: nothing is kept."""

    recall = dict.get

    def keep(self, name: str, value: str) -> str:
        return self.setdefault(name, value)

    def forget(self, name: str) -> None:
        self.pop(name, None)
