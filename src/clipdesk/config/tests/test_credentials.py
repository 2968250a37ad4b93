"""What the command line and the doctor say of the certificates that sign files."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from clipdesk.clips.credentials import signer_for
from clipdesk.clips.models import StationCertificate
from clipdesk.config import paths, vouching
from clipdesk.config.bringing import NoFile
from clipdesk.config.checking_credentials import credentials
from clipdesk.config.cli import main
from clipdesk.config.finding import BROKEN, FINE, WEAK, Finding
from clipdesk.config.testing_cast import Newsroom
from clipdesk.history.models import LedgerEntry
from clipdesk.kernel.clock import now
from clipdesk.media.provenance import (
    Facts,
    fingerprint,
    issue_signer,
    keep_brought,
    make_authority,
    sign_files,
    signer_in,
)
from clipdesk.media.provenance.errors import ChainTooShort
from clipdesk.media.provenance.tests.issuing import ISSUER, certificate, write


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


def said() -> dict[str, Finding]:
    return {finding.name: finding for finding in credentials()}


def test_the_doctor_says_which_certificate_until_when_and_who_vouches(real_newsroom: Newsroom) -> None:
    assert list(said()) == ["Who can read the keys", "Checkpoints kept elsewhere", "Signed history"]
    signer = signer_for(real_newsroom.station)
    found = said()["Content Credentials of Đài Sông Hồng"]
    assert found.level == FINE
    assert "The station's own certificate; no public authority vouches for it." in found.what
    assert f"It signs until {signer.ends_at:%Y-%m-%d}." in found.what


def test_the_doctor_says_whether_somebody_outside_gets_the_checkpoints(real_newsroom: Newsroom) -> None:
    station, other = real_newsroom.station, real_newsroom.stranger.station
    for one in (station, other):
        one.keepers.create(email="luu@ngoai.example", confirmed_at=now() if one == other else None)
    found = said()["Checkpoints kept elsewhere"]
    assert (found.level, found.what) == (WEAK, "Nobody outside gets those of Đài Sông Hồng.")
    station.keepers.update(confirmed_at=now())
    assert said()["Checkpoints kept elsewhere"].level == FINE


def test_a_practice_station_needs_nobody_outside(newsroom: Newsroom) -> None:
    assert "Checkpoints kept elsewhere" not in said()


def test_the_doctor_says_that_the_key_is_elsewhere(
    newsroom: Newsroom, signer_of: Callable[[Path], Path], tmp_path: Path
) -> None:
    signer_for(newsroom.station)
    signer_of(tmp_path / "elsewhere")
    found = said()["Content Credentials of Đài Sông Hồng"]
    assert (found.level, "Its key does not lie on this machine." in found.what) == (WEAK, True)


@pytest.mark.parametrize(("days", "level"), [(40, FINE), (20, WEAK), (-1, BROKEN)])
def test_the_doctor_says_in_time_that_a_brought_certificate_ends(
    newsroom: Newsroom, signer_of: Callable[[Path], Path], tmp_path: Path, days: int, level: str
) -> None:
    kept = signer_of(tmp_path / "kept")
    begun = now() - timedelta(days=397 - days)
    brought = issue_signer(make_authority("Đài", begun), "Clipdesk", begun)
    keep_brought(kept, brought.chain, brought.key, begun)
    StationCertificate.objects.create(
        station=newsroom.station,
        kind=StationCertificate.BROUGHT,
        chain=brought.chain,
        fingerprint=next(kept.iterdir()).name,
        organisation="Đài",
        issuer="Vietnam Trust",
    )
    assert said()["Content Credentials of Đài Sông Hồng"].level == level


def test_the_doctor_says_that_one_user_is_no_wall(db: None) -> None:
    found = said()["Who can read the keys"]
    assert (found.level, "that is not a wall" in found.cost) == (WEAK, True)


def test_the_doctor_sees_that_the_web_runs_as_somebody_else(db: None, settings: Any) -> None:
    """A process of another user's stands for the web process; only root may start one."""
    if os.geteuid() != 0:
        pytest.skip("only root may become another user")
    paths.RUN.mkdir(parents=True, exist_ok=True)
    note = paths.RUN / "web.pid"
    with subprocess.Popen(["/usr/bin/sleep", "60"], user="nobody") as process:
        note.write_text(str(process.pid))
        try:
            found = said()["Who can read the keys"]
        finally:
            note.unlink()
            process.kill()
    assert (found.level, found.what) == (FINE, "The keys belong to root, the web pages run as nobody.")


def test_the_doctor_finds_the_web_process_that_systemd_runs(db: None) -> None:
    """It notes its number nowhere; another user's program of that name stands for it."""
    if os.geteuid() != 0:
        pytest.skip("only root may become another user")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        program = Path(folder) / "clipdesk"
        program.write_text("#!/bin/sh\nsleep 60 & wait\n")
        program.chmod(0o755)
        with subprocess.Popen([program, "web", "--port", "1"], user="nobody", start_new_session=True) as process:
            try:
                found = said()["Who can read the keys"]
            finally:
                os.killpg(process.pid, signal.SIGKILL)
    assert (found.level, found.what) == (FINE, "The keys belong to root, the web pages run as nobody.")


def test_the_doctor_says_that_a_signer_that_is_set_is_away(
    db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SIGNER = type(settings.SIGNER)(tmp_path / "nobody", is_ours=False)
    monkeypatch.setattr(paths, "SIGNER", str(tmp_path / "nobody"))
    found = said()["Who can read the keys"]
    assert (found.level, found.what) == (BROKEN, f"The signer does not answer at {tmp_path / 'nobody'}.")


def test_a_station_without_a_certificate_and_with_one(newsroom: Newsroom) -> None:
    assert "has no certificate yet" in vouching.about(newsroom.station)
    signer = signer_for(newsroom.station)
    text = vouching.about(newsroom.station)
    assert "Đài Sông Hồng signs as Đài Sông Hồng: test certificate of a practice station; nobody vouches" in text
    assert text.endswith(signer.certificate.chain)
    assert "PRIVATE" not in text


def test_import_from_the_command_line(newsroom: Newsroom, tmp_path: Path) -> None:
    chain, key = write(tmp_path, (certificate(), ISSUER))
    vouching.bring_in(newsroom.station, chain, key)
    text = vouching.about(newsroom.station)
    assert "signs as Đài Sông Hồng: certificate issued by Vietnam Trust." in text
    assert LedgerEntry.objects.get(verb="certificate_brought").after["issuer"] == "Vietnam Trust"
    with pytest.raises(ChainTooShort):
        vouching.bring_in(newsroom.station, *write(tmp_path, (certificate(),)))
    with pytest.raises(vouching.NoFileToSign, match="nowhere.pem cannot be read"):
        vouching.bring_in(newsroom.station, tmp_path / "nowhere.pem", key)
    assert StationCertificate.objects.count() == 1


def test_a_file_of_somebody_unknown(newsroom: Newsroom, tmp_path: Path, small_video: Path) -> None:
    from_elsewhere = issue_signer(make_authority("Đài Khác", now()), "Camera", now() - timedelta(minutes=1))
    keep_brought(tmp_path / "kept", from_elsewhere.chain, from_elsewhere.key, now())
    signer = signer_in(tmp_path / "kept" / fingerprint(from_elsewhere.chain))
    assert signer is not None
    (signed,) = sign_files([(small_video, Facts("a", None, (), "1"))], tmp_path / "out", signer)
    found = vouching.what_it_says(signed)
    assert not found.is_ours
    assert found.text.startswith("Intact, but the signer is unknown here: it calls itself Đài Khác (Camera).")
    assert vouching.what_it_says(small_video).text.startswith("No Content Credentials")
    with pytest.raises(NoFile):
        vouching.what_it_says(tmp_path / "nothing.mp4")


def test_what_is_missing_on_the_command_line_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["credentials", "read"]) == 1
    assert "Say which file" in capsys.readouterr().err
    assert main(["credentials", "import", "--chain", "a.pem"]) == 1
    assert "--key KEY.pem" in capsys.readouterr().err
