"""A YouTube channel: private first, resumed where it broke, marked as it should be, and never another film than was signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from clipdesk.connectors.contract import ConnectorError, NotReady, NotTaken, NotWhatWasSigned, Outcome, Post, Refused
from clipdesk.connectors.http import NoAnswer
from clipdesk.connectors.tests.clips import film
from clipdesk.connectors.tests.test_contract import brought_out, prepared, quiet
from clipdesk.connectors.youtube import errors
from clipdesk.connectors.youtube.connecting import Channel, check
from clipdesk.connectors.youtube.connector import YouTubeChannel
from clipdesk.connectors.youtube.handle import Handle
from clipdesk.connectors.youtube.practice.emulator import CHANNEL, OTHER, YouTube
from clipdesk.connectors.youtube.quota import asked_again, next_day
from clipdesk.kernel.clock import now

Clips = Callable[..., Post]


def out(channel: YouTubeChannel, post: Post, remote: str = "") -> str:
    """Bring a post out; return its id."""
    found = brought_out(channel, post, remote)
    assert found
    return found


def names(youtube: YouTube) -> list[str]:
    """Return which calls came, in order."""
    return [name for name, _ in youtube.asked]


def test_it_is_private_until_it_is_published_and_says_so_itself(
    channel: YouTubeChannel, youtube: YouTube, clip: Clips
) -> None:
    remote = channel.reserve("", clip())
    assert remote.startswith("new-")
    assert youtube.asked[0][1]["status"]["privacyStatus"] == "private"
    assert youtube.films == {}
    with pytest.raises(NotReady):
        channel.send(remote, clip(), quiet)
    remote = channel.reserve(remote, clip())
    assert Channel.link(remote) == ""
    assert youtube.public() == {}
    assert out(channel, clip(), remote) == "vid-0000001"
    assert Channel.link("vid-0000001") == "https://www.youtube.com/watch?v=vid-0000001"
    assert youtube.invalid == []


def test_marks_are_youtubes_own_and_always_said(channel: YouTubeChannel, youtube: YouTube, clip: Clips) -> None:
    out(channel, clip())
    flags = {"ai_altered": True, "paid": True, "made_for_children": True}
    out(channel, clip("b", flags=flags))
    plain, marked = (one.resource for one in youtube.films.values())
    assert plain["status"]["selfDeclaredMadeForKids"] is False
    assert plain["status"]["containsSyntheticMedia"] is False
    assert plain["paidProductPlacementDetails"] == {"hasPaidProductPlacement": False}
    assert marked["status"]["selfDeclaredMadeForKids"] is True
    assert marked["status"]["containsSyntheticMedia"] is True
    assert marked["paidProductPlacementDetails"] == {"hasPaidProductPlacement": True}
    assert "AI" not in marked["snippet"]["description"]  # YouTube says it by itself
    assert plain["snippet"]["defaultLanguage"] == "vi"
    assert plain["snippet"]["categoryId"] == "25"


def test_a_piece_that_is_kept_in_part_is_gone_on_with_from_there(
    channel: YouTubeChannel, youtube: YouTube, clip: Clips
) -> None:
    youtube.halves = True
    seen: list[int] = []
    remote = channel.reserve("", clip())
    with pytest.raises(NotReady):
        channel.send(remote, clip(), seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == len(film(90, 160, "a"))
    assert [one.data for one in youtube.films.values()] == [film(90, 160, "a")]
    assert youtube.invalid == []


def test_another_run_goes_on_where_the_first_stopped(channel: YouTubeChannel, youtube: YouTube, clip: Clips) -> None:
    remote, seen = channel.reserve("", clip()), list[int]()

    def stop(sent: int) -> None:
        if sent >= 2 << 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        channel.send(remote, clip(), stop)
    assert channel.reserve(remote, clip()) == remote
    with pytest.raises(NotReady):
        channel.send(remote, clip(), seen.append)
    assert seen[0] == 2 << 20
    assert youtube.made == 1


def test_a_line_that_never_holds_rests_and_is_gone_on_with(
    channel: YouTubeChannel, youtube: YouTube, clip: Clips
) -> None:
    remote = channel.reserve("", clip())
    youtube.faults.add("piece", *["503"] * 4)
    with pytest.raises(NotTaken) as rest:
        channel.send(remote, clip(), quiet)
    assert rest.value.wait == 30
    assert out(channel, clip(), remote) == "vid-0000001"


def test_an_address_that_is_over_is_replaced_and_makes_one_video(
    channel: YouTubeChannel, youtube: YouTube, clip: Clips
) -> None:
    remote = channel.reserve("", clip())
    youtube.uploads.clear()
    with pytest.raises(NotTaken):
        channel.send(remote, clip(), quiet)
    assert out(channel, clip(), remote) == "vid-0000001"
    assert youtube.made == 1


def test_it_waits_until_youtube_has_processed_it(channel: YouTubeChannel, youtube: YouTube, clip: Clips) -> None:
    youtube.processing = 3
    remote = channel.reserve("", clip())
    waits = []
    for _ in range(20):
        try:
            remote = channel.reserve(remote, clip())
            channel.send(remote, clip(), quiet)
            break
        except NotReady as error:
            waits.append(error.wait)
    assert len(waits) >= 2
    assert set(waits) == {15}
    assert youtube.public() == {}


@pytest.mark.parametrize(
    ("fate", "meaning"),
    [
        ({"uploadStatus": "failed", "failureReason": "codec"}, errors.Unprocessable),
        ({"uploadStatus": "failed", "failureReason": "somethingNew"}, errors.Unprocessable),
        ({"uploadStatus": "rejected", "rejectionReason": "copyright"}, errors.RightsClaimed),
        ({"uploadStatus": "rejected", "rejectionReason": "duplicate"}, errors.Duplicate),
        ({"uploadStatus": "rejected", "rejectionReason": "length"}, errors.TooLongThere),
        ({"uploadStatus": "rejected", "rejectionReason": "termsOfUse"}, errors.Rejected),
        ({"uploadStatus": "deleted"}, errors.VideoGone),
    ],
)
def test_what_youtube_will_not_show_is_refused_in_a_sentence(
    channel: YouTubeChannel, youtube: YouTube, clip: Clips, fate: dict[str, str], meaning: type[Refused]
) -> None:
    youtube.fate = fate
    with pytest.raises(meaning):
        out(channel, clip())
    assert youtube.seen == []


def test_words_of_one_package_never_go_public_above_the_film_of_another(
    channel: YouTubeChannel, youtube: YouTube, clip: Clips
) -> None:
    remote = prepared(channel, clip())
    with pytest.raises(NotTaken):
        channel.publish(remote, clip("b"))
    assert youtube.seen == []
    assert out(channel, clip("b"), remote) == "vid-0000002"
    assert list(youtube.films) == ["vid-0000002"]  # the upload that nobody signed any more is deleted
    assert youtube.films["vid-0000002"].data == film(90, 160, "b")
    youtube.uploads.clear()
    with pytest.raises(NotTaken):
        channel.publish("vid-0000002", clip("a"))


def test_an_upload_that_was_begun_for_another_film_is_given_up(
    channel: YouTubeChannel, youtube: YouTube, clip: Clips
) -> None:
    remote = channel.reserve("", clip())
    assert out(channel, clip("b"), remote) == "vid-0000001"
    assert [one.data for one in youtube.films.values()] == [film(90, 160, "b")]


def test_two_films_of_one_clip_are_never_to_be_seen_together(
    channel: YouTubeChannel, youtube: YouTube, clip: Clips
) -> None:
    remote = out(channel, clip())
    better = clip("b", is_public=True, replaces=clip())
    before = youtube.faults.count
    for number in range(1, 30):
        youtube.faults.at = {before + number: "500"}
        remote = out(channel, better, remote)
        assert youtube.most == 1
        assert len(youtube.public()) == 1
        if youtube.faults.at:
            break
        better = clip("ba"[number % 2], is_public=True, replaces=better)
        before = youtube.faults.count
    assert number > 8


def test_a_new_film_that_is_not_taken_leaves_the_old_one_to_be_seen(
    channel: YouTubeChannel, youtube: YouTube, clip: Clips
) -> None:
    first = out(channel, clip())
    better = clip("b", is_public=True, replaces=clip())
    remote = prepared(channel, better, first)
    youtube.faults.add("videos.update", "", "refuse 403 forbiddenPrivacySetting")
    with pytest.raises(errors.NotPublicYet):
        channel.publish(remote, better)
    assert list(youtube.public()) == [first]
    assert Channel.link(remote).endswith(first)


def test_what_somebody_chose_in_the_studio_stays(channel: YouTubeChannel, youtube: YouTube, clip: Clips) -> None:
    remote = out(channel, clip())
    there = youtube.films[remote].resource
    there["snippet"] |= {"tags": ["cầu"], "categoryId": "22"}
    there["status"] |= {"license": "creativeCommon", "embeddable": False}
    out(channel, clip(title="Cầu mới, đã sửa", is_public=True, replaces=clip()), remote)
    there = youtube.films[remote].resource
    assert (there["snippet"]["tags"], there["snippet"]["categoryId"]) == (["cầu"], "22")
    assert (there["status"]["license"], there["status"]["embeddable"]) == ("creativeCommon", False)
    assert there["snippet"]["title"] == "Cầu mới, đã sửa"
    assert youtube.invalid == []


def test_a_lost_answer_to_the_one_call_is_looked_up_exactly(
    channel: YouTubeChannel, youtube: YouTube, clip: Clips
) -> None:
    remote = prepared(channel, clip())
    youtube.faults.add("videos.update", "reset", "503")
    with pytest.raises(NoAnswer):
        channel.publish(remote, clip())
    assert channel.look_up(remote, clip()) is Outcome.LIVE
    assert channel.reserve(remote, clip(is_public=True)) == "vid-0000001"
    better = clip(title="Cầu mới, đã sửa", is_public=True, replaces=clip())
    with pytest.raises(NoAnswer):
        channel.publish("vid-0000001", better)
    assert channel.look_up("vid-0000001", better) is Outcome.ABSENT
    del youtube.films["vid-0000001"]
    assert channel.look_up("vid-0000001", clip()) is Outcome.ABSENT
    with pytest.raises(errors.VideoGone):
        channel.publish("vid-0000001", better)


def test_withdrawn_while_it_is_on_its_way_nothing_of_it_stays(
    channel: YouTubeChannel, youtube: YouTube, clip: Clips
) -> None:
    remote = channel.reserve("", clip())
    channel.withdraw(remote)
    assert youtube.uploads == {}
    channel.withdraw(remote)
    remote = channel.reserve("", clip())
    with pytest.raises(NotReady):
        channel.send(remote, clip(), quiet)
    assert len(youtube.films) == 1
    channel.withdraw(remote)
    assert youtube.films == {}
    channel.withdraw("")


def test_what_is_not_gone_is_not_said_to_be(channel: YouTubeChannel, youtube: YouTube, clip: Clips) -> None:
    remote = out(channel, clip())
    youtube.faults.add("videos.delete", "refuse 404 videoNotFound")
    with pytest.raises(NotTaken):
        channel.withdraw(remote)
    channel.withdraw(remote)


def test_a_token_that_ends_in_the_middle_is_renewed_once(
    channel: YouTubeChannel, youtube: YouTube, clip: Clips
) -> None:
    remote = channel.reserve("", clip())

    def end(sent: int) -> None:
        if sent == 1 << 20:
            youtube.access.clear()

    with pytest.raises(NotReady):
        channel.send(remote, clip(), end)
    assert (youtube.renewals, youtube.made) == (1, 1)
    youtube.access.clear()
    youtube.refresh.clear()
    with pytest.raises(errors.SignInNeeded):
        channel.reserve(remote, clip())


def test_that_google_cannot_be_asked_for_a_token_is_no_dead_permission(
    channel: YouTubeChannel, youtube: YouTube, clip: Clips
) -> None:
    youtube.access.clear()
    youtube.faults.add("token", "503", "reset")
    for _ in range(2):
        with pytest.raises(NotTaken):
            channel.reserve("", clip())
    assert out(channel, clip())


def test_todays_quota_is_said_with_when_it_begins_anew(channel: YouTubeChannel, youtube: YouTube, clip: Clips) -> None:
    youtube.uploads_left = 0
    with pytest.raises(errors.QuotaUsedUp) as used:
        channel.reserve("", clip())
    assert used.value.until == asked_again(now())
    assert used.value.quota == "uploads"
    assert youtube.films == {}


def test_the_day_of_the_quota_begins_at_midnight_in_the_pacific_zone() -> None:
    winter = datetime(2026, 11, 27, 13, 0, tzinfo=UTC)  # 05:00 there
    assert next_day(winter).astimezone(UTC) == datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
    assert asked_again(winter) == next_day(winter)
    just_begun = datetime(2026, 11, 27, 8, 0, 1, tzinfo=UTC)  # YouTube's clock may be a little behind ours
    assert asked_again(just_begun) == just_begun + timedelta(minutes=5)
    summer = datetime(2026, 7, 1, 6, 59, 30, tzinfo=UTC)  # 23:59:30 there
    assert next_day(summer).astimezone(UTC) == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)


def test_what_youtube_would_refuse_is_refused_before_anything_leaves(
    channel: YouTubeChannel, youtube: YouTube, clip: Clips
) -> None:
    for words, meaning in (
        ({"title": "a" * 101}, errors.TitleTooLong),
        ({"description": "ế" * 1667}, errors.DescriptionTooLong),  # each is three bytes
        ({"title": "Cầu <mới>"}, errors.AngleBrackets),
        ({"shape": "2:1"}, errors.NoVideo),
    ):
        with pytest.raises(meaning):
            channel.look_over(clip(**words))
    channel.look_over(clip(title="a" * 100, description="ế" * 1666))
    assert youtube.asked == []


def test_one_flipped_byte_makes_no_video_at_all(channel: YouTubeChannel, youtube: YouTube, clip: Clips) -> None:
    post = clip()
    path = next(one.path for one in post.files if one.shape == "9:16")
    path.write_bytes(b"x" + path.read_bytes()[1:])
    with pytest.raises(NotWhatWasSigned):
        prepared(channel, post)
    assert youtube.films == {}


@pytest.mark.parametrize(
    ("status", "reason", "meaning"),
    [
        (401, "authError", errors.SignInNeeded),
        (401, "youtubeSignupRequired", errors.NoChannel),
        (403, "insufficientPermissions", errors.RightsMissing),
        (403, "accessNotConfigured", errors.ApiOff),
        (403, "channelSuspended", errors.ChannelClosed),
        (403, "quotaExceeded", errors.QuotaUsedUp),
        (403, "dailyLimitExceeded", errors.QuotaUsedUp),
        (403, "rateLimitExceeded", errors.Busy),
        (429, "rateLimitExceeded", errors.Busy),
        (403, "forbidden", errors.NotAllowedThere),
        (403, "forbiddenPrivacySetting", errors.NotPublicYet),
        (404, "videoNotFound", errors.VideoGone),
        (400, "uploadLimitExceeded", errors.UploadsUsedUp),
        (400, "invalidTitle", errors.WordsRefused),
        (400, "somethingNew", Refused),
        (500, "backendError", NoAnswer),
        (503, "", NoAnswer),
    ],
)
def test_what_youtube_says_and_what_it_means(status: int, reason: str, meaning: type[ConnectorError]) -> None:
    said = {"error": {"code": status, "message": "Words.", "errors": [{"reason": reason}]}}
    error = errors.error_of(status, said, until=now())
    assert type(error) is meaning
    assert "{" not in str(error)  # every place of the sentence is filled


@pytest.mark.parametrize("said", [None, [], {"error": "invalid"}, {"error": {"errors": ["x"]}}, {"error": {}}])
def test_an_answer_of_another_shape_is_refused_all_the_same(said: object) -> None:
    assert type(errors.error_of(400, said, until=now())) is Refused


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("dQw4w9WgXcQ", Handle(video="dQw4w9WgXcQ")),
        ("dQw4w9WgXcQ.0123456789abcdef", Handle(video="dQw4w9WgXcQ", film="0123456789abcdef")),
        (
            "new-0123456789abcdef-https://x.example/u?id=1+2",
            Handle(session="https://x.example/u?id=1+2", film="0123456789abcdef"),
        ),
        (
            "dQw4w9WgXcQ+abcdefghijk.0123456789abcdef",
            Handle(video="abcdefghijk", film="0123456789abcdef", old="dQw4w9WgXcQ"),
        ),
        (
            "dQw4w9WgXcQ+new-0123456789abcdef-https://x.example/u",
            Handle(session="https://x.example/u", film="0123456789abcdef", old="dQw4w9WgXcQ"),
        ),
    ],
)
def test_a_remote_id_is_taken_apart_and_put_together(text: str, handle: Handle) -> None:
    assert Handle.read(text) == handle
    assert str(handle) == text


def test_what_is_no_remote_id_of_ours_stands_for_nothing() -> None:
    for text in ("", "x", "a b", "new-0123456789abcdef-file:///etc/passwd"):
        assert Handle.read(text) == Handle()


def test_which_channel_it_is(channel: YouTubeChannel, youtube: YouTube) -> None:
    found = check(channel.api)
    assert found == Channel(CHANNEL, "Sông Hồng TV", "@songhong")
    assert found.url == "https://www.youtube.com/@songhong"
    assert check(channel.api, CHANNEL) == found
    with pytest.raises(errors.OtherChannel, match="Sông Hồng TV"):
        check(channel.api, OTHER)
    youtube.chosen = ""
    with pytest.raises(errors.NoChannel):
        check(channel.api)
    assert Channel.remote_id_of("https://youtu.be/dQw4w9WgXcQ?si=x") == "dQw4w9WgXcQ"
    assert Channel.remote_id_of("https://t.me/songhong/7") == ""


def test_bytes_and_a_token_go_to_no_address_that_only_an_answer_names(
    channel: YouTubeChannel, youtube: YouTube, clip: Clips
) -> None:
    youtube.base = "http://127.0.0.1:9"
    with pytest.raises(NoAnswer):
        channel.reserve("", clip())
    assert youtube.films == {}
