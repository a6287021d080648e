"""Sets up a checkout with only Python's standard library: `python3 dev.py setup | run | test | bench | soak | fuzz`.

`setup` makes `.venv` with the locked dependencies, each verified by its hash, and stamps it; while the stamp
fits, every verb goes straight to its work. uv does the installing where it is present and able, else pip.
The syntax stays old, so that an old Python says what is missing instead of failing to read this file.
"""

import hashlib
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
NEWEST = (3, 19)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements" / "lock.txt"
STAMP = VENV / "set-up"

LOCKED = ["install", "--quiet", "--require-hashes", "-r", str(LOCK)]
OURSELVES = ["install", "--quiet", "--no-deps", "--no-build-isolation", "-e", str(ROOT)]
CHECKS = (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"])
# One more than there are processors, since some tests wait more than they compute.
WHOLE_SUITE = ["-n", str(min(8, (os.cpu_count() or 1) + 1))]


def main(words: "list[str]") -> int:
    """Do what the first word says with the rest of them."""
    if not words or words[0] not in VERBS:
        print("usage: python3 dev.py " + " | ".join(VERBS))
        return 2
    if sys.version_info < OLDEST:
        return continue_with_a_newer_python(words)
    os.chdir(str(ROOT))
    return VERBS[words[0]](words[1:])


def continue_with_a_newer_python(words: "list[str]") -> int:
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer and works(newer):
            return become([newer, __file__, *words])
    sys.exit(
        f"Ticketero needs Python 3.{OLDEST[1]} or newer; this is {sys.version.split()[0]}.\n"
        "Install one (macOS: brew install python, Debian 12 or newer: apt-get install python3) and try again."
    )


def works(python: str) -> bool:
    """A pyenv shim may be there for a version that is not."""
    return subprocess.call([python, "-c", ""], stderr=subprocess.DEVNULL) == 0


def setup(words: "list[str]") -> int:
    """Make or refresh `.venv`, unless its stamp says that it is as it should be."""
    if not PYTHON.exists() or not STAMP.exists() or STAMP.read_text().split("\n")[0] != str(ROOT):
        make_from_nothing()
    elif STAMP.read_text() != stamp():
        install()
    return 0


def stamp() -> str:
    """Where this checkout is (a moved `.venv` is a broken one) and what it asks for."""
    asked = LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    return f"{ROOT}\n{hashlib.sha256(asked).hexdigest()}\n"


def make_from_nothing() -> None:
    print("Setting up .venv, once; it takes up to a minute.", flush=True)
    try:
        make_venv()
        install()
    except BaseException:
        shutil.rmtree(str(VENV), ignore_errors=True)
        raise


def make_venv() -> None:
    shutil.rmtree(str(VENV), ignore_errors=True)
    if with_uv(["venv", "--quiet", "--python", sys.executable, str(VENV)]):
        return
    if not can_make_venvs():
        get_python3_venv()
    must([sys.executable, "-m", "venv", "--clear", str(VENV)])


def can_make_venvs() -> bool:
    importlib.invalidate_caches()
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def get_python3_venv() -> None:
    """Debian keeps the making of virtual environments in a package of its own."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        must(["apt-get", "update", "--quiet=2"])
        must(["apt-get", "install", "--quiet=2", "--yes", "python3-venv"])
    if not can_make_venvs():
        sys.exit(
            f"{sys.executable} cannot make a virtual environment: its venv or ensurepip is missing.\n"
            "Install it (Debian, Ubuntu: sudo apt-get install python3-venv), or install uv, and try again."
        )


def install() -> None:
    to_here = ["--python", str(PYTHON)]
    if not (with_uv(["pip", *LOCKED, *to_here]) and with_uv(["pip", *OURSELVES, *to_here])):
        install_with_pip()
    STAMP.write_text(stamp())


def install_with_pip() -> None:
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
    if subprocess.call([*pip, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        must([str(PYTHON), "-m", "ensurepip"])
    must([*pip, *LOCKED])
    must([*pip, *OURSELVES])


def with_uv(words: "list[str]") -> bool:
    """True if uv is there and did it."""
    uv = shutil.which("uv")
    return uv is not None and subprocess.call([uv, *words]) == 0


def must(command: "list[str]") -> None:
    if subprocess.call(command):
        sys.exit("Setting up stopped at: " + " ".join(command))


def run(words: "list[str]") -> int:
    """The demonstration: the whole desk on this machine, with no credentials."""
    setup([])
    return become([str(BIN / "ticketero"), "demo", *words])


def test(words: "list[str]") -> int:
    """Every check and the whole suite; with arguments, pytest alone with these."""
    setup([])
    if words:
        return become([str(PYTHON), "-m", "pytest", *words])
    commands = [*CHECKS, ["pytest", *WHOLE_SUITE]]
    failed = [command[0] for command in commands if subprocess.call([str(PYTHON), "-m", *command])]
    if failed:
        print("Failed: " + ", ".join(failed))
    return 1 if failed else 0


def bench(words: "list[str]") -> int:
    """How fast it is on this machine, alone or `--against` another checkout (docs/performance.md)."""
    setup([])
    return become([str(PYTHON), "-m", "benchmarks", *words])


def soak(words: "list[str]") -> int:
    """The long form of the fault tests: `--minutes N`, `--store sqlite|postgresql`, `--seed S`."""
    setup([])
    return become([str(PYTHON), "-m", "tests.faults.run", *words])


def fuzz(words: "list[str]") -> int:
    """The long form of the tests against hostile input: `--minutes N`."""
    setup([])
    return become([str(PYTHON), "-m", "tests.hostile", *words])


def become(command: "list[str]") -> int:
    """Go on as this command, so that Ctrl-C and signals reach it and not us."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    return subprocess.call(command)


VERBS = {"setup": setup, "run": run, "test": test, "bench": bench, "soak": soak, "fuzz": fuzz}

if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
