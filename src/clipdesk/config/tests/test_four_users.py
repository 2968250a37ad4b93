"""The wall: whoever is the web process cannot read the keys, and gets a checkpoint signed all the same."""

from __future__ import annotations

import configparser
import json
import os
import pwd
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clipdesk.config.cli import COMMANDS
from clipdesk.config.reaching_signer import SigningProcess, SomebodyElse
from clipdesk.destinations import tasks
from clipdesk.jobs.app import QUEUES

SOURCE = Path(__file__).resolve().parents[2]
APART = Path(__file__).resolve().parents[4] / "deploy" / "apart"
SIGNER, WEB, GROUP = 64001, 64002, 64000
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")
_ASK = """
import json, socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect(sys.argv[1])
line.sendall(sys.argv[2].encode() + b"\\n")
print(line.makefile().readline())
"""
_LISTEN = """
import os, socket, sys
os.mkdir(os.path.dirname(sys.argv[1]), 0o755)
door = socket.socket(socket.AF_UNIX)
door.bind(sys.argv[1])
os.chmod(sys.argv[1], 0o777)
door.listen()
print("ready", flush=True)
print(door.accept()[0].makefile("rb").read(), flush=True)
"""


def units() -> dict[str, configparser.SectionProxy]:
    found = {}
    for path in sorted(APART.glob("*.service")):
        unit = configparser.ConfigParser(strict=False, interpolation=None)
        unit.optionxform = str  # type: ignore[assignment,method-assign]
        unit.read(path)
        found[path.stem.removeprefix("clipdesk-")] = unit["Service"]
    return found


def settings_of(name: str) -> set[str]:
    text = (APART / f"clipdesk-{name}.service").read_text()
    return {line.rpartition("/")[2] for line in text.splitlines() if line.startswith("EnvironmentFile=")}


def test_four_users_share_a_group_and_each_gets_its_own_settings() -> None:
    found = units()
    users = {name: service.get("User", "root") for name, service in found.items()}
    assert users == {
        "prepare": "root",
        "publisher": "clipdesk-publisher",
        "recorder": "clipdesk-worker",
        "signer": "clipdesk-signer",
        "web": "clipdesk-web",
        "worker": "clipdesk-worker",
    }
    assert {service["Group"] for service in found.values()} == {"clipdesk"}
    assert settings_of("signer") == {"common.env"}
    assert settings_of("web") == settings_of("worker") == {"common.env", "desk.env"}
    assert settings_of("publisher") == {"common.env", "desk.env", "publisher.env"}
    assert settings_of("prepare") == {"common.env", "desk.env", "operator.env"}
    queues = [
        name for words in found.values() for name in words["ExecStart"].partition("--queues ")[2].split(",") if name
    ]
    assert sorted(queues) == sorted(QUEUES)
    assert {words["ExecStart"].split()[1] for words in found.values()} <= set(COMMANDS)
    assert not any("RestrictNamespaces" in service for service in found.values())
    public = {name for name, service in found.items() if "/data/public" in service.get("ReadWritePaths", "")}
    assert public == {"publisher"}


def test_whatever_opens_files_or_keys_requires_walls() -> None:
    assert units()["prepare"].get("Environment") is None
    found = {name for name, service in units().items() if service.get("Environment") == "CLIPDESK_SANDBOX=required"}
    assert found == {"publisher", "recorder", "signer", "web", "worker"}
    assert "\nEnvironment=CLIPDESK_SANDBOX=required\n" in (APART.parent / "clipdesk.service").read_text()


def test_what_the_operator_sets_counts_more_than_the_files(tmp_path: Path) -> None:
    """A drill names another folder; the files name that of the desk at work."""
    files = {"common.env": "CLIPDESK_DATA=/live\nCLIPDESK_SIGNER=/live/socket\nCLIPDESK_ORIGIN=https://live\n"}
    files |= {"desk.env": "DATABASE_URL=postgresql://live\n", "operator.env": ""}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    script = (APART / "clipdesk-operator").read_text().replace("/etc/clipdesk", str(tmp_path))
    (tmp_path / "run").write_text(script.replace("/opt/clipdesk/.venv/bin/clipdesk", "/usr/bin/env"))
    env = {"PATH": "/usr/bin:/bin", "CLIPDESK_DATA": '/tmp/it\'s a "drill" $HOME', "CLIPDESK_SIGNER": ""}
    done = subprocess.run(["/bin/sh", str(tmp_path / "run"), "-0"], env=env, capture_output=True, text=True, check=True)
    found = dict(line.split("=", 1) for line in done.stdout.split("\0") if line)
    assert {name: found[name] for name in env} == env
    assert (found["CLIPDESK_ORIGIN"], found["DATABASE_URL"]) == ("https://live", "postgresql://live")
    assert found["CLIPDESK_SANDBOX"] == "required"


def test_every_key_that_the_desk_reads_is_made_and_listed() -> None:
    wanted = set(re.findall(r'secret, "([a-z-]+)"', (SOURCE / "config" / "settings.py").read_text()))
    assert {"push", "account-tokens"} <= wanted
    manual = (APART.parents[1] / "docs" / "operations" / "install.md").read_text()
    [made] = re.findall(r"for name in ([a-z -]+); do", manual)
    closed = re.findall(r"^z \S+/secrets/(\S+) +0640 ", (APART / "clipdesk.tmpfiles").read_text(), re.MULTILINE)
    assert {"django", *wanted} == set(made.split()) == set(closed)
    table = (APART.parents[1] / "docs" / "reference" / "signer.md").read_text()
    assert all(f"`secrets/{name}`" in table for name in wanted)


def test_no_token_is_opened_where_recordings_are() -> None:
    hostile = set(units()["worker"]["ExecStart"].partition("--queues ")[2].split(","))
    assert tasks.check_accounts.queue in set(QUEUES) - hostile


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    systemd = shutil.which("systemd-analyze")
    if systemd is None:
        pytest.skip("systemd is not installed")
    for path in APART.glob("*.service"):
        text = path.read_text().replace("/opt/clipdesk/.venv/bin/clipdesk", "/usr/bin/true")
        (tmp_path / path.name).write_text(text)
    env = {**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:/usr/lib/systemd/system"}
    words = [systemd, "verify", "--man=no", "--recursive-errors=no", *map(str, sorted(tmp_path.glob("*.service")))]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if "clipdesk" in line]
    assert (done.returncode, said) == (0, []), done.stderr


@needs_root
def test_the_folders_are_as_closed_as_they_say(tmp_path: Path) -> None:
    """The two files of deploy/apart make users and folders below another root; the numbers there are read back."""
    tools = [shutil.which(name) for name in ("systemd-sysusers", "systemd-tmpfiles")]
    if None in tools:
        pytest.skip("systemd is not installed")
    (tmp_path / "etc").mkdir()
    secrets = tmp_path / "var/lib/clipdesk/data/secrets"
    secrets.mkdir(parents=True)
    (secrets / "account-tokens").touch(0o600)
    for kind, tool, words in (("sysusers", tools[0], []), ("tmpfiles", tools[1], ["--create", "clipdesk.conf"])):
        folder = tmp_path / f"usr/lib/{kind}.d"
        folder.mkdir(parents=True)
        shutil.copy(APART / f"clipdesk.{kind}", folder / "clipdesk.conf")
        done = subprocess.run([str(tool), f"--root={tmp_path}", *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    lines = [line.split(":") for line in (tmp_path / "etc" / "passwd").read_text().splitlines()]
    numbers = {name: (int(user), int(group)) for name, _, user, group, *_ in lines}
    assert len({user for user, _ in numbers.values()} | {0}) == 5
    assert len({group for _, group in numbers.values()}) == 1
    keys, public = (tmp_path / "var/lib" / name for name in ("clipdesk-signer", "clipdesk/data/public"))
    assert (keys.stat().st_uid, stat.S_IMODE(keys.stat().st_mode)) == (numbers["clipdesk-signer"][0], 0o700)
    assert (public.stat().st_uid, stat.S_IMODE(public.stat().st_mode)) == (numbers["clipdesk-publisher"][0], 0o2750)
    assert public.stat().st_gid == numbers["clipdesk-web"][1]
    assert stat.S_IMODE((tmp_path / "etc/clipdesk").stat().st_mode) == 0o700
    rows = [line.split(":") for line in (tmp_path / "etc" / "group").read_text().splitlines()]
    [(number, members)] = [(int(row[2]), set(row[3].split(","))) for row in rows if row[0] == "clipdesk-tokens"]
    tokens = (secrets / "account-tokens").stat()
    assert (tokens.st_gid, stat.S_IMODE(tokens.st_mode)) == (number, 0o640)
    assert members == {"clipdesk-web", "clipdesk-publisher"}


@pytest.fixture
def place() -> Iterator[Path]:
    """Keys that only the signer's user reaches, and a door that its group reaches, as systemd and tmpfiles make them."""
    with tempfile.TemporaryDirectory(prefix="clipdesk-wall-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for part, mode in (("keys", 0o700), ("door", 0o750)):
            (folder / part).mkdir(mode=mode)
            os.chown(folder / part, SIGNER, GROUP)
        yield folder


def as_user(user: int, words: list[str], group: int = GROUP) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, user=user, group=group, extra_groups=[], capture_output=True, text=True, check=False, timeout=60
    )


def _python_for_everybody() -> str | None:
    """A Python with the desk's libraries that the signer's user may run: this one, or the system's of the same version."""
    env = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    for python in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        words = [python, "-B", "-m", "clipdesk", "signer", "--help"]
        try:
            done = subprocess.run(words, env=env, user=SIGNER, group=GROUP, extra_groups=[], capture_output=True)
        except OSError:
            continue
        if done.returncode == 0:
            return python
    return None


@needs_root
def test_the_web_s_user_reads_no_key_and_gets_a_checkpoint_signed(place: Path) -> None:
    python = _python_for_everybody()
    if python is None:
        pytest.skip("other users cannot read this checkout, or no Python that runs it")
    env = {"PATH": "/usr/bin:/bin", "CLIPDESK_DATA": str(place / "none"), "CLIPDESK_SIGNER_KEYS": str(place / "keys")}
    env["CLIPDESK_SIGNER"] = str(place / "door" / "socket")
    env["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    signing = subprocess.Popen(
        [python, "-B", "-m", "clipdesk", "signer"],
        env=env,
        user=SIGNER,
        group=GROUP,
        extra_groups=[],
        stderr=subprocess.DEVNULL,
    )
    ask = [python, "-I", "-c", _ASK, env["CLIPDESK_SIGNER"]]
    wanted = json.dumps({"ask": "checkpoint", "origin": "localhost:8080/ledger", "size": 7, "root": "ab" * 32})
    try:
        until = time.monotonic() + 60
        while not Path(env["CLIPDESK_SIGNER"]).exists():
            assert signing.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        signed = as_user(WEB, [*ask, wanted])
        assert signed.returncode == 0, signed.stderr
        assert json.loads(signed.stdout)["note"].startswith("localhost:8080/ledger\n7\n")
        keys = sorted(path for path in place.glob("keys/*") if not path.name.startswith("."))
        assert [path.name for path in keys] == ["last-checkpoint.txt", "ledger"]
        assert {path.stat().st_uid for path in keys} == {SIGNER}
        for path in keys:
            read = as_user(WEB, ["/usr/bin/cat", str(path)])
            assert (read.returncode, "Permission denied" in read.stderr, read.stdout) == (1, True, "")
        assert as_user(WEB, ["/usr/bin/cat", f"/proc/{signing.pid}/mem"]).returncode
        assert as_user(SIGNER, ["/usr/bin/cat", str(place / "keys" / "ledger")]).returncode == 0  # the file is readable
        stranger = as_user(WEB, [*ask, wanted], group=pwd.getpwnam("nobody").pw_gid)
        assert "PermissionError" in stranger.stderr  # who is not in the group does not even reach the door
        assert SigningProcess(Path(env["CLIPDESK_SIGNER"]), is_ours=False).user() == SIGNER
        asking = SigningProcess(Path(env["CLIPDESK_SIGNER"]), is_ours=False)
        assert asking.ask("size", origin="localhost:8080/ledger") == {"size": 7}
    finally:
        signing.terminate()
        signing.wait()


@needs_root
@pytest.mark.parametrize("is_ours", [True, False])
def test_nothing_is_told_to_somebody_who_sits_where_the_signer_belongs(is_ours: bool) -> None:
    """Anybody can make a folder below /tmp before the desk does, and listen there."""
    with tempfile.TemporaryDirectory(prefix="clipdesk-tmp-") as name:
        Path(name).chmod(0o1777)
        door = Path(name) / "signer" / "socket"
        words = ["/usr/bin/python3", "-I", "-c", _LISTEN, str(door)]
        with subprocess.Popen(words, user=WEB, group=GROUP, extra_groups=[], stdout=subprocess.PIPE, text=True) as run:
            assert run.stdout
            assert run.stdout.readline() == "ready\n"
            with pytest.raises(SomebodyElse, match="Somebody else answers"):
                SigningProcess(door, is_ours=is_ours).ask("bring", b"a private key", certificate="0" * 64, chain="")
            assert run.stdout.readline() == "b''\n"
