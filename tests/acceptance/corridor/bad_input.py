"""Item 5: every bad input of the list has tests that ask for its sentence, and they pass."""

from __future__ import annotations

from tests.acceptance.verdict import Verdict, run_tests

_MEDIA, _LIBRARY = "src/clipdesk/media/tests", "src/clipdesk/library/tests"
KINDS = {
    "a text file named .mp4": f"{_MEDIA}/test_refuse.py::test_other_things_named_mp4",
    "a truncated MP4": f"{_MEDIA}/test_refuse.py::test_mp4_that_stops_in_the_middle",
    "an MP4 without its index": f"{_MEDIA}/test_refuse.py::test_mp4_without_its_index",
    "HLS text named .mp4": f"{_MEDIA}/test_refuse.py::test_hls_playlist_is_not_followed",
    "ffconcat text named .mp4": f"{_MEDIA}/test_refuse.py::test_ffconcat_playlist_is_not_followed",
    "a 16000×16000 video": f"{_MEDIA}/test_refuse.py::test_too_large_picture",
    "300 streams": f"{_MEDIA}/test_refuse.py::test_three_hundred_tracks",
    "zero-length audio": f"{_MEDIA}/test_refuse.py::test_zero_length_sound",
    "Latin-1 captions that overlap": (
        f"{_MEDIA}/test_read_captions.py::test_latin_1_with_overlaps_is_mended_the_same_way_every_time"
    ),
    "a 0-byte upload": f"{_LIBRARY}/test_upload_over_http.py::test_empty_file",
    "a range beyond the end": f"{_MEDIA}/test_render.py::test_cut_beyond_the_end",
    "a full disk while storing": f"{_LIBRARY}/test_store.py::test_a_full_disk_takes_no_recording",
    "a full disk while working": f"{_MEDIA}/test_sandbox.py::test_full_disk_leaves_nothing",
    "the same through the whole library": f"{_LIBRARY}/test_refuse_bad_files.py",
}


def check() -> Verdict:
    """Run them all; say which kinds were refused as they should be."""
    run = run_tests(*KINDS.values())
    by_kind = {
        kind: [how for name, how in run.ended.items() if name.startswith(_dotted(test))] for kind, test in KINDS.items()
    }
    refused = [kind for kind, how in by_kind.items() if how and set(how) <= {"passed", "skipped"} and "passed" in how]
    skipped = [kind for kind, how in by_kind.items() if how and set(how) == {"skipped"}]
    short = [kind for kind in KINDS if kind not in refused and kind not in skipped]
    figure = f"{len(refused)} of {len(KINDS)} kinds refused with their sentence ({run.count('passed')} tests)"
    figure += f"; not: {', '.join(short)} ({run.short or 'no such test'})" if short else ""
    figure += f"; skipped here: {', '.join(skipped)}" if skipped else ""
    return Verdict(None if not (short or refused) else not short, figure)


def _dotted(test: str) -> str:
    return test.replace("::", ".").replace(".py", "").replace("/", ".")
