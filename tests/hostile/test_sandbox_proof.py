"""A decoder that was taken over tries twenty things and reaches nothing (scenario 18)."""

from __future__ import annotations

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from clipdesk.config.checking_walls import escapes
from clipdesk.media import errors, sandbox
from clipdesk.media.limits import GIB, MIB, Limits
from clipdesk.media.runner import run, run_python
from tests.hostile.canary import Canaries

_SCRIPT = Path(__file__).with_name("escapes.py")
_LIMITS = Limits(cpu=20, memory=2 * GIB, file_size=512 * MIB, wall=30)

pytestmark = pytest.mark.skipif(not sandbox.sandbox_available(), reason="bubblewrap cannot create namespaces here")


def test_nothing_is_reached(birds: Canaries, good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIPDESK_SECRET", "abc")
    told = json.dumps({"port": birds.place.port, "secret": str(birds.place.secret), "process": os.getpid()})
    before = good.read_bytes()
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("\0clipdesk-canary")
        door.listen()
        run_python(_SCRIPT, [told], limits=_LIMITS, inputs=[good], output_dir=tmp_path)
    found = json.loads((tmp_path / "reached.json").read_text())
    time.sleep(2.5)  # for what was left behind
    assert found["tried"] >= 20
    assert found["reached"] == []
    assert good.read_bytes() == before
    assert not (tmp_path / "late").exists()
    assert birds.heard == []


def test_doctor_says_the_same() -> None:
    assert escapes() == []


@pytest.mark.parametrize(
    "leave",
    ["os.symlink('/etc/passwd', 'out/a')", "os.mkfifo('out/a')", "os.mkdir('out/a')", "os.symlink('../in', 'out/a')"],
)
def test_only_plain_files_are_handed_over(leave: str, tmp_path: Path) -> None:
    """A link in the output would be followed out here, where everything can be read."""
    script = tmp_path / "leave.py"
    script.write_text(f"import os\n{leave}\n")
    with pytest.raises(errors.EncodeFailed, match="plain file"):
        run_python(script, [], limits=_LIMITS, inputs=[], output_dir=tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_forks_end_with_the_run(tmp_path: Path) -> None:
    """As many processes as it gets, each asleep: fewer than the limit (root is let through), none left afterwards."""
    script = tmp_path / "bomb.py"
    script.write_text(
        "import os, time\ncount = 0\ntry:\n    while count < 300:\n        if os.fork() == 0:\n"
        "            time.sleep(600)\n        count += 1\nexcept OSError:\n    pass\n"
        "open('out/count', 'w').write(str(count))\ntime.sleep(600)\n"
    )
    few = Limits(cpu=20, memory=GIB, file_size=MIB, processes=100, wall=4)
    with pytest.raises(errors.NoProgress):
        run_python(script, [], limits=few, inputs=[], output_dir=tmp_path / "out")
    assert _wait_until(lambda: _children_named(b"bomb.py") == 0)


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user")
def test_another_user_than_root_gets_no_more_processes(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    layout = sandbox.Layout(inputs=(), output_dir=tmp_path / "out", private=tmp_path)
    sandbox.prepare(layout)
    text = "for i in $(seq 100); do sleep 1 & done 2>/dev/null; jobs -r | wc -l"
    words = sandbox.command(
        sandbox.Program(Path("/usr/bin/bash")), ["-c", text], layout, Limits(20, GIB, MIB, processes=50)
    )
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/tmp"):
            folder.chmod(0o755)
    (tmp_path / "out").chmod(0o777)
    done = subprocess.run(
        ["setpriv", "--reuid=65534", "--clear-groups", *words], capture_output=True, check=False, timeout=60
    )
    if b"bwrap" in done.stderr:
        pytest.skip("another user cannot create namespaces here")
    assert int(done.stdout.split()[-1] if done.stdout else 0) < 50


def test_the_run_ends_with_its_parent(tmp_path: Path) -> None:
    """The worker of the desk is killed without warning: what it had started dies too."""
    (tmp_path / "wait.py").write_text("import time; print('frame=1', flush=True); time.sleep(600)\n")
    parent = subprocess.Popen([sys.executable, "-c", _PARENT, str(tmp_path)])
    assert _wait_until(lambda: _children_named(str(tmp_path).encode()) > 0)
    time.sleep(1)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert _wait_until(lambda: _children_named(str(tmp_path).encode()) == 0)


_PARENT = """
import sys
from pathlib import Path
from clipdesk.media.limits import GIB, MIB, Limits
from clipdesk.media.runner import run_python
here = Path(sys.argv[1])
run_python(here / "wait.py", [], limits=Limits(20, GIB, MIB), inputs=[], output_dir=here / "out")
"""


@pytest.mark.slow
def test_what_the_walls_cost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At most 100 ms per run: medians of alternating runs with and without bubblewrap."""
    boxed, bare = [], []
    for _ in range(9):
        boxed.append(_seconds(tmp_path))
        with monkeypatch.context() as patched:
            patched.setattr(sandbox, "sandbox_available", lambda: False)
            bare.append(_seconds(tmp_path))
    assert statistics.median(boxed) - statistics.median(bare) < 0.1 * max(1.0, os.getloadavg()[0] / 2)


def _seconds(folder: Path) -> float:
    return run(["-f", "lavfi", "-i", "sine=d=0.1", "out/a.wav"], limits=_LIMITS, inputs=[], output_dir=folder).seconds


def _wait_until(true: Callable[[], bool]) -> bool:
    for _ in range(100):
        if true():
            return True
        time.sleep(0.1)
    return False


def _children_named(word: bytes) -> int:
    """Processes of this machine with `word` among their arguments, this one and its direct kin aside."""
    found = 0
    for name in os.listdir("/proc"):
        if name.isdecimal() and int(name) not in (os.getpid(), os.getppid()):
            try:
                line = Path(f"/proc/{name}/cmdline").read_bytes()
            except OSError:
                continue
            found += word in line
    return found
