"""A Facebook Page: unseen until the one call, resumed where it broke, looked up exactly, and never another film than was
signed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clipdesk.connectors.contract import NotReady, NotTaken, NotWhatWasSigned, Outcome, Post, Refused, StillWorking
from clipdesk.connectors.facebook import errors, quota
from clipdesk.connectors.facebook.connecting import Page
from clipdesk.connectors.facebook.connector import FacebookPage
from clipdesk.connectors.facebook.handle import Handle
from clipdesk.connectors.facebook.practice.emulator import Facebook
from clipdesk.connectors.facebook.words import film_of, is_reel
from clipdesk.connectors.http import NoAnswer
from clipdesk.connectors.tests.clips import film, sealed
from clipdesk.connectors.tests.test_contract import brought_out, prepared, quiet
from clipdesk.kernel.clock import now

Clips = Callable[..., Post]
FIRST, SECOND = "777000000000001", "777000000000002"


def out(page: FacebookPage, post: Post, remote: str = "") -> str:
    """Bring a post out; return its id."""
    found = brought_out(page, post, remote)
    assert found
    return found


def names(facebook: Facebook) -> list[str]:
    """Return which calls came, in order."""
    return [name for name, _ in facebook.asked]


def test_a_reel_is_unseen_until_it_is_published_by_one_call(
    page: FacebookPage, facebook: Facebook, clip: Clips
) -> None:
    remote = prepared(page, clip())
    assert Handle.read(remote).is_reel
    assert bytes(facebook.films[FIRST].data) == film(90, 160, "a")
    assert (facebook.public(), Page.link(remote)) == ({}, "")
    facebook.asked.clear()
    assert page.publish(remote, clip()) == FIRST
    assert names(facebook) == ["video.get", "video_reels.finish", "video.get"]
    assert facebook.asked[1][1]["video_state"] == "PUBLISHED"
    assert Page.link(FIRST) == f"https://www.facebook.com/watch/?v={FIRST}"
    assert facebook.invalid == []


@pytest.mark.parametrize("shape", ["16:9", "1:1", "4:5"])
def test_every_other_shape_goes_as_a_video_and_is_processed_unpublished(
    page: FacebookPage, facebook: Facebook, clip: Clips, shape: str
) -> None:
    remote = prepared(page, clip(shape=shape))
    finish = dict(facebook.asked)["videos.finish"]
    assert (finish["published"], finish["title"]) == ("false", "Cầu mới")
    assert facebook.public() == {}
    assert page.publish(remote, clip(shape=shape)) == FIRST
    assert list(facebook.public()) == [FIRST]
    assert "video_reels.start" not in names(facebook)
    assert facebook.invalid == []


@pytest.mark.parametrize(
    ("width", "height", "seconds", "reel"),
    [(90, 160, 3, True), (90, 160, 90, True), (90, 160, 91, False), (90, 160, 2, False), (160, 90, 20, False)],
)
def test_upright_and_three_to_ninety_seconds_is_a_reel(
    tmp_path: Path, width: int, height: int, seconds: int, reel: bool
) -> None:
    file = sealed(tmp_path, "clip.mp4", film(width, height, "a", seconds), "video/mp4", "9:16")
    assert is_reel(film_of(Post("a" * 64, "Cầu", "", "vi", (file,)))) is reel


def test_what_ai_altered_is_marked_and_said_and_what_was_paid_is_said(
    page: FacebookPage, facebook: Facebook, clip: Clips
) -> None:
    out(page, clip())
    out(page, clip("b", flags={"ai_altered": True, "paid": True, "made_for_children": True}))
    plain, marked = (one.said for one in facebook.films.values())
    assert (plain["is_ai_generated"], marked["is_ai_generated"]) == ("", "true")
    assert plain["description"] == "Cầu mới\n\nThông xe *sáng nay* & [x](y)"
    assert marked["description"].endswith("Có phần do AI tạo ra hoặc chỉnh sửa. Nội dung được tài trợ.")


@pytest.mark.parametrize("spelling", [("complete", "bytes_transfered"), ("completed", "bytes_transferred")])
def test_a_reel_that_broke_off_is_gone_on_with_from_what_has_arrived(
    page: FacebookPage, facebook: Facebook, clip: Clips, spelling: tuple[str, str]
) -> None:
    facebook.spelling = spelling
    facebook.faults.add("upload", "reset before the end")
    seen = list[int]()
    page.send(page.reserve("", clip()), clip(), seen.append)
    offsets = [int(said["offset"]) for name, said in facebook.asked if name == "upload"]
    size = len(film(90, 160, "a"))
    assert offsets == [0, size // 2]
    assert (seen[-1], bytes(facebook.films[FIRST].data)) == (size, film(90, 160, "a"))


def stopped(page: FacebookPage, post: Post) -> str:
    """Send until two megabytes are under way, then die; return the id."""
    remote = page.reserve("", post)

    def stop(sent: int) -> None:
        if sent >= 2 << 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        page.send(remote, post, stop)
    return remote


def test_another_run_goes_on_with_a_reel_where_the_first_stopped(
    page: FacebookPage, facebook: Facebook, clip: Clips
) -> None:
    remote = stopped(page, clip())
    for _ in range(100):  # until the other end has read what was under way
        if len(facebook.films[FIRST].data) == 1 << 20:
            break
        time.sleep(0.02)
    assert page.reserve(remote, clip()) == remote
    assert out(page, clip(), remote) == FIRST
    assert dict(facebook.asked)["upload"] == {"offset": str(1 << 20)}


def test_another_run_goes_on_with_a_video_where_the_first_stopped(
    page: FacebookPage, facebook: Facebook, clip: Clips
) -> None:
    post = clip(shape="16:9")
    remote = stopped(page, post)
    assert page.reserve(remote, post) == remote
    facebook.asked.clear()
    assert out(page, post, remote) == FIRST
    places = [said["start_offset"] for name, said in facebook.asked if name == "videos.transfer"]
    assert places == ["0", str(2 << 20)]  # the first is refused with the place to go on from
    assert bytes(facebook.films[FIRST].data) == film(160, 90, "a")
    assert facebook.invalid == []


def test_a_line_that_never_holds_rests_and_is_gone_on_with(page: FacebookPage, facebook: Facebook, clip: Clips) -> None:
    for post, call, video in ((clip(), "upload", FIRST), (clip("b", shape="16:9"), "videos.transfer", SECOND)):
        remote = page.reserve("", post)
        facebook.faults.add(call, *["503"] * 4)
        with pytest.raises(NotTaken) as rest:
            page.send(remote, post, quiet)
        assert rest.value.wait == 30
        assert out(page, post, remote) == video


def test_a_piece_that_arrived_although_its_answer_was_lost_is_not_sent_twice(
    page: FacebookPage, facebook: Facebook, clip: Clips
) -> None:
    facebook.faults.add("videos.transfer", "", "reset", "reset")
    remote = prepared(page, clip(shape="16:9"))
    assert bytes(facebook.films[FIRST].data) == film(160, 90, "a")
    assert facebook.made == 1
    assert page.publish(remote, clip(shape="16:9")) == FIRST


def test_it_works_where_no_video_can_be_read_before_all_of_it_is_there(
    page: FacebookPage, facebook: Facebook, clip: Clips
) -> None:
    facebook.hidden = True
    for post in (clip(), clip("b", shape="16:9")):
        out(page, post)
    assert len(facebook.seen) == 2


def test_an_upload_that_ran_out_is_begun_anew(page: FacebookPage, facebook: Facebook, clip: Clips) -> None:
    remote = page.reserve("", clip())
    facebook.films.clear()
    assert page.reserve(remote, clip()) != remote
    assert out(page, clip(), remote)
    assert len(facebook.seen) == 1


def test_a_video_is_waited_for_and_a_reel_becomes_public_by_itself(
    page: FacebookPage, facebook: Facebook, clip: Clips
) -> None:
    facebook.processing = 3
    wide = clip(shape="16:9")
    remote = page.reserve("", wide)
    waits = []
    for _ in range(20):
        try:
            page.send(remote, wide, quiet)
            break
        except NotReady as error:
            waits.append(error.wait)
    assert (len(waits), set(waits), facebook.public()) == (4, {15}, {})
    facebook.processing, reel = 4, clip("b")
    remote = prepared(page, reel)
    with pytest.raises(StillWorking):
        page.publish(remote, reel)
    assert page.look_up(remote, reel) is Outcome.PROCESSING
    with pytest.raises(StillWorking):
        page.publish(remote, reel)  # it has been told: nothing is said a second time
    assert names(facebook).count("video_reels.finish") == 1
    assert page.look_up(remote, reel) is Outcome.LIVE
    assert page.reserve(remote, replace(reel, is_public=True)) == SECOND


def test_what_facebook_cannot_process_is_refused_in_a_sentence(
    page: FacebookPage, facebook: Facebook, clip: Clips
) -> None:
    facebook.fate = "Video format not supported"
    for post in (clip(), clip("b", shape="16:9")):
        with pytest.raises(errors.Unprocessable, match="format not supported"):
            out(page, post)
    facebook.faults.add("upload", "upload ProcessingFailedError")
    with pytest.raises(errors.Unprocessable):
        out(page, clip("c"))
    assert facebook.seen == []


@pytest.mark.parametrize("shape", ["9:16", "16:9"])
@pytest.mark.parametrize("fault", ["reset", "reset before the end", "500", "503"])
def test_a_lost_answer_to_the_one_call_is_looked_up_and_nothing_is_posted_twice(
    page: FacebookPage, facebook: Facebook, clip: Clips, shape: str, fault: str
) -> None:
    post = clip(shape=shape)
    remote = prepared(page, post)
    facebook.faults.add("video_reels.finish" if shape == "9:16" else "video.update", fault)
    with pytest.raises(NoAnswer):
        page.publish(remote, post)
    arrived = fault in {"reset", "500"}
    assert page.look_up(remote, post) is (Outcome.LIVE if arrived else Outcome.ABSENT)
    assert out(page, post, remote) == FIRST
    assert (facebook.made, len(facebook.seen)) == (1, 1)


def test_after_the_one_call_nothing_that_breaks_is_taken_for_nothing_having_happened(
    page: FacebookPage, facebook: Facebook, clip: Clips
) -> None:
    remote = prepared(page, clip())
    facebook.faults.add("video.get", "", "429")
    with pytest.raises(StillWorking):
        page.publish(remote, clip())
    assert page.look_up(remote, clip()) is Outcome.LIVE


def test_words_of_one_package_never_go_public_above_the_film_of_another(
    page: FacebookPage, facebook: Facebook, clip: Clips
) -> None:
    remote = prepared(page, clip())
    with pytest.raises(NotTaken):
        page.publish(remote, clip("b"))
    assert facebook.seen == []
    assert out(page, clip("b"), remote) == SECOND
    assert list(facebook.films) == [SECOND]  # the upload that nobody signed any more is deleted
    with pytest.raises(NotTaken):
        page.publish(SECOND, clip("a"))


def test_a_new_film_takes_the_place_of_the_old_which_is_deleted_last(
    page: FacebookPage, facebook: Facebook, clip: Clips
) -> None:
    first = out(page, clip())
    better = clip("b", is_public=True, replaces=clip())
    remote = prepared(page, better, first)
    assert Page.link(remote).endswith(first)
    facebook.faults.add("video_reels.finish", "refuse 368")
    with pytest.raises(errors.Blocked):
        page.publish(remote, better)
    assert list(facebook.public()) == [first]  # what was not taken leaves the old one to be seen
    facebook.faults.add("video.delete", "reset before the end")
    with pytest.raises(NoAnswer):
        page.publish(remote, better)
    assert page.look_up(remote, better) is Outcome.ABSENT  # both can be seen: it is gone on with
    assert out(page, better, remote) == SECOND
    assert list(facebook.films) == [SECOND]


def test_withdrawn_while_it_is_on_its_way_nothing_of_it_stays(
    page: FacebookPage, facebook: Facebook, clip: Clips
) -> None:
    for post in (clip(), clip("b", shape="16:9")):
        page.withdraw(page.reserve("", post))
        page.withdraw(prepared(page, post))
        assert facebook.films == {}
    page.withdraw("")


def test_given_up_only_what_nobody_sees_is_deleted(page: FacebookPage, facebook: Facebook, clip: Clips) -> None:
    remote = prepared(page, clip())
    page.give_up(remote)
    page.give_up(remote)
    assert facebook.films == {}
    remote = prepared(page, clip("b"))
    page.publish(remote, clip("b"))
    page.give_up(remote)
    assert list(facebook.public()) == [SECOND]


def test_what_is_not_gone_is_not_said_to_be(page: FacebookPage, facebook: Facebook, clip: Clips) -> None:
    remote = out(page, clip())
    facebook.faults.add("video.delete", "refuse 100 33")
    with pytest.raises(NotTaken):
        page.withdraw(remote)
    facebook.faults.add("video.delete", "refuse 200")
    with pytest.raises(errors.NotAllowedThere):
        page.withdraw(remote)
    page.withdraw(remote)


def test_a_token_that_ends_in_the_middle_is_the_accounts_trouble_and_nothing_is_lost(
    page: FacebookPage, facebook: Facebook, clip: Clips
) -> None:
    remote, tokens = page.reserve("", clip()), dict(facebook.tokens)

    def end(sent: int) -> None:
        if sent == 1 << 20:
            facebook.tokens.clear()
            facebook.faults.add("upload", "503")

    facebook.faults.add("upload", "reset before the end")
    with pytest.raises(errors.SignInNeeded):
        page.send(remote, clip(), end)
    facebook.tokens.update(tokens)
    facebook.faults.waiting.clear()
    assert out(page, clip(), remote) == FIRST


def test_the_reels_of_the_last_day_are_counted_when_facebook_takes_no_more(
    page: FacebookPage, facebook: Facebook, clip: Clips
) -> None:
    facebook.reels_before = [now() - timedelta(hours=20, minutes=one) for one in range(30)]
    remote = prepared(page, clip())
    with pytest.raises(errors.ReelsUsedUp) as used:
        page.publish(remote, clip())
    assert used.value.params == {"limit": 30}
    assert used.value.quota == "reels"
    assert abs(used.value.until - now() - timedelta(hours=3, minutes=31)) < timedelta(minutes=1)
    assert facebook.public() == {}
    facebook.reels_before = []
    facebook.faults.add("video_reels.finish", "429")
    with pytest.raises(NotTaken) as later:
        page.publish(remote, clip())
    assert later.value.wait == 120  # what Facebook itself has said
    assert out(page, clip(), remote) == FIRST


def test_the_day_of_the_reels_is_any_24_hours() -> None:
    moment = datetime(2026, 11, 27, 13, 0, tzinfo=UTC)
    made = [moment - timedelta(hours=hours) for hours in range(30)]  # 24 of them in the last day
    assert quota.free_at(made, moment) is None
    full = [moment - timedelta(minutes=30 + one) for one in range(30)]
    assert quota.free_at(full[:29], moment) is None
    assert quota.free_at(full, moment) == moment + timedelta(hours=23, minutes=1)
    assert quota.free_at([one - timedelta(hours=23) for one in full], moment) == moment + timedelta(minutes=1)


def test_what_facebook_would_refuse_is_refused_before_anything_leaves(
    page: FacebookPage, facebook: Facebook, clip: Clips
) -> None:
    with pytest.raises(errors.NoVideo):
        page.look_over(clip(shape="2:1"))
    post = clip(shape="9:16")
    large = tuple(replace(one, size=11 << 30) if one.shape == "9:16" else one for one in post.files)
    with pytest.raises(errors.TooLarge, match="10 GB"):
        page.look_over(replace(post, files=large))
    assert facebook.asked == []


@pytest.mark.parametrize("shape", ["9:16", "16:9"])
@pytest.mark.parametrize("change", [lambda data: b"x" + data[1:], lambda data: data + b"x", lambda data: data[:-1]])
def test_another_file_than_was_signed_is_never_whole_there(
    page: FacebookPage, facebook: Facebook, clip: Clips, shape: str, change: Callable[[bytes], bytes]
) -> None:
    post = clip(shape=shape)
    path = next(one.path for one in post.files if one.shape == shape)
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(NotWhatWasSigned):
        prepared(page, post)
    assert not any(one.is_whole for one in facebook.films.values())


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("123456", Handle(video="123456")),
        ("123456.0123456789abcdef", Handle("123456", "0123456789abcdef")),
        ("123456.0123456789abcdef.77-ab", Handle("123456", "0123456789abcdef", "77-ab")),
        ("98+123456.0123456789abcdef", Handle("123456", "0123456789abcdef", old="98")),
        ("98+123456.0123456789abcdef.7", Handle("123456", "0123456789abcdef", "7", "98")),
    ],
)
def test_a_remote_id_is_taken_apart_and_put_together(text: str, handle: Handle) -> None:
    assert Handle.read(text) == handle
    assert str(handle) == text


@pytest.mark.parametrize("text", ["", "x", "98+123456", "1.0123", "12/../me", "new-0123456789abcdef"])
def test_what_is_no_remote_id_of_ours_stands_for_nothing(text: str) -> None:
    assert Handle.read(text) == Handle()


def test_no_refusal_is_repeated_for_ever(page: FacebookPage, facebook: Facebook, clip: Clips) -> None:
    facebook.faults.add("video_reels.start", "refuse 506")
    with pytest.raises(Refused, match="a moment ago"):
        page.reserve("", clip())
    assert facebook.films == {}
