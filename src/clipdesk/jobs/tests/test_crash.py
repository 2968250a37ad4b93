"""The test aid that dies at a labelled point, and does nothing otherwise."""

import os
import subprocess
import sys

import pytest

SCRIPT = "from clipdesk.jobs import crash; [crash.point(name) for name in ('a', 'b', 'a')]; print('alive')"


@pytest.mark.parametrize(("at", "code"), [("", 0), ("c", 0), ("a#3", 0), ("a", 137), ("b", 137), ("a#2", 137)])
def test_it_dies_at_the_passage_that_was_named(at: str, code: int) -> None:
    env = {**os.environ, "CLIPDESK_CRASH_AT": at}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (code, "" if code else "alive")
