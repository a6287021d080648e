"""The long form: `python3 dev.py fuzz [--minutes N]` attacks with other seeds each round until one breaks something."""

import argparse
import os
import subprocess
import sys
import time

EXAMPLES = "300"


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py fuzz")
    parser.add_argument("--minutes", type=float, default=10.0)
    until = time.monotonic() + 60 * parser.parse_args().minutes
    rounds = 0
    while not rounds or time.monotonic() < until:
        rounds += 1
        seed = int.from_bytes(os.urandom(4))
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "tests/hostile",
            "tests/conversation/test_model.py",
            "tests/conversation/test_anything_goes.py",
            "-k",
            "odd or malformed or no_update or what_the_contract_says or exactly_one_place",
        ]
        more = ["--timeout=0", f"--hypothesis-seed={seed}"]
        if subprocess.call([*command, *more], env={**os.environ, "HOSTILE_EXAMPLES": EXAMPLES}):
            print(f"Again: HOSTILE_EXAMPLES={EXAMPLES} {' '.join([*command[1:], *more])}")
            return 1
    print(f"Nothing broke in {rounds} rounds.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
