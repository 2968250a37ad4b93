"""`long_recording.py FOLDER HOURS`: a recording of so many hours on the practice station, and a draft in its middle.

The picture is one minute over and over; what the desk knows of it is generated, as much as a talkative channel gives:
a shot every five seconds, a face in every sample, words all the time. Answers with the clip as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import django

django.setup()

import numpy as np  # noqa: E402  the apps come first
from PIL import Image  # noqa: E402

from clipdesk.accounts.member import member_of  # noqa: E402
from clipdesk.accounts.models import Desk, Person, Station  # noqa: E402
from clipdesk.clips import editing  # noqa: E402
from clipdesk.kernel.time import format_fraction  # noqa: E402
from clipdesk.library.models import Recording, RecordingFile, SpokenLine, StoredFile, Transcript  # noqa: E402
from clipdesk.library.models.transcript import lines_json  # noqa: E402
from clipdesk.media.analysis.result import Analysis  # noqa: E402
from clipdesk.media.faces.face import Face, Faces  # noqa: E402
from clipdesk.media.loudness import Loudness  # noqa: E402
from clipdesk.media.probe import probe  # noqa: E402
from clipdesk.media.recipe import Range  # noqa: E402
from clipdesk.media.speech.span import Speech  # noqa: E402
from clipdesk.media.supply import ffmpeg_path  # noqa: E402

RATE = 25
SAID = ["mực", "nước", "sông", "Hồng", "tại", "Hà", "Nội", "sáng", "nay", "lên", "thêm", "hai", "mươi", "phân"]


def picture(folder: Path, hours: int) -> Path:
    """One minute of a test picture with a tone, repeated without encoding it again."""
    minute, whole = folder / "minute.mp4", folder / "whole.mp4"
    made = ["-f", "lavfi", "-i", f"testsrc2=s=320x180:r={RATE}:d=60", "-f", "lavfi", "-i", "sine=d=60"]
    form = [
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-g",
        str(RATE),
        "-bf",
        "0",
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
    ]
    loop = ["-stream_loop", str(hours * 60 - 1), "-i", str(minute), "-c", "copy", "-movflags", "+faststart"]
    for words in ([*made, *form, str(minute)], [*loop, str(whole)]):
        subprocess.run([str(ffmpeg_path()), "-v", "error", "-nostdin", "-y", *words], check=True)
    return whole


def analysis(seconds: int) -> Analysis:
    """What one pass would have found."""
    face = (Face(0.4, 0.2, 0.15, 0.3, 0.9),)
    return Analysis(
        frames=seconds * RATE,
        shots=tuple(range(0, seconds * RATE, 5 * RATE)),
        black=(),
        silence=tuple(Range(Fraction(at), Fraction(at + 1)) for at in range(29, seconds, 30)),
        loudness=Loudness(-23.0, 7.0, -2.0),
        proxy="proxy.mp4",
        filmstrip=(),
        field_order="progressive",
        faces=Faces("none", 5, (face,) * (seconds * 5)),
        speech=Speech("none", tuple(Range(Fraction(at), Fraction(at + 5)) for at in range(0, seconds, 6))),
    )


def files(folder: Path, seconds: int) -> list[tuple[str, int, StoredFile]]:
    """The sheets of the filmstrip, each a picture of its own, and the peaks at both zooms."""
    found = []
    chance = np.random.default_rng(7)
    for number in range(-(-seconds // 60)):
        path = folder / "sheet.jpg"
        small = chance.integers(0, 255, (54, 160, 3), dtype=np.uint8)
        Image.fromarray(small).resize((1600, 540), Image.Resampling.NEAREST).save(path, quality=80)
        found.append(("filmstrip", number, StoredFile.add(path, media_type="image/jpeg")))
    fine = chance.integers(0, 100, (seconds * 100, 2), dtype=np.int8) * np.array([-1, 1], np.int8)
    coarse = np.stack([fine[:, 0].reshape(-1, 100).min(axis=1), fine[:, 1].reshape(-1, 100).max(axis=1)], axis=1)
    for place, pairs in ((1, coarse), (2, fine)):
        path = folder / "peaks.s8"
        path.write_bytes(pairs.astype(np.int8).tobytes())
        found.append(("peaks", place, StoredFile.add(path, media_type="application/octet-stream")))
    return found


def spoken(recording: Recording, seconds: int) -> None:
    """Thirteen words every six seconds."""
    lines = [
        SpokenLine(
            [(1000 * at + 400 * place, 1000 * at + 400 * place + 350, text) for place, text in enumerate(SAID)], "vi"
        )
        for at in range(0, seconds, 6)
    ]
    Transcript.objects.create(
        recording=recording, key="x", start="0/1", end=f"{seconds}/1", language="vi", lines=lines_json(lines)
    )


def main(folder: Path, hours: int) -> None:
    """Make it, and answer."""
    seconds = hours * 3600
    station, person = Station.objects.get(slug="practice"), Person.objects.get(email="lan@practice.example")
    member, proxy = member_of(person, station), picture(folder, hours)
    assert member is not None
    original = StoredFile.add(proxy, media_type="video/mp4")
    recording = Recording.objects.create(
        station=station,
        desk=Desk.objects.filter(station=station)[0],
        title=f"{hours} giờ phát sóng",
        state=Recording.READY,
        original=original,
        original_name="whole.mp4",
        info_json=probe(proxy).to_json(),
        analysis_json=analysis(seconds).to_json(),
        duration_text=format_fraction(Fraction(seconds)),
        made_by=person,
    )
    RecordingFile.objects.bulk_create(
        RecordingFile(recording=recording, kind=kind, position=position, file=file)
        for kind, position, file in [("proxy", 0, original), *files(folder, seconds)]
    )
    spoken(recording, seconds)
    middle = Fraction(seconds, 2)
    clip = editing.new_clip(member, recording, cut=Range(middle, middle + 25))
    print(json.dumps({"clip": str(clip.pk), "recording": str(recording.pk)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
