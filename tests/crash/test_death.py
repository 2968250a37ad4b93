"""kill -9 at every labelled point: of the worker that is there, of each other process, of PostgreSQL, of everything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import clipdesk
from tests.crash.walking import HARMS, POINTS, WALKS, WORKER_DIES, Harm, Walk
from tests.desk import Desk

pytestmark = pytest.mark.timeout(1200)


def test_no_labelled_point_is_left_out() -> None:
    said = {
        label
        for path in Path(clipdesk.__file__).parent.rglob("*.py")
        if "tests" not in path.parts
        for label in re.findall(r'crash\.point\("([^"]+)"\)', path.read_text(encoding="utf-8"))
    }
    assert said == {label for labels in POINTS.values() for label in labels}
    assert len(said) >= 12
    assert said == {label for walk in WALKS for label in walk.values()} | set(POINTS["withdraw"])


@pytest.mark.slow
def test_a_worker_dies_in_the_call_that_may_not_be_repeated(desk: Desk, tmp_path: Path) -> None:
    walk = Walk(desk, "quick", tmp_path)
    walk.go({"publish": "publish:after_call"}, WORKER_DIES)
    walk.check()
    publication = desk.rows("SELECT id FROM publishing_publication WHERE clip_id = %s", walk.clip)[0]["id"]
    assert walk.verbs(str(publication))[-2:] == ["publication_lost", "publication_found_live"]


@pytest.mark.slow
@pytest.mark.accept
@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.name)
@pytest.mark.parametrize("points", WALKS, ids=lambda points: "+".join(points.values()))
def test_nothing_is_lost_or_doubled(desk: Desk, tmp_path: Path, harm: Harm, points: Mapping[str, str]) -> None:
    walk = Walk(desk, f"{harm.name} {' '.join(points.values())}".replace(":", "-"), tmp_path)
    walk.go(points, harm)
    walk.check()


@pytest.mark.slow
@pytest.mark.accept
@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.name)
@pytest.mark.parametrize("label", POINTS["withdraw"])
def test_a_withdrawal_is_carried_out_once(desk: Desk, tmp_path: Path, harm: Harm, label: str) -> None:
    walk = Walk(desk, f"withdrawn {harm.name}", tmp_path)
    walk.go({}, WORKER_DIES)
    walk.withdraw(label, harm)
    row = desk.rows("SELECT id, state, remote_id FROM publishing_publication WHERE clip_id = %s", walk.clip)[0]
    assert row["state"] == "withdrawn"
    assert not (desk.data / "public" / row["remote_id"]).exists()
    verbs = walk.verbs(str(row["id"]))
    assert [verbs.count(verb) for verb in ("publication_withdraw", "publication_taken_down")] == [1, 1]
