"""One Official Account: hidden before the one call, once, whatever is lost; corrected in place, withdrawn, given up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from clipdesk.connectors.contract import (
    AccountTrouble,
    ConnectorError,
    NotReady,
    NotTaken,
    Outcome,
    Post,
    Refused,
    StillWorking,
)
from clipdesk.connectors.tests.clips import film
from clipdesk.connectors.tests.test_contract import asked, brought_out, prepared, quiet
from clipdesk.connectors.zalo import errors
from clipdesk.connectors.zalo.connecting import ZaloAccount
from clipdesk.connectors.zalo.connector import ZaloOfficialAccount
from clipdesk.connectors.zalo.handle import Handle
from clipdesk.connectors.zalo.practice.emulator import ACCESS, OA, PICTURE, REFRESH, Zalo

Clips = Callable[..., Post]
FIRST = f"{1:020x}"
WORDS = "Thông xe *sáng nay* & [x](y)"


def out(account: ZaloOfficialAccount, post: Post, remote: str = "") -> str:
    """Bring a post out; return its id."""
    found = brought_out(account, post, remote)
    assert found
    return found


def names(zalo: Zalo) -> list[str]:
    """Return which calls came, in order."""
    return [name for name, _ in zalo.asked]


def step(account: ZaloOfficialAccount, remote: str, post: Post) -> str:
    """Send once; return the id under which it stands then."""
    remote = account.reserve(remote, post)
    try:
        account.send(remote, post, quiet)
    except NotReady as error:
        return error.remote_id or remote
    return remote


def test_each_name_that_zalo_gives_is_handed_out_before_the_next_call(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    remote = step(account, "", clip())
    (token,) = zalo.films
    assert (names(zalo), Handle.read(remote).token) == (["prepare"], token)
    assert zalo.films[token].data == film(90, 160, "a")
    assert step(account, remote, clip()) == remote  # it is being converted
    remote = step(account, remote, clip())
    assert names(zalo)[1:] == ["film", "film", "getoa", "create"]
    (token,) = zalo.changes
    assert (Handle.read(remote).token, Handle.read(remote).video) == (token, zalo.films[next(iter(zalo.films))].video)
    assert step(account, remote, clip()) == remote  # it is being processed
    remote = step(account, remote, clip())
    assert (Handle.read(remote).article, zalo.public()) == (FIRST, {})
    created = dict(zalo.asked)["create"]
    assert (created["status"], created["title"], created["description"]) == ("hide", "Cầu mới", WORDS)
    assert (created["avatar"], created["comment"]) == (PICTURE, "show")
    assert zalo.invalid == []


def test_one_call_shows_it_and_it_is_read_back(account: ZaloOfficialAccount, zalo: Zalo, clip: Clips) -> None:
    remote = prepared(account, clip())
    link = ZaloAccount(OA, "Sông Hồng TV").link
    assert link(remote) == ""
    zalo.asked.clear()
    assert account.publish(remote, clip()) == FIRST
    assert names(zalo) == ["detail", "update", "verify", "detail"]
    assert link(FIRST) == f"https://rd.zapps.vn/video?id={FIRST}&pageId={OA}"
    zalo.asked.clear()
    assert account.publish(remote, clip()) == FIRST  # repeated, it comes to the same
    assert names(zalo) == ["detail"]
    assert (zalo.made, zalo.seen) == (1, [FIRST])


@pytest.mark.parametrize("fault", ["reset", "500", "silence"])
def test_a_lost_answer_does_no_harm_and_is_found_out(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips, fault: str
) -> None:
    remote = prepared(account, clip())
    zalo.faults.add("update", fault)
    with pytest.raises(Exception, match="no answer"):
        account.publish(remote, clip())
    assert account.look_up(remote, clip()) is Outcome.LIVE
    assert account.reserve(remote, replace(clip(), is_public=True)) == FIRST
    assert account.publish(remote, clip()) == FIRST
    assert (zalo.made, zalo.seen) == (1, [FIRST])


def test_what_zalo_has_taken_and_does_not_show_yet_is_no_loss(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    zalo.changing = 3
    with pytest.raises(StillWorking) as taken:
        account.publish(prepared(account, clip()), clip())
    remote = taken.value.remote_id
    assert Handle.read(remote).change in zalo.changes
    outcomes = [account.look_up(remote, clip()) for _ in range(3)]
    assert outcomes == [Outcome.PROCESSING, Outcome.PROCESSING, Outcome.LIVE]
    assert account.reserve(remote, replace(clip(), is_public=True)) == FIRST
    assert zalo.seen == [FIRST]
    zalo.changing = 0
    zalo.faults.add("update", "refuse -214")  # an earlier change is still at work
    with pytest.raises(StillWorking):
        account.publish(FIRST, clip(title="Khác", is_public=True, replaces=clip()))


def test_a_lost_answer_to_the_call_for_an_article_leaves_at_most_a_hidden_one(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    zalo.faults.add("create", "reset")
    assert out(account, clip()) == f"{2:020x}"
    assert (list(zalo.public()), len(zalo.seen)) == ([f"{2:020x}"], 1)


def test_the_token_of_a_film_is_said_in_the_head_and_in_the_address(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    prepared(account, clip())
    (token,) = zalo.films
    assert dict(zalo.asked)["film"] == {"token": token}  # of the address; the emulator prefers the head


@pytest.mark.parametrize(
    ("fate", "meaning"), [(2, errors.FilmLocked), (4, errors.FilmUnreadable), (5, errors.FilmDeleted)]
)
def test_a_film_of_which_nothing_comes_is_told_and_sent_anew_when_it_is_tried_again(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips, fate: int, meaning: type[Refused]
) -> None:
    zalo.converting, zalo.fate = 0, fate
    remote = step(account, "", clip())
    with pytest.raises(meaning) as refusal:
        account.send(account.reserve(remote, clip()), clip(), quiet)
    assert refusal.value.params == {"reason": "The fate of it"}
    zalo.fate = 1
    assert out(account, clip(), refusal.value.remote_id) == FIRST
    assert len(zalo.films) == 2


def test_what_turns_out_useless_only_when_the_article_is_made_is_told(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    zalo.unusable = True
    with pytest.raises(errors.MediaRefused) as refusal:
        prepared(account, clip())
    zalo.unusable = False
    assert out(account, clip(), refusal.value.remote_id)
    assert len(zalo.seen) == 1


def test_an_article_that_zalo_shows_before_its_time_is_taken_away_at_once(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    zalo.hides = False
    with pytest.raises(errors.ShownAtOnce):
        prepared(account, clip())
    assert zalo.public() == {}


def test_what_could_never_be_read_is_never_made_twice(account: ZaloOfficialAccount, zalo: Zalo, clip: Clips) -> None:
    zalo.reads_hidden, zalo.converting, zalo.processing = False, 0, 0
    remote = step(account, step(account, "", clip()), clip())
    for _ in range(3):
        assert account.reserve(remote, clip()) == remote
        with pytest.raises(errors.BeingProcessed):
            account.send(remote, clip(), quiet)
    assert (zalo.made, zalo.seen) == (1, [])


def test_made_public_there_by_hand_it_is_the_one_article(account: ZaloOfficialAccount, zalo: Zalo, clip: Clips) -> None:
    remote = prepared(account, clip())
    zalo.articles[FIRST]["status"] = "show"
    with pytest.raises(NotTaken):  # it stays, and is not forgotten
        account.give_up(remote)
    assert account.publish(remote, clip()) == FIRST
    assert (zalo.made, list(zalo.public())) == (1, [FIRST])


def test_a_correction_keeps_the_link_and_what_was_chosen_on_zalo(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    first = clip()
    out(account, first)
    zalo.articles[FIRST] |= {"comment": "hide", "avatar": "https://photo.zalo.example/better.jpg"}
    better = clip("b", title="Cầu mới, đã sửa", note="Hình cầu đã được thay.", is_public=True, replaces=first)
    assert out(account, better, FIRST) == FIRST
    there = zalo.articles[FIRST]
    assert (there["title"], there["description"]) == ("Cầu mới, đã sửa", f"{WORDS}\n\nHình cầu đã được thay.")
    assert (there["comment"], there["avatar"]) == ("hide", "https://photo.zalo.example/better.jpg")
    assert (zalo.data_of(FIRST), zalo.made) == (film(90, 160, "b"), 1)


def test_a_corrected_film_is_not_public_before_the_call_and_the_old_one_stays_until_then(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    first = clip()
    out(account, first)
    better = clip("b", is_public=True, replaces=first)
    remote = prepared(account, better, FIRST)
    assert (Handle.read(remote).old, zalo.data_of(FIRST)) == (FIRST, film(90, 160, "a"))
    assert account.look_up(remote, better) is Outcome.ABSENT
    with pytest.raises(NotTaken):
        account.give_up(remote)
    assert list(zalo.public()) == [FIRST]
    zalo.faults.add("update", "reset")
    with pytest.raises(Exception, match="no answer"):
        account.publish(remote, better)
    assert account.look_up(remote, better) is Outcome.LIVE
    zalo.tells_film = False
    assert account.look_up(remote, better) is Outcome.ABSENT  # it is not known, and made again
    assert account.publish(remote, better) == FIRST
    assert zalo.data_of(FIRST) == film(90, 160, "b")


def test_where_zalo_does_not_tell_the_film_a_change_of_words_brings_it_again(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    first = clip()
    out(account, first)
    better = clip(title="Cầu mới, đã sửa", is_public=True, replaces=first)
    assert account.reserve(FIRST, better) == FIRST
    zalo.tells_film = False
    assert out(account, better, FIRST) == FIRST
    assert (len(zalo.films), zalo.articles[FIRST]["title"]) == (2, "Cầu mới, đã sửa")


def test_a_hidden_article_of_another_film_is_taken_away(account: ZaloOfficialAccount, zalo: Zalo, clip: Clips) -> None:
    remote = prepared(account, clip())
    other = clip("b")
    assert Handle.read(account.reserve(remote, other)).name
    assert zalo.articles == {}
    with pytest.raises(NotTaken):
        account.publish(remote, other)
    assert zalo.seen == []


def test_what_is_given_up_at_any_step_leaves_nothing_that_could_be_seen(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    zalo.processing = 0
    for steps in range(6):
        remote = account.reserve("", clip())
        for _ in range(steps):
            remote = step(account, remote, clip())
        account.give_up(remote)
        assert zalo.articles == {}
    assert zalo.made > 1


def test_what_zalo_has_not_named_yet_is_given_up_once_it_has(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    zalo.converting = 0
    remote = step(account, step(account, "", clip()), clip())
    with pytest.raises(errors.BeingProcessed):
        account.give_up(remote)
    account.give_up(remote)
    assert (zalo.articles, zalo.made) == ({}, 1)


def test_what_has_a_name_and_cannot_be_read_yet_is_not_forgotten(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    zalo.reads_hidden, zalo.converting, zalo.processing = False, 0, 0
    remote = step(account, step(account, "", clip()), clip())
    zalo.faults.add("remove", "refuse -201")
    with pytest.raises(NotTaken):
        account.give_up(remote)
    assert list(zalo.articles) == [FIRST]
    account.give_up(remote)
    assert zalo.articles == {}


def test_what_comes_public_late_is_the_one_to_change_and_is_never_forgotten(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    zalo.changing = 3
    with pytest.raises(StillWorking) as taken:
        account.publish(prepared(account, clip()), clip())
    remote = taken.value.remote_id
    while account.look_up(remote, clip()) is not Outcome.LIVE:
        pass
    with pytest.raises(NotTaken):
        account.give_up(remote)
    zalo.changing = 0
    same = account.reserve(remote, clip(title="Lời khác"))  # written anew meanwhile
    assert (Handle.read(same).old, account.look_up(same, clip(title="Lời khác"))) == (FIRST, Outcome.ABSENT)
    remote = account.reserve(remote, clip("b"))  # cut anew meanwhile
    assert Handle.read(remote).old == FIRST
    with pytest.raises(NotTaken):
        account.give_up(remote)
    assert out(account, clip("b"), remote) == FIRST
    assert (zalo.made, zalo.data_of(FIRST)) == (1, film(90, 160, "b"))


def test_what_is_given_up_while_a_change_is_on_its_way_never_comes_public(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    zalo.changing = 3
    with pytest.raises(StillWorking) as taken:
        account.publish(prepared(account, clip()), clip())
    account.give_up(taken.value.remote_id)
    account.give_up(taken.value.remote_id)
    while account.look_up(taken.value.remote_id, clip()) is Outcome.PROCESSING:
        assert zalo.articles == {}
    assert (zalo.articles, zalo.seen) == ({}, [])


def test_a_change_is_asked_for_by_its_token_also_above_an_article_that_is_public(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    first = clip()
    out(account, first)
    zalo.changing = 3
    for better in (
        clip(title="Đã sửa", is_public=True, replaces=first),
        clip("b", title="Phim khác", is_public=True, replaces=first),
    ):
        with pytest.raises(StillWorking) as taken:
            account.publish(prepared(account, better, FIRST), better)
        remote = taken.value.remote_id
        assert ZaloAccount(OA, "").link(remote)
        outcomes = [account.look_up(remote, better) for _ in range(3)]
        assert outcomes == [Outcome.PROCESSING, Outcome.PROCESSING, Outcome.LIVE]
        assert account.reserve(remote, better) == FIRST
    assert zalo.data_of(FIRST) == film(90, 160, "b")


def test_words_that_zalo_gives_back_otherwise_are_no_other_words(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    zalo.writes_words_otherwise = True
    first = clip(note="Dòng\n\nkhác")
    assert out(account, first) == FIRST
    for better in (
        clip(title="Cầu & đường", is_public=True, replaces=first),
        clip("b", title="Cầu & đường", is_public=True, replaces=first),
    ):
        zalo.faults.add("update", "reset")
        assert out(account, better, FIRST) == FIRST
        assert [name for name in names(zalo) if name == "update"]
        assert account.look_up(FIRST, better) is Outcome.LIVE
    assert (zalo.made, zalo.data_of(FIRST)) == (1, film(90, 160, "b"))


@pytest.mark.parametrize("code", [-200, -201])
def test_a_change_of_which_zalo_says_that_nothing_came_is_read_first(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips, code: int
) -> None:
    remote = prepared(account, clip())
    zalo.faults.add("verify", f"refuse {code}")
    assert account.publish(remote, clip()) == FIRST
    zalo.changing = 1
    better = clip(title="Đã sửa", is_public=True, replaces=clip())
    zalo.faults.add("verify", f"refuse {code}")
    with pytest.raises(Exception, match="no answer") as unknown:
        account.publish(FIRST, better)
    assert isinstance(unknown.value, ConnectorError)
    assert not unknown.value.permanent
    assert account.look_up(unknown.value.remote_id, better) is Outcome.LIVE


def test_what_somebody_deleted_there_is_told(account: ZaloOfficialAccount, zalo: Zalo, clip: Clips) -> None:
    first = clip()
    out(account, first)
    zalo.articles.clear()
    with pytest.raises(errors.ArticleGone):
        brought_out(account, clip(title="Đã sửa", is_public=True, replaces=first), FIRST)
    assert account.look_up(FIRST, first) is Outcome.ABSENT
    remote = prepared(account, clip("c"))
    zalo.articles.clear()
    assert Handle.read(account.reserve(remote, clip("c"))).name  # it is begun anew


def test_words_and_files_that_are_too_long_are_said_before_anything_leaves(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    account.look_over(clip(title="ầ" * 150, description="y" * 300))
    for post, meaning, count in (
        (clip(title="x" * 151), errors.TitleTooLong, 151),
        (clip(description="y" * 299, note="Đã sửa."), errors.DescriptionTooLong, 308),
        (clip(title="👏" * 76), errors.TitleTooLong, 152),
    ):
        with pytest.raises(meaning) as refusal:
            account.look_over(post)
        assert refusal.value.params["count"] == count
    large = [replace(one, size=50_000_001) for one in clip().files]
    with pytest.raises(errors.TooLarge) as refusal:
        account.look_over(clip(files=tuple(large)))
    assert refusal.value.params == {"limit": 50, "size": 51}
    with pytest.raises(errors.NoVideo):
        account.look_over(clip(files=()))
    assert zalo.asked == []


def test_what_ai_altered_and_what_was_paid_is_said_and_no_article_is_without_words(clip: Clips) -> None:
    said = ZaloOfficialAccount.wording(clip(flags={"ai_altered": True, "paid": True, "made_for_children": False}))
    disclosed = f"{WORDS}\n\nCó phần do AI tạo ra hoặc chỉnh sửa. Nội dung được tài trợ."
    assert ([(text.field, text.words) for text in said.texts], said.marks) == (
        [("title", "Cầu mới"), ("description", disclosed)],
        (),
    )
    bare = ZaloOfficialAccount.wording(clip(description=""))
    assert [text.words for text in bare.texts] == ["Cầu mới", "Cầu mới"]


@pytest.mark.parametrize("shape", ["16:9", "1:1", "4:5", "9:16"])
def test_the_shape_that_was_signed_goes(account: ZaloOfficialAccount, zalo: Zalo, clip: Clips, shape: str) -> None:
    post = clip(shape=shape)
    out(account, post)
    assert zalo.data_of(FIRST) == next(one for one in post.files if one.shape == shape).path.read_bytes()


def test_a_token_that_has_run_out_is_renewed_once_and_the_call_repeated(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    del zalo.access[ACCESS]
    out(account, clip())
    assert (zalo.renewals, len(zalo.films), REFRESH in zalo.refresh) == (1, 1, False)
    zalo.access.clear()
    zalo.refresh.clear()
    with pytest.raises(AccountTrouble):
        asked(account, FIRST, clip())


def test_an_account_in_trouble_says_nothing_of_an_article(
    account: ZaloOfficialAccount, zalo: Zalo, clip: Clips
) -> None:
    remote = prepared(account, clip())
    zalo.faults.add("detail", "", "refuse -212")
    with pytest.raises(StillWorking):  # it was taken; only the reading of it was refused
        account.publish(remote, clip())
    assert account.look_up(remote, clip()) is Outcome.LIVE
    zalo.faults.add("remove", "refuse -209")
    with pytest.raises(errors.AppRefused):
        account.withdraw(FIRST)
    assert list(zalo.public()) == [FIRST]


def test_no_quota_is_told_and_no_film_is_lost_by_it(account: ZaloOfficialAccount, zalo: Zalo, clip: Clips) -> None:
    zalo.quota, zalo.converting = 0, 0
    remote = step(account, "", clip())
    with pytest.raises(errors.ArticlesUsedUp, match="exceeded the article quota"):
        account.send(remote, clip(), quiet)
    zalo.quota = 1
    assert out(account, clip(), remote) == FIRST
    assert len(zalo.films) == 1
