"""The stores of the tests: what outlives its test leaves nothing behind."""

import gc
import threading

from store.database import Database, StoreAway
from tests.databases.stores import opened


def test_a_thread_that_outlives_its_store_leaves_no_connection(pg_url: str) -> None:
    """An open connection that the collector finds is an error of whatever test runs then."""
    over, inside, told = threading.Event(), threading.Event(), list[StoreAway]()

    def work(store: Database) -> None:
        with store.read() as session:
            session.connection()
            inside.set()
            assert over.wait(10)
        try:
            with store.read() as session:
                session.connection()
        except StoreAway as away:
            told.append(away)

    for store in opened(pg_url):
        thread = threading.Thread(target=work, args=(store,))
        thread.start()
        assert inside.wait(10)
    over.set()
    thread.join()
    del store, thread
    gc.collect()
    assert len(told) == 1
