"""The contract, held against every platform: once, whole, as it was signed, and gone when it is withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from clipdesk.connectors.contract import (
    AccountTrouble,
    Connector,
    ConnectorError,
    NotReady,
    NotTaken,
    NotWhatWasSigned,
    Outcome,
    Post,
)
from clipdesk.connectors.telegram.tests.described import DESCRIPTION
from clipdesk.connectors.tests.clips import clip_in, film
from clipdesk.connectors.tests.platforms import PLATFORMS, Practice

Clips = Callable[..., Post]
UPRIGHT = "9:16"


@pytest.fixture(params=sorted(PLATFORMS))
def kind(request: pytest.FixtureRequest) -> type[Practice]:
    """Each platform in turn."""
    if request.param == "telegram" and not DESCRIPTION.is_file():
        pytest.skip("the description of the Bot API is not here")
    return PLATFORMS[request.param]


@pytest.fixture
def practice(kind: type[Practice]) -> Iterator[Practice]:
    """A practice platform."""
    running = kind()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def clip(tmp_path: Path) -> Clips:
    """Returns a post with an upright video."""
    return partial(clip_in, tmp_path, shapes=[UPRIGHT], shape=UPRIGHT)


def quiet(sent: int) -> None:
    """Take no notice."""


def prepared(connector: Connector, post: Post, remote: str = "") -> str:
    """Reserve and send, as often as the platform wants to be asked; return the id."""
    for _ in range(10):
        try:
            remote = connector.reserve(remote, post)
            connector.send(remote, post, quiet)
        except NotReady as error:
            remote = error.remote_id or remote
            continue
        return remote
    raise AssertionError("it never became ready")


def brought_out(connector: Connector, post: Post, remote: str = "") -> str | None:
    """Go the way of the runner: what certainly did not happen is done again, what is unknown is looked up first. Returns
    the id, or None where only a person can tell."""
    for _ in range(20):
        called = False
        try:
            remote = connector.reserve(remote, post)
            connector.send(remote, post, quiet)
            called = True
            return connector.publish(remote, post)
        except ConnectorError as error:
            if error.permanent:
                raise
            remote = error.remote_id or remote
            if not called or isinstance(error, NotTaken):
                continue
        outcome = asked(connector, remote, post)
        if outcome is Outcome.LIVE:
            return connector.reserve(remote, replace(post, is_public=True))
        if outcome is Outcome.CANNOT_TELL:
            return None
    raise AssertionError("it never came out")


def asked(connector: Connector, remote: str, post: Post) -> Outcome:
    """Look up, again where the question itself is lost."""
    for _ in range(5):
        try:
            return connector.look_up(remote, post)
        except ConnectorError as error:
            if error.permanent:
                raise
    raise AssertionError("it could not be asked")


def test_nothing_is_public_before_the_one_call_and_then_exactly_what_was_signed(
    practice: Practice, clip: Clips
) -> None:
    post, seen = clip(), list[int]()
    remote = prepared(practice.connector, post)
    practice.connector.send(remote, post, seen.append)
    assert practice.public() == []
    assert practice.connector.publish(remote, post)
    (shown,) = practice.public()
    assert shown.data == film(90, 160, "a")
    assert shown.words == "Cầu mới\n\nThông xe *sáng nay* & [x](y)"
    assert seen[-1] == practice.connector.bytes_of(post)
    assert practice.invalid() == []


def test_a_last_word_against_it_makes_nothing_public(practice: Practice, clip: Clips) -> None:
    def no() -> None:
        raise NotTaken

    remote = prepared(practice.connector, clip())
    with pytest.raises(NotTaken):
        practice.connector.publish(remote, clip(), no)
    assert practice.public() == []
    assert practice.ever() == 0


@pytest.mark.parametrize("fault", ["reset", "reset before the end", "500", "429"])
def test_whatever_breaks_at_whichever_step_it_comes_out_once(kind: type[Practice], clip: Clips, fault: str) -> None:
    post = clip()
    for number in range(1, 40):
        practice = kind()
        try:
            practice.faults.at = {number: fault}
            remote = brought_out(practice.connector, post)
            if practice.faults.at:
                break  # there are no more steps than that
            assert practice.ever() == 1, number
            if practice.tells:
                (shown,) = practice.public()
                assert shown.data == film(90, 160, "a"), number
                assert remote, number
                assert practice.connector.look_up(remote, post) is Outcome.LIVE
        finally:
            practice.stop()
    else:
        raise AssertionError("it never ends")
    assert number > 1


@pytest.mark.parametrize("place", [0, 1_500_000, -1])
def test_one_flipped_byte_makes_nothing_public(practice: Practice, clip: Clips, place: int) -> None:
    post = clip()
    path = next(one.path for one in post.files if one.shape == UPRIGHT)
    changed = bytearray(path.read_bytes())
    changed[place] ^= 1
    path.write_bytes(changed)
    with pytest.raises(NotWhatWasSigned):
        prepared(practice.connector, post)
    assert practice.public() == []


def test_other_words_take_the_place_of_those_that_are_public(practice: Practice, clip: Clips) -> None:
    first = clip()
    remote = brought_out(practice.connector, first)
    assert remote
    better = clip(title="Cầu mới, đã sửa", note="Tên xã đã được sửa.", is_public=True, replaces=first)
    assert brought_out(practice.connector, better, remote) == remote
    (shown,) = practice.public()
    assert shown.words == "Cầu mới, đã sửa\n\nThông xe *sáng nay* & [x](y)\n\nTên xã đã được sửa."
    assert (shown.data, practice.ever()) == (film(90, 160, "a"), 1)
    assert practice.invalid() == []


@pytest.mark.parametrize("known", [True, False])
def test_another_film_takes_the_place_of_the_one_that_is_public(practice: Practice, clip: Clips, known: bool) -> None:
    first = clip()
    remote = brought_out(practice.connector, first)
    assert remote
    better = clip("b", title="Cầu mới, đã sửa", is_public=True, replaces=first if known else None)
    remote = brought_out(practice.connector, better, remote)
    (shown,) = practice.public()
    assert shown.data == film(90, 160, "b")
    assert remote
    assert practice.invalid() == []
    practice.connector.withdraw(remote)
    assert practice.public() == []


def test_what_is_withdrawn_is_gone_and_may_be_withdrawn_again(practice: Practice, clip: Clips) -> None:
    remote = brought_out(practice.connector, clip())
    assert remote
    practice.connector.withdraw(remote)
    practice.connector.withdraw(remote)
    assert practice.public() == []
    assert practice.invalid() == []


def test_an_account_that_is_refused_is_an_accounts_trouble(practice: Practice, clip: Clips) -> None:
    practice.refuse_token()
    with pytest.raises(AccountTrouble):
        brought_out(practice.connector, clip())
    assert practice.ever() == 0


def test_nobody_there_is_known_to_have_published_nothing(practice: Practice, clip: Clips) -> None:
    remote = prepared(practice.connector, clip())
    practice.stop()
    with pytest.raises(NotTaken):
        practice.connector.publish(remote, clip())
