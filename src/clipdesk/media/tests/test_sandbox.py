"""The walls stand: no network, no home, no environment; and limits end what goes too far."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import clipdesk
from clipdesk.media import errors, sandbox
from clipdesk.media.limits import GIB, MIB, Limits
from clipdesk.media.runner import run, run_python

_LOOK = """
import json, os, socket
def connect(port):
    try:
        socket.create_connection(("127.0.0.1", port), 2).close()
        return "connected"
    except OSError as error:
        return type(error).__name__
def write(path):
    try:
        open(path, "w").close()
        return "written"
    except OSError as error:
        return type(error).__name__
print("frame=1", flush=True)
found = {
    "network": connect(%d), "secret": os.path.exists(%r), "marker": os.path.exists("/root/.profile"),
    "environment": sorted(os.environ), "tmp": os.listdir("/tmp"), "input": open("in/0").read(),
    "write_input": write("in/0"), "write_usr": write("/usr/x"),
    "interfaces": [name for _, name in socket.if_nameindex()],
}
open("out/found.json", "w").write(json.dumps(found))
"""
_LIMITS = Limits(cpu=20, memory=GIB, file_size=MIB, wall=20)


@pytest.fixture
def boxed() -> None:
    if not sandbox.sandbox_available():
        pytest.skip("bubblewrap cannot create namespaces here")


@pytest.mark.usefixtures("boxed")
def test_nothing_of_the_machine_is_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIPDESK_SECRET", "abc")
    secret = tmp_path / "secret"
    secret.write_text("x")
    (tmp_path / "input").write_text("the input")
    with socket.create_server(("127.0.0.1", 0)) as canary:
        script = tmp_path / "look.py"
        script.write_text(_LOOK % (canary.getsockname()[1], str(secret)))
        run_python(script, [], limits=_LIMITS, inputs=[tmp_path / "input"], output_dir=tmp_path / "out")
    found = json.loads((tmp_path / "out" / "found.json").read_text())
    assert found["network"] != "connected"
    assert found["interfaces"] in ([], ["lo"])
    assert not found["secret"]
    assert not found["marker"]
    assert "CLIPDESK_SECRET" not in found["environment"]
    ours = [Path(place) for place in (sys.prefix, clipdesk.__path__[0])]  # where the programs inside come from
    assert set(found["tmp"]) <= {place.relative_to("/tmp").parts[0] for place in ours if place.is_relative_to("/tmp")}
    assert found["input"] == "the input"
    assert found["write_input"] != "written"
    assert found["write_usr"] != "written"


def test_without_bubblewrap_the_same_names_work(tmp_path: Path, tone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "sandbox_available", lambda: False)
    done = run(["-i", "file:in/0", "out/a.wav"], limits=_LIMITS, inputs=[tone], output_dir=tmp_path)
    assert [path.name for path in done.files] == ["a.wav"]


@pytest.mark.parametrize(("word", "code"), [("required", 1), ("preferred", 0)])
def test_where_walls_are_required_nothing_is_opened_without(tmp_path: Path, tone: Path, word: str, code: int) -> None:
    """On a path without bubblewrap, as on a machine without it."""
    script = (
        f"from pathlib import Path; from clipdesk.media.probe import probe; print(probe(Path({str(tone)!r})).audio)"
    )
    env = {**os.environ, "PATH": str(tmp_path), "CLIPDESK_SANDBOX": word}
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, bool(done.stdout)) == (code, not code), done.stderr
    assert ("opens files only behind walls" in done.stderr) == bool(code)


def test_processor_time_is_limited(tmp_path: Path) -> None:
    script = tmp_path / "spin.py"
    script.write_text("while True: pass\n")
    with pytest.raises(errors.TooMuchWork, match="processor time"):
        run_python(script, [], limits=Limits(cpu=1, memory=GIB, file_size=MIB), inputs=[], output_dir=tmp_path / "o")


def test_memory_is_limited(tmp_path: Path) -> None:
    script = tmp_path / "eat.py"
    script.write_text("x = bytearray(2 << 30)\n")
    with pytest.raises(errors.TooMuchMemory, match="more memory"):
        run_python(script, [], limits=_LIMITS, inputs=[], output_dir=tmp_path / "o")


def test_file_size_is_limited_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(errors.TooMuchOutput, match="grew larger"):
        run(
            ["-f", "lavfi", "-i", "anoisesrc=d=60", "out/a.wav"],
            limits=_LIMITS,
            inputs=[],
            output_dir=tmp_path / "o",
        )
    assert list((tmp_path / "o").iterdir()) == []


def test_standing_still_is_noticed(tmp_path: Path) -> None:
    script = tmp_path / "sleep.py"
    script.write_text("import time; print('frame=1', flush=True); time.sleep(60)\n")
    still = Limits(cpu=20, memory=GIB, file_size=MIB, no_progress=1)
    began = time.monotonic()
    with pytest.raises(errors.NoProgress, match="1 seconds"):
        run_python(script, [], limits=still, inputs=[], output_dir=tmp_path / "o")
    assert time.monotonic() - began < 5


def test_cancel_ends_every_process(tmp_path: Path) -> None:
    """No process of the run survives, and no half file."""
    heard: list[object] = []

    def should_stop() -> bool:
        return bool(heard)

    with pytest.raises(errors.Cancelled):
        run(
            ["-re", "-f", "lavfi", "-i", "sine=d=60", "out/a.wav"],
            limits=_LIMITS,
            inputs=[],
            output_dir=tmp_path / "o",
            on_progress=heard.append,
            should_stop=should_stop,
        )
    assert list((tmp_path / "o").iterdir()) == []
    assert not [name for name in os.listdir("/proc") if name.isdecimal() and _has_argument(name, b"sine=d=60")]


def _has_argument(process: str, argument: bytes) -> bool:
    try:
        return argument in Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_full_disk_leaves_nothing(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("tmpfs cannot be mounted here")
    try:
        with pytest.raises(errors.DiskFull):
            run(["-f", "lavfi", "-i", "anoisesrc=d=9", "out/a.wav"], limits=_LIMITS, inputs=[], output_dir=disk / "o")
        assert list((disk / "o").iterdir()) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)
