"""How long the generated stories are looked at: briefly in the suite, for long and always others by `dev.py fuzz`."""

import os

import pytest
from hypothesis import HealthCheck, settings

ASKED = os.environ.get("HOSTILE_EXAMPLES")

in_time = pytest.mark.timeout(0 if ASKED else 120)


def stories(examples: int, steps: int) -> settings:
    return settings(
        max_examples=int(ASKED or examples),
        stateful_step_count=steps,
        deadline=None,
        derandomize=not ASKED,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
