"""A Telegram channel: once only in every fault, corrected, withdrawn, and never what was not signed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from clipdesk.connectors.contract import ConnectorError, NotTaken, NotWhatWasSigned, Outcome, Post, Refused
from clipdesk.connectors.http import NoAnswer, NotReached, Times
from clipdesk.connectors.picture_size import Size, picture_size, video_size
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.telegram import errors
from clipdesk.connectors.telegram.bot import Bot
from clipdesk.connectors.telegram.connecting import Channel, check
from clipdesk.connectors.telegram.connector import TelegramChannel
from clipdesk.connectors.telegram.practice.emulator import CHANNEL, TOKEN, Telegram
from clipdesk.connectors.telegram.tests.server import Server
from clipdesk.connectors.tests.clips import film, picture

Clips = Callable[..., Post]


def quiet(sent: int) -> None:
    """Take no notice."""


def test_posts_exactly_the_signed_bytes_with_words_as_they_are(
    channel: TelegramChannel, telegram: Telegram, clip: Clips
) -> None:
    post = clip()
    remote = channel.reserve("", clip())
    channel.send(remote, post, quiet)
    assert telegram.asked == []  # nothing leaves before the publish call
    assert channel.publish(remote, post) == "101"
    assert telegram.invalid == []
    assert telegram.posts[101]["video"] == film(90, 160, "a")  # upright, where no shape was named
    assert telegram.posts[101]["caption"] == "Cầu mới\n\nThông xe *sáng nay* <b>&</b> [x](y)"
    assert telegram.posts[101]["fields"]["chat_id"] == CHANNEL
    assert telegram.posts[101]["fields"]["supports_streaming"] is True
    assert telegram.posts[101]["fields"]["cover"] == "attach://picture"
    assert telegram.posts[101]["fields"]["picture"] == picture(1080, 1920)
    assert (telegram.posts[101]["fields"]["width"], telegram.posts[101]["fields"]["height"]) == (90, 160)
    assert not {"parse_mode", "has_spoiler"} & set(telegram.posts[101]["fields"])


def test_the_shape_that_was_signed_goes_there(channel: TelegramChannel, telegram: Telegram, clip: Clips) -> None:
    channel.publish("new-x", clip(shape="1:1"))
    assert telegram.posts[101]["video"] == film(90, 90, "a")
    assert "cover" not in telegram.posts[101]["fields"]  # the picture is upright: Telegram would cut it
    channel.publish("new-y", clip(shape="4:5"))
    assert telegram.posts[102]["video"] == film(80, 100, "a")
    with pytest.raises(errors.NoVideo):
        channel.send("new-z", clip(shape="2:1"), quiet)
    assert telegram.invalid == []


@pytest.mark.parametrize("fault", ["reset", "silence", "500", "drip"])
def test_an_answer_lost_after_the_post_is_up_is_unknown_and_nobody_can_look_it_up(
    channel: TelegramChannel, telegram: Telegram, clip: Clips, fault: str
) -> None:
    telegram.faults.add("sendVideo", fault)
    remote = channel.reserve("", clip())
    with pytest.raises(NoAnswer) as lost:
        channel.publish(remote, clip())
    assert not lost.value.permanent
    assert not isinstance(lost.value, NotTaken)
    assert channel.look_up(remote, clip()) is Outcome.CANNOT_TELL
    assert telegram.posted == 1


def test_a_line_that_breaks_before_the_end_is_known_to_have_posted_nothing(
    channel: TelegramChannel, telegram: Telegram, clip: Clips
) -> None:
    telegram.faults.add("sendVideo", "reset before the end")
    with pytest.raises(NotReached):
        channel.publish(channel.reserve("", clip()), clip())
    assert telegram.posted == 0
    assert channel.publish(channel.reserve("", clip()), clip()) == "101"


def test_nobody_listening_is_known_to_have_posted_nothing(server: Server, clip: Clips) -> None:
    bot = Bot(Secret(TOKEN), server.url, Times(step=1, answer=1))
    server.stop()
    with pytest.raises(NotReached):
        TelegramChannel(bot, CHANNEL).publish("new-x", clip())


def test_a_last_word_against_it_posts_and_changes_nothing(
    channel: TelegramChannel, telegram: Telegram, clip: Clips
) -> None:
    def no() -> None:
        raise NotTaken

    for post in (clip(), clip("b", is_public=True), clip(title="Cầu mới, đã sửa", is_public=True, replaces=clip())):
        with pytest.raises(NotTaken):
            channel.publish("101" if post.is_public else "new-x", post, no)
    assert telegram.asked == []


def test_only_what_goes_there_is_counted(clip: Clips) -> None:
    upright = len(film(90, 160, "a"))
    assert TelegramChannel.bytes_of(clip(shape="9:16")) == upright + len(picture(1080, 1920))
    assert TelegramChannel.bytes_of(clip(shape="1:1")) == len(film(90, 90, "a"))
    assert TelegramChannel.bytes_of(clip(shape="2:1")) == 0


def test_a_post_that_telegram_lets_nobody_change_is_not_said_to_be_marked(
    channel: TelegramChannel, telegram: Telegram, clip: Clips
) -> None:
    number = channel.publish(channel.reserve("", clip()), clip())
    telegram.too_old = True
    telegram.faults.add("editMessageCaption", "not editable")
    with pytest.raises(errors.NotEditable, match="stands as it was"):
        channel.withdraw(number)


def test_too_many_requests_says_how_long_to_wait(channel: TelegramChannel, telegram: Telegram, clip: Clips) -> None:
    telegram.faults.add("sendVideo", "429")
    with pytest.raises(NotTaken) as busy:
        channel.publish(channel.reserve("", clip()), clip())
    assert busy.value.wait == 7
    assert telegram.posted == 0


@pytest.mark.parametrize("place", [0, 1_500_000, -1])
def test_one_flipped_byte_posts_nothing_even_when_it_flips_after_sending_was_prepared(
    channel: TelegramChannel, telegram: Telegram, clip: Clips, place: int
) -> None:
    post = clip()
    channel.send("new-x", post, quiet)
    path = next(one.path for one in post.files if one.shape == "9:16")
    changed = bytearray(path.read_bytes())
    changed[place] ^= 1
    path.write_bytes(changed)
    with pytest.raises(NotWhatWasSigned):
        channel.publish("new-x", post)
    with pytest.raises(NotWhatWasSigned):
        channel.send("new-x", post, quiet)
    assert telegram.asked == []
    assert telegram.posted == 0


def test_a_correction_takes_the_place_of_the_post_and_may_be_repeated(
    channel: TelegramChannel, telegram: Telegram, clip: Clips
) -> None:
    number = channel.publish(channel.reserve("", clip()), clip())
    better = clip("b", title="Cầu mới, đã sửa", note="Tên xã đã được sửa.", is_public=True)
    telegram.faults.add("editMessageMedia", "reset")
    with pytest.raises(NoAnswer):
        channel.publish(number, better)
    assert channel.look_up(number, better) is Outcome.ABSENT  # it may be sent again
    assert channel.publish(number, better) == number
    assert telegram.invalid == []
    assert telegram.posted == 1
    assert telegram.posts[101]["video"] == film(90, 160, "b")
    assert telegram.posts[101]["caption"].startswith("Cầu mới, đã sửa\n\n")
    assert telegram.posts[101]["caption"].endswith("\n\nTên xã đã được sửa.")


def test_where_the_same_files_are_up_only_the_words_are_changed(
    channel: TelegramChannel, telegram: Telegram, clip: Clips
) -> None:
    number = channel.publish(channel.reserve("", clip()), clip())
    better = clip(title="Cầu mới, đã sửa", is_public=True, replaces=clip())
    for _ in range(2):  # repeating it is harmless
        assert channel.publish(number, better) == number
    assert [method for method, _ in telegram.asked] == ["sendVideo", "editMessageCaption", "editMessageCaption"]
    assert telegram.posts[101]["caption"].startswith("Cầu mới, đã sửa")
    assert telegram.posts[101]["video"] == film(90, 160, "a")
    channel.publish(number, clip("b", is_public=True, replaces=clip()))
    channel.publish(number, clip(is_public=True, shape="16:9", replaces=clip()))
    assert telegram.asked[-1][0] == "editMessageMedia"
    assert telegram.posts[101]["video"] == film(160, 90, "a")
    assert (telegram.posted, telegram.invalid) == (1, [])


def test_what_a_person_found_is_never_joined_by_a_second_post(
    channel: TelegramChannel, telegram: Telegram, clip: Clips
) -> None:
    with pytest.raises(errors.PostUnknown):
        channel.publish("new-x", clip(is_public=True))
    with pytest.raises(errors.PostUnknown):
        channel.withdraw("new-x")
    assert telegram.asked == []


def test_withdrawing_deletes_and_may_be_repeated(channel: TelegramChannel, telegram: Telegram, clip: Clips) -> None:
    number = channel.publish(channel.reserve("", clip()), clip())
    channel.withdraw(number)
    channel.withdraw(number)
    assert telegram.posts == {}
    assert telegram.invalid == []


def test_what_is_too_old_to_delete_says_that_it_was_withdrawn_and_asks_a_person(
    channel: TelegramChannel, telegram: Telegram, clip: Clips
) -> None:
    number = channel.publish(channel.reserve("", clip()), clip())
    telegram.too_old = True
    for _ in range(2):
        with pytest.raises(errors.TooOld, match="still up"):
            channel.withdraw(number)
        assert telegram.posts[101]["caption"] == "Đài đã gỡ video này."
    del telegram.posts[101]  # the person has deleted it
    channel.withdraw(number)


def test_what_telegram_would_refuse_is_refused_before_anything_leaves(
    bot: Bot, channel: TelegramChannel, telegram: Telegram, clip: Clips
) -> None:
    with pytest.raises(errors.CaptionTooLong, match="these are 1025"):
        channel.send("new-x", clip(title="a" * 119, description="b" * 904), quiet)
    channel.send("new-x", clip(title="a" * 119, description="b" * 903), quiet)
    assert TelegramChannel.characters(clip(title="a" * 119, description="b" * 903)) == 1024
    with pytest.raises(errors.CaptionTooLong, match="these are 1202"):
        channel.send("new-x", clip(title="😀" * 100, description="😀" * 500), quiet)  # each counts as two
    with pytest.raises(errors.TooLarge):
        TelegramChannel(bot, CHANNEL, most_bytes=1_000_000).send("new-x", clip(), quiet)
    with pytest.raises(errors.NoVideo):
        channel.send("new-x", Post("a" * 64, "Cầu", "", "vi", ()), quiet)
    assert telegram.asked == []


def test_what_was_made_with_ai_or_paid_for_is_said_in_words(
    channel: TelegramChannel, telegram: Telegram, clip: Clips
) -> None:
    channel.publish("new-x", clip(description="", flags={"ai_altered": True, "paid": True}))
    assert telegram.posts[101]["caption"] == "Cầu mới\n\nCó phần do AI tạo ra hoặc chỉnh sửa. Nội dung được tài trợ."


@pytest.mark.parametrize(
    ("status", "said", "meaning"),
    [
        (401, {"error_code": 401, "description": "Unauthorized"}, errors.TokenRefused),
        (404, {"error_code": 404, "description": "Not Found"}, errors.TokenRefused),
        (400, {"error_code": 400, "description": "Bad Request: chat not found"}, errors.NotInChannel),
        (
            403,
            {"error_code": 403, "description": "Forbidden: bot was kicked from the channel chat"},
            errors.NotInChannel,
        ),
        (400, {"error_code": 400, "description": "Bad Request: not enough rights"}, errors.RightMissing),
        (400, {"error_code": 400, "description": "Bad Request: member list is inaccessible"}, errors.NotInChannel),
        (400, {"error_code": 400, "description": "Bad Request: CHAT_WRITE_FORBIDDEN"}, errors.RightMissing),
        (400, {"error_code": 400, "description": "Bad Request: have no write access to the chat"}, errors.RightMissing),
        (400, {"error_code": 400, "description": "Bad Request: message can't be edited"}, errors.NotEditable),
        (401, {"error_code": "many", "description": "Unauthorized"}, errors.TokenRefused),
        (502, {"error_code": None}, NoAnswer),
        (400, {"error_code": 400, "description": "Bad Request: something new"}, Refused),
        (413, {"error_code": 413, "description": "Request Entity Too Large"}, Refused),
        (502, {"error_code": 502, "description": "Bad Gateway"}, NoAnswer),
        (429, {"error_code": 429, "description": "Too Many Requests"}, errors.TooFast),
    ],
)
def test_what_telegram_says_and_what_it_means(status: int, said: dict[str, object], meaning: type[Exception]) -> None:
    assert type(errors.error_of(status, said)) is meaning


def test_connecting_names_the_channel(bot: Bot) -> None:
    found = check(bot, "@songhong")
    assert found == Channel(CHANNEL, "Sông Hồng TV", "songhong")
    assert found.link("101") == "https://t.me/songhong/101"
    assert found.link("new-x") == ""
    assert Channel(CHANNEL, "Riêng", "").link("101") == ""


@pytest.mark.parametrize(
    ("link", "number"),
    [
        ("https://t.me/songhong/101", "101"),
        (" t.me/SongHong/101?single\n", "101"),
        ("https://t.me/s/songhong/101", "101"),
        ("https://telegram.me/songhong/00101/", "101"),
        ("https://t.me/c/1234567890/101", "101"),  # as members copy it, and the only link of a private channel
        ("https://t.me/c/1234567891/101", ""),
        ("https://t.me/songhong2/101", ""),
        ("https://t.me/songhong", ""),
        ("https://t.me.evil.example/songhong/101", ""),
        ("https://evil.example/t.me/songhong/101", ""),
        ("101", ""),
        ("", ""),
    ],
)
def test_a_copied_link_says_which_post(link: str, number: str) -> None:
    assert Channel(CHANNEL, "Sông Hồng TV", "songhong").remote_id_of(link) == number


def test_a_private_channel_has_no_name_to_be_taken_for() -> None:
    assert Channel(CHANNEL, "Riêng", "").remote_id_of("https://t.me/songhong/101") == ""


@pytest.mark.parametrize("right", ["can_post_messages", "can_edit_messages", "can_delete_messages"])
def test_connecting_tells_what_is_missing(bot: Bot, telegram: Telegram, server: Server, right: str) -> None:
    telegram.rights[right] = False
    with pytest.raises(errors.RightMissing):
        check(bot, "@songhong")
    with pytest.raises(errors.NotInChannel):
        check(bot, "@elsewhere")
    with pytest.raises(errors.TokenRefused):
        check(Bot(Secret("1234:" + "x" * 30), server.url), "@songhong")
    telegram.chat_type = "supergroup"
    with pytest.raises(errors.NotAChannel):
        check(bot, "@songhong")


@pytest.mark.parametrize("token", ["", "123456:short", "123:" + "x" * 30 + "/../x", "123:" + "x" * 30 + "\n", "a b"])
def test_what_is_no_token_never_becomes_part_of_an_address(token: str) -> None:
    with pytest.raises(errors.TokenRefused) as refused:
        Bot(Secret(token))
    assert token == "" or token not in str(refused.value)


def test_the_token_is_in_no_error_and_no_picture_of_the_bot(bot: Bot, telegram: Telegram, clip: Clips) -> None:
    assert "CANARY" not in repr(bot)
    telegram.faults.add("sendVideo", "reset", "refuse", "500")
    for _ in range(3):
        with pytest.raises(ConnectorError) as failed:
            TelegramChannel(bot, CHANNEL).publish("new-x", clip())
        error: BaseException | None = failed.value
        while error is not None:
            assert "CANARY" not in f"{error!r} {error}"
            error = error.__cause__


def test_a_video_says_its_size(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    made = ["-y", "-f", "lavfi", "-i", "color=red:s=90x160:d=3:r=10", "-pix_fmt", "yuv420p"]
    subprocess.run([get_ffmpeg_exe(), *made, str(path)], check=True, capture_output=True)
    assert video_size(path) == Size(90, 160, 3)
    still = tmp_path / "a.jpg"
    subprocess.run(
        [get_ffmpeg_exe(), "-y", "-i", str(path), "-frames:v", "1", str(still)], check=True, capture_output=True
    )
    assert picture_size(still) == (90, 160)
    assert Size(1080, 1920, 3).is_like(90, 160)
    assert not Size(1080, 1920, 3).is_like(160, 90)
    path.write_bytes(b"no video at all")
    assert video_size(path) is None
    assert picture_size(path) is None
