"""Every video of a render carries content credentials before anybody is asked to answer for it."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import c2pa
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.accounts.models import Station
from clipdesk.accounts.stations import change_station
from clipdesk.clips import credentials, editing
from clipdesk.clips.content import FLAGS
from clipdesk.clips.models import Clip, Render, SignedFile, StationCertificate
from clipdesk.clips.models.render import render_of, want_render
from clipdesk.clips.tasks import render as render_again
from clipdesk.config import paths
from clipdesk.config.reaching_signer import KeysOutOfReach, SigningProcess
from clipdesk.config.testing_cast import Newsroom, ready_recording
from clipdesk.history.checkpointing import make_checkpoint
from clipdesk.history.models import CLIPDESK, LedgerEntry
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.kernel.clock import now
from clipdesk.media.provenance import issue_signer, keep_brought, make_authority
from clipdesk.media.provenance.tests.issuing import ISSUER, certificate, write
from clipdesk.media.tests.conftest import make, tone
from clipdesk.publishing.models import Publication
from clipdesk.publishing.sending import Plan, send_to_review, take_back
from clipdesk.review.models import Package, SignOff

__all__ = ["make", "tone"]  # fixtures of the engine's

#: IPTC's word for it, as C2PA's list of actions has it.
BY_AI = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
VIDEOS = ("9:16", "4:5", "1:1", "16:9")


def read(path: Path, anchor: str) -> tuple[str, dict[str, Any]]:
    """What the library's own reader says of a file: its state, and its active manifest."""
    settings = {
        "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": True},
        "trust": {"trust_anchors": anchor},
    }
    with path.open("rb") as file:
        reader = c2pa.Reader("video/mp4", file, context=c2pa.Context.from_dict(settings))
        found = json.loads(reader.json())
        return str(reader.get_validation_state()), found["manifests"][found["active_manifest"]]


def anchor_of(station: Station) -> str:
    certificate = credentials.certificate_of(station)
    assert certificate is not None
    return certificate.chain


@contextmanager
def watching_keys(folder: Path) -> Iterator[list[str]]:
    """Note every private key below `folder` that this process opens."""
    opened: list[str] = []
    active = True

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if active and event == "open" and str(arguments[0]).startswith(str(folder)):
            opened.append(str(arguments[0]))

    sys.addaudithook(hear)  # it cannot be taken out again, only told to rest
    try:
        yield opened
    finally:
        active = False


def test_every_video_tells_whose_it_is_and_what_was_done(newsroom: Newsroom, package: Package) -> None:
    files = {made.role: made.file for made in Render.objects.get().files.select_related("file")}
    for shape in VIDEOS:
        state, manifest = read(files[shape].path, anchor_of(newsroom.station))
        assert state == "Trusted"
        assert manifest["signature_info"]["issuer"] == "Đài Sông Hồng"
        assert manifest["signature_info"]["common_name"] == "Clipdesk: test certificate of a practice station"
        (parent,) = manifest["ingredients"]
        assert parent["relationship"] == "parentOf"
        assert parent["instance_id"] == f"urn:sha256:{package.clip.recording.original_id}"
        assert "18 giờ" not in json.dumps(manifest)  # how the desk calls its recordings stays in the house
        (actions,) = [a["data"]["actions"] for a in manifest["assertions"] if a["label"].startswith("c2pa.actions")]
        cropped = ["c2pa.cropped"] if shape != "16:9" else []
        steps = ["c2pa.opened", "c2pa.trimmed", *cropped, "c2pa.resized", "c2pa.edited", "c2pa.transcoded"]
        assert [action["action"] for action in actions] == steps
    sealed = {file["role"]: file["sha256"] for file in package.content["files"]}
    assert [sealed[shape] for shape in VIDEOS] == [files[shape].pk for shape in VIDEOS]
    assert set(SignedFile.objects.values_list("sha256", flat=True)) == {sealed[shape] for shape in VIDEOS}


@pytest.mark.slow
def test_what_the_newsroom_says_of_artificial_intelligence_stands_in_the_file_itself(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    send(draft)
    take_back(draft, member=newsroom.lan)
    flags = {"flags": dict.fromkeys(FLAGS, False) | {"ai_altered": True}}
    draft.refresh_from_db()
    editing.save(draft, editing.content_with(draft.content, flags), base=draft.head_number, member=newsroom.lan)
    send(draft)
    said = []
    for render in Render.objects.order_by("ai_altered"):
        path = render.files.get(role="9:16").file.path
        state, active = read(path, anchor_of(newsroom.station))
        (actions,) = [one for one in active["assertions"] if one["label"].startswith("c2pa.actions")]
        said.append((state, {one.get("digitalSourceType") for one in actions["data"]["actions"]}))
    assert [state for state, _types in said] == ["Trusted", "Trusted"]
    assert [BY_AI in types for _state, types in said] == [False, True]


def test_no_process_of_the_desk_opens_a_key(
    newsroom: Newsroom, draft: Clip, signer_of: Callable[[Path], Path], tmp_path: Path
) -> None:
    """The render makes a certificate, signs with it and is shown on a page, and the history is signed: by the signer."""
    signer_of(tmp_path / "keys")
    with watching_keys(tmp_path) as opened:
        send_to_review(draft, [Plan(newsroom.station.destinations.get())], base=draft.head_number, member=newsroom.lan)
        run_waiting_jobs()
        sealed = Package.objects.get()
        address = reverse("review:show", kwargs={"station": newsroom.station.slug, "package_id": sealed.pk})
        assert newsroom.client(newsroom.minh).get(address).status_code == 200
        assert make_checkpoint()
    keys = [path for path in tmp_path.rglob("*") if path.suffix == ".key" or path.name in ("key.pem", "ledger")]
    assert len(keys) == 3
    assert opened == []
    with watching_keys(tmp_path) as opened:
        keys[0].read_bytes()
    assert opened == [str(keys[0])]


@pytest.mark.slow
def test_what_was_rendered_before_is_signed_before_it_is_sealed(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]
) -> None:
    first = send(draft)
    SignedFile.objects.all().delete()
    twin = editing.new_clip(newsroom.lan, draft.recording)
    editing.save(twin, draft.content, base=twin.head_number, member=newsroom.lan)
    send_to_review(twin, [Plan(newsroom.station.destinations.get())], base=twin.head_number, member=newsroom.lan)
    ran = run_waiting_jobs()
    assert ran.count("clips.render") == 1
    second = Package.objects.get(clip=twin)
    old, new = ({file["role"]: file["sha256"] for file in one.content["files"]} for one in (first, second))
    assert all(old[shape] != new[shape] for shape in VIDEOS)
    assert {role: old[role] for role in ("captions", "thumbnail")} == {r: new[r] for r in ("captions", "thumbnail")}
    assert LedgerEntry.objects.filter(verb="render_unsigned").count() == 1
    first.refresh_from_db()
    assert first.state == Package.OPEN  # what was sealed already stays as it is


def test_breaking_news_waits_in_no_queue_to_be_signed_anew(newsroom: Newsroom, draft: Clip) -> None:
    render = want_render(draft.recording, draft.content, breaking=False, by=newsroom.lan.actor)
    ProcrastinateJob.objects.all().delete()
    Render.objects.filter(pk=render.pk).update(state=Render.DONE)
    render.refresh_from_db()
    Clip.objects.filter(pk=draft.pk).update(state=Clip.IN_REVIEW, breaking=True)
    render.sign_anew()
    assert ProcrastinateJob.objects.get(task_name="clips.render").queue_name == "breaking"


def test_what_was_sealed_without_credentials_still_goes_out(newsroom: Newsroom, sign_off: SignOff) -> None:
    SignedFile.objects.all().delete()
    run_waiting_jobs()
    assert Publication.objects.get().state == "live"


def test_without_the_key_nothing_is_lost_and_the_reason_is_said(
    newsroom: Newsroom, draft: Clip, signer_of: Callable[[Path], Path], tmp_path: Path
) -> None:
    """Another machine, to which nobody has brought the key: it says so, and makes no second certificate."""
    credentials.signer_for(newsroom.station)
    signer_of(tmp_path / "elsewhere")
    send_to_review(draft, [Plan(newsroom.station.destinations.get())], base=draft.head_number, member=newsroom.lan)
    run_waiting_jobs()
    draft.refresh_from_db()
    render = render_of(draft)
    assert render is not None
    assert (draft.state, render.state) == (Clip.DRAFT, Render.FAILED)
    assert "has not the key" in render.trouble_message
    assert StationCertificate.objects.count() == 1
    assert not (tmp_path / "elsewhere").exists()
    client = newsroom.client(newsroom.lan)
    page = client.get(reverse("clips:show", kwargs={"station": newsroom.station.slug, "clip_id": draft.pk}))
    assert "Máy này không có khóa" in page.content.decode()


def test_while_the_signer_is_away_a_render_waits_and_goes_on_by_itself(
    newsroom: Newsroom, draft: Clip, settings: Any, tmp_path: Path
) -> None:
    here, place = settings.SIGNER, [Plan(newsroom.station.destinations.get())]
    settings.SIGNER = type(here)(tmp_path / "nobody", is_ours=False)
    send_to_review(draft, place, base=draft.head_number, member=newsroom.lan)
    begun = now()
    run_waiting_jobs()
    draft.refresh_from_db()
    render = render_of(draft)
    assert render is not None
    assert (draft.state, render.state) == (Clip.IN_REVIEW, Render.WAITING)
    job = ProcrastinateJob.objects.get(task_name="clips.render", status="todo")
    assert begun < job.scheduled_at < begun + timedelta(minutes=5)
    render.carry_out()  # asked for twice, it is put off once
    assert ProcrastinateJob.objects.filter(task_name="clips.render", status="todo").count() == 1
    assert not LedgerEntry.objects.filter(subject_id=str(render.pk), verb="render_started").exists()
    settings.SIGNER = here
    render_again(str(render.pk))
    run_waiting_jobs()
    assert Package.objects.get().clip == draft


class EndsOnce:
    """The signer of this machine, which ends once, after it was last asked and before a claim reaches it."""

    def __init__(self, signer: SigningProcess) -> None:
        self.signer, self.looked = signer, 0

    @property
    def socket(self) -> Path:
        self.looked += 1
        if self.looked == 2:  # once before the render begins, once for its claims
            self.signer.end()
        return self.signer.socket

    def ask(self, about: str, body: bytes = b"", **question: object) -> dict[str, Any]:
        return self.signer.ask(about, body, **question)


def test_a_signer_that_starts_again_costs_no_render(
    newsroom: Newsroom, draft: Clip, settings: Any, signer_of: Callable[[Path], Path], tmp_path: Path
) -> None:
    signer_of(tmp_path / "keys")
    credentials.signer_for(newsroom.station)  # its certificate is made
    waits = settings.SIGNER = EndsOnce(settings.SIGNER)
    send_to_review(draft, [Plan(newsroom.station.destinations.get())], base=draft.head_number, member=newsroom.lan)
    run_waiting_jobs()
    assert waits.looked > 2
    assert Package.objects.get().clip == draft
    assert LedgerEntry.objects.filter(verb="render_started").count() == 1


def test_a_machine_with_a_copy_of_the_keys_signs_too(
    newsroom: Newsroom, signer_of: Callable[[Path], Path], tmp_path: Path
) -> None:
    here = credentials.signer_for(newsroom.station)
    mark = here.certificate.fingerprint
    shutil.copytree(paths.CREDENTIALS / mark, signer_of(tmp_path / "copy") / mark)
    there = credentials.signer_for(newsroom.station)
    assert there.certificate == here.certificate
    assert there.asked.chain == here.asked.chain
    assert there.asked.socket != here.asked.socket


def test_machines_that_begin_at_the_same_time_agree(newsroom: Newsroom) -> None:
    """Both found no certificate and made one; the second learns of the first, and its own is never used."""
    first = credentials._make_own(newsroom.station, None)
    second = credentials._make_own(newsroom.station, None)
    assert first == second
    assert StationCertificate.objects.count() == 1
    assert LedgerEntry.objects.filter(verb="certificate_made").count() == 1


def test_a_station_with_a_new_name_signs_under_that_name(newsroom: Newsroom) -> None:
    before = credentials.signer_for(newsroom.station).certificate
    assert credentials.signer_for(newsroom.station).certificate == before
    change_station(newsroom.station, {"name": "Đài Hồng Hà"}, by=CLIPDESK)
    newsroom.station.refresh_from_db()
    after = credentials.signer_for(newsroom.station).certificate
    assert (after.organisation, after.replaced_at) == ("Đài Hồng Hà", None)
    before.refresh_from_db()
    assert before.replaced_at is not None


def test_a_folder_that_cannot_be_written_is_said(
    newsroom: Newsroom, signer_of: Callable[[Path], Path], tmp_path: Path
) -> None:
    signer_of(tmp_path / "file").touch()
    with pytest.raises(KeysOutOfReach, match="cannot reach its keys"):
        credentials.signer_for(newsroom.station)


def test_a_certificate_that_has_ended_is_said(
    newsroom: Newsroom, signer_of: Callable[[Path], Path], tmp_path: Path
) -> None:
    kept = signer_of(tmp_path / "kept")
    past = datetime(2025, 1, 1, tzinfo=UTC)
    authority = make_authority("Đài Sông Hồng", past)
    ended = issue_signer(authority, "Clipdesk", past)
    keep_brought(kept, ended.chain, ended.key, past)
    StationCertificate.objects.create(
        station=newsroom.station,
        kind=StationCertificate.BROUGHT,
        chain=ended.chain,
        fingerprint=next(kept.iterdir()).name,
        organisation="Đài Sông Hồng",
        issuer="Đài Sông Hồng",
    )
    day = past + timedelta(days=397)
    with pytest.raises(credentials.CertificateEnded, match=f"ended on {day:%Y-%m-%d}"):
        credentials.signer_for(newsroom.station)


@pytest.mark.slow
def test_a_certificate_that_the_station_brings(
    newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package], tmp_path: Path
) -> None:
    """From then on it signs; what was rendered under the earlier one is signed anew before it is sealed."""
    first = send(draft)
    own = credentials.certificate_of(newsroom.station)
    files = write(tmp_path, (certificate(), ISSUER))
    made = credentials.bring(newsroom.station, *files, by=CLIPDESK)
    again = credentials.bring(newsroom.station, *files, by=CLIPDESK)
    assert again == made
    assert (made.organisation, made.issuer) == ("Đài Sông Hồng", "Vietnam Trust")
    assert made.vouching == "chứng thư do Vietnam Trust cấp"
    assert LedgerEntry.objects.filter(verb="certificate_brought").count() == 1
    twin = editing.new_clip(newsroom.lan, draft.recording)
    editing.save(twin, draft.content, base=twin.head_number, member=newsroom.lan)
    second = send(twin)
    shas = [[file["sha256"] for file in one.content["files"] if file["role"] in VIDEOS] for one in (first, second)]
    assert credentials.certificate_on(shas[0]) == own
    assert credentials.certificate_on(shas[1]) == made
    assert credentials.certificate_on([*shas[0], *shas[1]]) is None
    path = Render.objects.get().files.get(role="1:1").file.path
    assert read(path, ISSUER.public_bytes(Encoding.PEM).decode())[0] == "Trusted"


@pytest.mark.slow
def test_a_radio_clip_is_signed_too(newsroom: Newsroom, tmp_path: Path, tone: Path) -> None:
    recording = ready_recording(newsroom, tone)
    clip = editing.new_clip(newsroom.lan, recording)
    content = editing.content_with(clip.content, {"title": "a", "recipe": {"ranges": [{"start": "0/1", "end": "1/2"}]}})
    editing.save(clip, content, base=clip.head_number, member=newsroom.lan)
    send_to_review(clip, [Plan(newsroom.station.destinations.get())], base=clip.head_number, member=newsroom.lan)
    run_waiting_jobs()
    for shape in VIDEOS:
        path = Render.objects.get().files.get(role=shape).file.path
        state, manifest = read(path, anchor_of(newsroom.station))
        assert state == "Trusted"
        assert manifest["ingredients"][0]["format"] == "audio/wav"
