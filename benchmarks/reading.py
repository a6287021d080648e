"""How long it takes to read what a text means: `python -m benchmarks.reading`, over the lines of the corpus."""

import statistics
import time
from itertools import chain

from bot.language import meaning
from tests.talk import corpus

TURNS = 5


def main() -> None:
    lines = list(chain(corpus.lines("es_AR"), corpus.lines("en")))
    began = time.perf_counter()
    meaning.warm_up()
    print(f"warming up: {time.perf_counter() - began:.2f} s")
    for _ in range(TURNS):
        took = sorted(_took(line.text, line.role, line.asked) for line in lines)
        mean, late = statistics.fmean(took), took[len(took) * 99 // 100]
        print(f"{len(lines)} texts: {mean * 1e3:.3f} ms each, 99 of 100 within {late * 1e3:.3f} ms")


def _took(text: str, role: str, asked: meaning.Asked) -> float:
    """In this thread's own time: what other programs do meanwhile is left out."""
    began = time.thread_time()
    meaning.read(text, role=role, asked=asked)
    return time.thread_time() - began


if __name__ == "__main__":
    main()
