"""Files in a bucket of S3, by name, or in memory: as `folder`, by a library of 6 MB that a folder does without."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import MemoryStore, ObjectStore, S3Store


class Bucket:
    """`place` is "s3://bucket/prefix", with the usual AWS_* environment, or "memory:". Raises as `Folder`."""

    def __init__(self, place: str):
        with _told_as_of_a_folder():
            self._store = _open(place)

    def write(self, name: str, content: bytes) -> None:
        """Does nothing where there is one of this name."""
        with _told_as_of_a_folder(), suppress(AlreadyExistsError):
            obstore.put(self._store, name, content, mode="create", use_multipart=False)

    def read(self, name: str) -> bytes:
        with _told_as_of_a_folder():
            return bytes(obstore.get(self._store, name).bytes())

    def expect(self, name: str) -> None:
        """Looks whether it is there."""
        with _told_as_of_a_folder():
            obstore.head(self._store, name)

    def delete(self, name: str) -> None:
        with _told_as_of_a_folder():
            obstore.delete(self._store, name)


def _open(place: str) -> ObjectStore:
    if place == "memory:":
        return MemoryStore()
    endpoint = os.environ.get("AWS_ENDPOINT_URL", os.environ.get("AWS_ENDPOINT", ""))
    return S3Store.from_url(place, client_options={"allow_http": endpoint.startswith("http://")})


@contextmanager
def _told_as_of_a_folder() -> Iterator[None]:
    try:
        yield
    except NotFoundError as error:
        raise FileNotFoundError(str(error)) from error
    except BaseError as error:
        raise OSError(str(error)) from error
