"""The main corridor without a browser, with the product's own actions: what `clipdesk demo` runs.

A whole desk runs meanwhile, as `clipdesk serve` runs it: jobs are done by its workers, and the walk waits for them. Every
promise is tried on the way, and each stage prints its seconds.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.request import Request, urlopen

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from clipdesk.accounts.granting import give_role
from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Station
from clipdesk.accounts.roles import EDITOR_IN_CHIEF, OPERATOR, PRODUCER
from clipdesk.accounts.stations import add_desk, make_station
from clipdesk.clips import editing
from clipdesk.clips.content import Content
from clipdesk.clips.models import Clip, Render
from clipdesk.clips.models.render import render_of
from clipdesk.config.paths import LOGS
from clipdesk.config.walking_cut import first_cut
from clipdesk.config.walking_history import has_checkpoint, history_faults
from clipdesk.config.walking_hold import IN_FORCE_SECONDS, is_obeyed, place_hold
from clipdesk.config.walking_people import Actor, come_in
from clipdesk.history.models import CLIPDESK, LedgerEntry
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.library.models import Recording
from clipdesk.library.receiving import receive_file
from clipdesk.media.captions import read, to_vtt
from clipdesk.media.loudness import measure
from clipdesk.media.recipe import Recipe
from clipdesk.publishing.machine import State
from clipdesk.publishing.models import Hold, Publication
from clipdesk.publishing.sending import Plan, send_to_review
from clipdesk.review.demands import all_yes
from clipdesk.review.models import Package
from clipdesk.review.refusals import OwnWork
from clipdesk.review.signing import Given, sign

LOUDNESS_TOLERANCE = 0.5
HIGHEST_PEAK = -1.0
PATIENCE_SECONDS = 3600


class BrokenPromise(Exception):
    """Something the desk promises did not hold; the message says what."""


@dataclass
class Walk:
    """One walk from a recording to the public page."""

    source: Path
    captions: Path | None
    out: Path
    web: str
    look: Callable[[], None]  # keeps the desk running, as its supervisor does
    stages: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage and print it."""
        begun = time.perf_counter()
        yield
        seconds = time.perf_counter() - begun
        self.stages.append((name, seconds))
        print(f"  {name:<44} {seconds:6.1f} s", flush=True)

    def go(self) -> None:
        """Walk the corridor.

        Raises:
            BrokenPromise: a promise did not hold.
            ClipdeskError: an action refused, with its sentence.
        """
        with self.stage("station, three people, own site"):
            lan, minh, oanh = self._people()
        with self.stage("ingest: proxy, filmstrip, peaks, loudness"):
            recording = self._ingest(lan.member)
        with self.stage("cut and captions"):
            clip = self._cut(lan.member, recording)
        with self.stage("send to review: four files from one decode"):
            package = self._send(lan.member, clip)
        with self.stage("sign-off, and what must be refused"):
            hold = self._sign(lan, minh, oanh, package)
        with self.stage("hold all: obeyed, then lifted"):
            self._hold(minh.member, hold, package)
        with self.stage("publish on the own site"):
            publication = self._public(clip)
        with self.stage("check what is public"):
            self._check(publication, clip)
        with self.stage("history: signed, and as it was written"):
            self._wait("the checkpoint over the sign-off", lambda: has_checkpoint(package))
            if faults := history_faults():
                raise BrokenPromise(faults[0])
        self._leave(publication, clip)

    def _people(self) -> tuple[Actor, Actor, Actor]:
        station = Station(slug="demo", name="Demo", language="vi")
        make_station(station, by=CLIPDESK)
        desk = add_desk(station, "Thời sự", by=CLIPDESK)
        people = [
            come_in(station, "Lan", PRODUCER, desk),
            come_in(station, "Minh", EDITOR_IN_CHIEF, None),
            come_in(station, "Oanh", OPERATOR, None),
        ]
        self._wait("the station's own site", station.destinations.exists)
        return people[0], people[1], people[2]

    def _wait(self, what: str, there: Callable[[], bool]) -> None:
        """Wait until the workers have done something.

        Raises:
            BrokenPromise: it took too long.
        """
        until = time.monotonic() + PATIENCE_SECONDS
        while not there():
            if time.monotonic() > until:
                raise BrokenPromise(f"{what}: not there after {PATIENCE_SECONDS} s; the workers' words are in {LOGS}")
            self.look()
            time.sleep(0.1)

    def _ingest(self, producer: Member) -> Recording:
        desk = producer.station.desks.get()
        recording = receive_file(
            self.source, station=producer.station, desk=desk, title=self.source.stem, by=producer.person
        )
        self._wait("the recording", lambda: _settled(recording, (Recording.READY, Recording.FAILED)))
        if recording.state != Recording.READY:
            raise BrokenPromise(f"the recording is {recording.state}, not ready")
        again = receive_file(self.source, station=producer.station, desk=desk, title="again", by=producer.person)
        if again.pk != recording.pk:
            raise BrokenPromise("the same file twice became two recordings")
        return recording

    def _cut(self, producer: Member, recording: Recording) -> Clip:
        cues = read(self.captions.read_bytes(), self.captions.name) if self.captions else []
        cut = first_cut(cues, recording)
        clip = editing.new_clip(producer, recording)
        recipe = clip.content.recipe
        words = [cue for cue in cues if cue.end > cut.start and cue.start < cut.end]
        title = words[0].text.split("\n")[0][:80] if words else recording.title
        changed = Recipe(
            source_sha256=recipe.source_sha256,
            ranges=(cut,),
            framing=recipe.framing,
            captions=tuple(cues),
            language=recipe.language,
        )
        editing.save(clip, Content(recipe=changed, title=title, language="vi"), base=clip.head_number, member=producer)
        before = clip.head_number
        editing.save(clip, clip.content, base=before, member=producer)
        if clip.head_number != before:
            raise BrokenPromise("saving without a change made a revision")
        return clip

    def _send(self, producer: Member, clip: Clip) -> Package:
        site = clip.station.destinations.get()
        send_to_review(clip, [Plan(site)], base=clip.head_number, member=producer)
        packages = Package.objects.filter(clip=clip, state=Package.OPEN)
        self._wait("the package", lambda: packages.exists() or _failed(render_of(clip)))
        package = packages.first()
        if package is None:
            raise BrokenPromise("no package was sealed, because the render failed")
        return package

    def _sign(self, lan: Actor, minh: Actor, oanh: Actor, package: Package) -> Hold:
        """Sign, after everything that must be refused was; a hold keeps it in the house."""
        seen = Given(seen_sha256=package.sha256, watched=True, answers=all_yes(package), confirmation=minh.proof())
        try:
            sign(package, replace(seen, seen_sha256="0" * 64), member=minh.member)
        except ClipdeskError:
            pass
        else:
            raise BrokenPromise("another package than the one shown could be signed")
        publication = Publication.objects.get(clip=package.clip)
        try:
            with transaction.atomic():
                Publication.objects.filter(pk=publication.pk).update(state=State.SENDING)
        except IntegrityError:
            pass
        else:
            raise BrokenPromise("the database let an unsigned publication be sent")
        give_role(oanh.member, lan.member.person, EDITOR_IN_CHIEF, None)
        try:
            sign(package, replace(seen, confirmation=lan.proof()), member=lan.now())
        except OwnWork:
            pass
        else:
            raise BrokenPromise("the author could sign their own clip")
        hold, seconds = place_hold(minh.member)
        print(f"    hold all: in force after {seconds:.2f} s")
        if seconds > IN_FORCE_SECONDS:
            raise BrokenPromise(f"the hold was in force after {seconds:.1f} s, not {IN_FORCE_SECONDS}")
        sign(package, seen, member=minh.member)
        return hold

    def _hold(self, chief: Member, hold: Hold, package: Package) -> None:
        if not is_obeyed(Publication.objects.get(clip=package.clip), self._wait):
            raise BrokenPromise("a signed clip left the house under a hold")
        hold.lift(chief)

    def _public(self, clip: Clip) -> Publication:
        publication = Publication.objects.get(clip=clip)
        self._wait("the publication", lambda: _settled(publication, (State.LIVE, State.FAILED, State.UNKNOWN)))
        clip.refresh_from_db()
        if publication.state != State.LIVE or clip.state != Clip.PUBLISHED:
            raise BrokenPromise(f"the publication is {publication.state}, the clip {clip.state}")
        return Publication.objects.select_related("shown", "station").get(pk=publication.pk)

    def _check(self, publication: Publication, clip: Clip) -> None:
        """Compare what is public with what was signed and with what was asked for."""
        folder = settings.PUBLIC / publication.remote_id / publication.shown.sha256[:16]  # type: ignore[union-attr]
        render = render_of(clip)
        assert render is not None
        assert render.state == Render.DONE
        target = clip.content.recipe.loudness_target
        for made in render.files.select_related("file"):
            public = folder / made.name
            if public.read_bytes() != made.file.path.read_bytes():
                raise BrokenPromise(f"{made.name} on the site is not what was signed")
            if made.name.endswith(".mp4"):
                found = measure(public)
                print(f"    {made.name}: {found.integrated:.1f} LUFS, {found.true_peak:.1f} dBTP")
                if abs(found.integrated - float(target)) > LOUDNESS_TOLERANCE:
                    raise BrokenPromise(f"{made.name} has {found.integrated:.1f} LUFS instead of {float(target)}")
                if found.true_peak > HIGHEST_PEAK:
                    raise BrokenPromise(f"{made.name} reaches {found.true_peak:.1f} dBTP, over {HIGHEST_PEAK}")
        sidecar = read((folder / "captions.vtt").read_bytes(), "captions.vtt") if clip.content.recipe.captions else []
        spoken = [cue.text for cue in clip.content.recipe.heard]
        if [cue.text for cue in sidecar] != spoken:
            raise BrokenPromise("the caption sidecar differs from the script")
        with connection.cursor() as cursor:
            try:
                with transaction.atomic():
                    cursor.execute("DELETE FROM history_ledgerentry")
            except Exception as error:
                if "history_ledgerentry" not in str(error) and "append" not in str(error):
                    raise
            else:
                raise BrokenPromise("the history could be deleted")

    def _get(self, path: str, status: int, headers: dict[str, str] | None = None) -> bytes:
        """Ask the running web process."""
        with urlopen(Request(self.web + path, headers=headers or {}), timeout=20) as answer:  # noqa: S310  our own address
            body: bytes = answer.read()
            if answer.status != status:
                raise BrokenPromise(f"{path} answers {answer.status}, not {status}")
            return body

    def _leave(self, publication: Publication, clip: Clip) -> None:
        """Leave files, pages and history in the output folder."""
        site = self.out / "site"
        site.mkdir(parents=True, exist_ok=True)
        watch = f"/watch/demo/{publication.remote_id}/"
        for name, path in (
            ("channel.html", "/watch/demo/"),
            ("watch.html", watch),
            ("feed.xml", "/watch/demo/feed.xml"),
        ):
            (site / name).write_bytes(self._get(path, 200))
        video = f"/media/{publication.remote_id}/{publication.shown.sha256[:16]}/clip-9x16.mp4"  # type: ignore[union-attr]
        if len(self._get(video, 206, {"Range": "bytes=1000-1999"})) != 1000:
            raise BrokenPromise("a Range request got another number of bytes than it asked for")
        folder = settings.PUBLIC / publication.remote_id / publication.shown.sha256[:16]  # type: ignore[union-attr]
        shutil.copytree(folder, self.out / "files", dirs_exist_ok=True)
        (self.out / "package.json").write_text(publication.shown.canonical, encoding="utf-8")  # type: ignore[union-attr]
        (self.out / "captions-of-the-clip.vtt").write_text(to_vtt(clip.content.recipe.captions), encoding="utf-8")
        lines = [
            {
                "seq": row.seq,
                "at": row.at.isoformat(),
                "who": row.actor_name,
                "what": row.verb,
                "before": row.before,
                "after": row.after,
            }
            for row in LedgerEntry.objects.order_by("seq")
        ]
        (self.out / "history.json").write_text(json.dumps(lines, ensure_ascii=False, indent=1), encoding="utf-8")


def _settled(row: Recording | Publication, states: Collection[str]) -> bool:
    """Look at the row again; tell whether it stands in one of the states."""
    row.refresh_from_db()
    return row.state in states


def _failed(render: Render | None) -> bool:
    return render is not None and render.state == Render.FAILED
