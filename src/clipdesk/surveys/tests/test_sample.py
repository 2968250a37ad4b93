"""A sample drawn from a list: its strata and clusters go with link and answer, and intervals follow them."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from clipdesk.config.testing_cast import Newsroom
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.statistics.designs import Lonely
from clipdesk.surveys import asking, counting, making
from clipdesk.surveys.models import Answer, SingleLink, Survey
from clipdesk.surveys.refusals import ColumnMissing, GroupSmall, NotReady, SamplingFixed, SizesUnfit
from clipdesk.surveys.sampling import Sampling, describe, sampling_of
from clipdesk.surveys.telling import tell
from clipdesk.surveys.tests.conftest import answer, opened, ready

_Group = tuple[str, str, int]  # stratum, cluster, links


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """What is said in these tests is said in English."""
    with translation.override("en"):
        yield


def listed(groups: Sequence[_Group]) -> bytes:
    """A list of people, as a station has it."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(["name", "District", "school"])
    for stratum, unit, links in groups:
        lines.writerows([[f"{stratum} {unit} {number}", stratum, unit] for number in range(links)])
    return written.getvalue().encode()


def drawn(
    newsroom: Newsroom, said: Sampling, groups: Sequence[_Group]
) -> tuple[Survey, dict[tuple[str, str], list[str]]]:
    """An open survey with links made for these groups, and the tokens of each."""
    survey = ready(newsroom, sample_type="probability", links_only=True)
    describe(survey, said, member=newsroom.huong)
    table = making.make_links(survey, listed(groups), member=newsroom.huong)
    rows = list(csv.reader(io.StringIO(table.removeprefix("\ufeff"))))[1:]
    tokens: dict[tuple[str, str], list[str]] = {}
    for _name, stratum, unit, address in rows:
        tokens.setdefault((stratum, unit), []).append(address.partition("?t=")[2])
    making.open_survey(survey, declared=True, member=newsroom.huong)
    return survey, tokens


def answered(survey: Survey, tokens: Sequence[str], yes: int) -> None:
    """As many answers as there are tokens, so many of them yes."""
    for place, token in enumerate(tokens):
        answer(survey, {"hears": "yes" if place < yes else "no", "good": "3", "age": "old"}, token=token)


def figures_of(newsroom: Newsroom, survey: Survey) -> dict[str, Any]:
    making.close(survey, by=newsroom.huong.actor)
    run_waiting_jobs()
    release = counting.last_release(survey)
    assert release is not None
    found: dict[str, Any] = release.content
    return found


def share_of_yes(content: dict[str, Any]) -> dict[str, Any]:
    hears = next(one for one in content["questions"] if one["name"] == "hears")
    found: dict[str, Any] = next(row["share"] for row in hears["rows"] if row["name"] == "yes")
    return found


def methods(survey: Survey) -> str:
    release = counting.last_release(survey)
    assert release is not None
    told = tell(survey, release, survey.versions.get(), "en")
    return told.precision + " ".join(f"{name}: {text}" for name, text in told.methods)


def test_strata_by_hand(newsroom: Newsroom) -> None:
    """W = 0.8 and 0.2, p = 15/20 and 10/40: 0.65; variance Σ W²·(1 − n/N)·p(1 − p)/(n − 1)."""
    said = Sampling("district", "", {"North": 8000, "South": 2000}, Lonely.REFUSE.value)
    survey, tokens = drawn(newsroom, said, [("North", "a", 30), ("South", "b", 40)])
    answered(survey, tokens["North", "a"][:20], 15)
    answered(survey, tokens["South", "b"], 10)
    content = figures_of(newsroom, survey)
    share = share_of_yes(content)
    north = 0.8**2 * (1 - 20 / 8000) * 0.75 * 0.25 / 19
    south = 0.2**2 * (1 - 40 / 2000) * 0.25 * 0.75 / 39
    assert (share["value"], share["error"]) == pytest.approx((0.65, math.sqrt(north + south)), abs=1e-6)
    assert share["degrees"] == 58
    assert (content["sample"]["strata"], content["sample"]["population"]) == (2, 10_000)
    said_of_it = methods(survey)
    assert "Margin of error" in said_of_it
    assert "Drawn separately in 2 strata." in said_of_it
    assert "10,000 such units" in said_of_it


def test_clusters_by_hand(newsroom: Newsroom) -> None:
    """Six of 60 schools with ten answers each: the shares of the schools are the six observations."""
    said = Sampling("", "school", {"": 60}, Lonely.REFUSE.value)
    survey, tokens = drawn(newsroom, said, [("x", f"s{number}", 10) for number in range(6)])
    yes = (1, 2, 4, 6, 8, 9)
    for number, count in enumerate(yes):
        answered(survey, tokens["x", f"s{number}"], count)
    content = figures_of(newsroom, survey)
    share = share_of_yes(content)
    shares = [count / 10 for count in yes]
    spread = sum((one - 0.5) ** 2 for one in shares) / 5
    assert (share["value"], share["error"]) == pytest.approx((0.5, math.sqrt((1 - 6 / 60) * spread / 6)), abs=1e-6)
    assert share["degrees"] == 5
    # Ten answers of one school tell hardly more than one: the margin of error says so, where the plain one were 12.7 points.
    assert content["sample"]["deff"] > 4
    assert "6 clusters" in methods(survey)
    assert "12.7" not in methods(survey)


def test_a_lonely_stratum_waits_for_a_choice(newsroom: Newsroom) -> None:
    said = Sampling("district", "school", {}, Lonely.REFUSE.value)
    groups = [("North", "s1", 10), ("North", "s2", 10), ("North", "s3", 10), ("South", "s4", 10)]
    survey, tokens = drawn(newsroom, said, groups)
    for number, place in enumerate(tokens):
        answered(survey, tokens[place], 3 + number)
    making.close(survey, by=newsroom.huong.actor)
    run_waiting_jobs()
    assert counting.last_release(survey) is None
    assert "“South” has one sampled unit only" in str(counting.hindrance(survey))
    describe(survey, Sampling(said.strata, said.clusters, {}, Lonely.CENTRE.value), member=newsroom.huong)
    wide = share_of_yes(counting.count(survey, newsroom.huong.actor).content)["error"]
    assert "Strata with one unit only: It is held against the mean of all units" in methods(survey)
    describe(survey, Sampling(said.strata, said.clusters, {}, Lonely.CERTAIN.value), member=newsroom.huong)
    narrow = share_of_yes(counting.count(survey, newsroom.huong.actor).content)["error"]
    assert 0 < narrow < wide


def test_a_list_that_does_not_fit(newsroom: Newsroom) -> None:
    survey = ready(newsroom, sample_type="probability", links_only=True)
    describe(survey, Sampling("district", "school", {}, Lonely.REFUSE.value), member=newsroom.huong)
    with pytest.raises(ColumnMissing, match="Row 1 .*“district”"):
        making.make_links(survey, 40, member=newsroom.huong)
    with pytest.raises(ColumnMissing, match="Row 3 .*“school”"):
        making.make_links(survey, b"District,School\nN,a\nN,\n", member=newsroom.huong)
    with pytest.raises(GroupSmall, match="“N / b” would have 4 links"):
        making.make_links(survey, listed([("N", "a", 5), ("N", "b", 4)]), member=newsroom.huong)
    assert not SingleLink.objects.exists()
    making.make_links(survey, listed([("N", "a", 5)]), member=newsroom.huong)
    assert sampling_of(survey).drawn == {"N": {"a": 5}}
    with pytest.raises(SamplingFixed):
        describe(survey, Sampling("district"), member=newsroom.huong)
    with pytest.raises(SizesUnfit, match="1 units were drawn from “N”, and its size is given as 0"):
        describe(survey, Sampling("district", "school", {"S": 9}), member=newsroom.huong)
    survey.refresh_from_db()
    assert sampling_of(survey) == Sampling("district", "school", drawn={"N": {"a": 5}})


def test_a_sample_from_a_list_is_not_open_to_all(newsroom: Newsroom) -> None:
    survey = ready(newsroom, sample_type="probability")
    describe(survey, Sampling("district"), member=newsroom.huong)
    with pytest.raises(NotReady, match="only with links that work once"):
        making.open_survey(survey, declared=True, member=newsroom.huong)


def test_whoever_answers_is_told_of_the_group(newsroom: Newsroom, public: Client) -> None:
    survey, tokens = drawn(newsroom, Sampling("district"), [("North", "a", 6)])
    address = f"/survey/{survey.public_name}/"
    page = unescape(public.get(f"{address}?t={tokens['North', 'a'][0]}&lang=en").content.decode())
    assert "which group of the list" in page
    begun = asking.begin(survey, "vi", tokens["North", "a"][0])
    assert asking.handed_out(begun.answer)["stratum"] == "North"
    assert "cluster" not in asking.handed_out(begun.answer)
    plain = opened(newsroom)
    page = unescape(public.get(f"/survey/{plain.public_name}/?lang=en").content.decode())
    assert "which group of the list" not in page


def test_a_wave_takes_the_description_and_none_of_the_links(newsroom: Newsroom) -> None:
    survey, _tokens = drawn(newsroom, Sampling("district"), [("North", "a", 6)])
    making.close(survey, by=newsroom.huong.actor)
    following = making.ask_again(survey, member=newsroom.huong)
    assert sampling_of(following) == Sampling("district")
    assert following.links_made == 0


def test_a_list_may_not_be_tied_to_answers(newsroom: Newsroom) -> None:
    """What stays of used links is nothing: no row, no order, no count by group that answers could be set beside."""
    survey, tokens = drawn(
        newsroom, Sampling(), [("x", "y", 12)]
    )  # with one more for the row of names, which is no head here
    for token in tokens["x", "y"][:7]:
        asking.begin(survey, "vi", token)
    assert SingleLink.objects.filter(survey=survey).count() == 13 - 7
    assert Answer.objects.filter(survey=survey, invited=True).count() == 7
    kept = json.dumps([*SingleLink.objects.values(), *Answer.objects.values()], default=str)
    assert not any(token in kept for token in tokens["x", "y"])
