"""The same in a bucket of S3: by the endpoint and the credentials of the AWS_* environment, signed, below a prefix."""

import threading
from collections.abc import Iterator

import pytest

from store.files.photos import FilesAway, Missing, Photos, inspect
from tests.fakes.bucket import FakeBucket
from tests.store.files.test_photos import image


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeBucket]:
    bucket = FakeBucket()
    for name, value in bucket.environ.items():
        monkeypatch.setenv(name, value)
    yield bucket
    bucket.close()


@pytest.fixture
def kept(bucket: FakeBucket) -> Photos:
    return Photos("s3://desk/photos/of/ours")


def test_bytes_come_back_to_the_letter(kept: Photos, bucket: FakeBucket) -> None:
    content = image(size=(1500, 1500))
    sha256 = kept.keep(content)
    assert kept.read(sha256) == content
    kept.expect(sha256)
    assert bucket.files == {f"photos/of/ours/{sha256[:2]}/{sha256[2:4]}/{sha256}": content}


def test_the_same_content_at_once_is_kept_once(kept: Photos, bucket: FakeBucket) -> None:
    names: list[str] = []
    threads = [threading.Thread(target=lambda: names.append(kept.keep(b"the same"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(names), len(set(names)), len(bucket.files)) == (8, 1, 1)


def test_a_preview_is_made_once_and_goes_with_its_photo(kept: Photos, bucket: FakeBucket) -> None:
    sha256 = kept.keep(image("PNG", (2000, 1000)))
    small = kept.preview(sha256)
    assert kept.preview(sha256) == small
    facts = inspect(small)
    assert facts is not None
    assert (facts.content_type, facts.width, facts.height) == ("image/jpeg", 1600, 800)
    kept.delete(sha256)
    kept.delete(sha256)
    assert bucket.files == {}


def test_what_is_not_there_is_missing(kept: Photos) -> None:
    for look in (kept.read, kept.expect, kept.preview):
        with pytest.raises(Missing):
            look("0" * 64)


def test_it_is_tried_out_without_a_trace(kept: Photos, bucket: FakeBucket) -> None:
    kept.try_out()
    assert bucket.files == {}
    assert kept.free() is None


def test_credentials_that_are_refused_are_told_and_not_shown(kept: Photos, bucket: FakeBucket) -> None:
    bucket.secret = "another-since-yesterday"
    with pytest.raises(FilesAway) as refused:
        kept.keep(b"x")
    assert str(refused.value) == "the photo store: not writable"


def test_a_bucket_that_does_not_exist_is_told(bucket: FakeBucket) -> None:
    with pytest.raises(FilesAway):
        Photos("s3://another/photos").keep(b"x")


def test_it_goes_on_by_itself_when_it_is_back(kept: Photos, bucket: FakeBucket) -> None:
    bucket.is_away = True
    with pytest.raises(FilesAway):
        kept.keep(b"x")
    bucket.is_away = False
    assert kept.read(kept.keep(b"x")) == b"x"
