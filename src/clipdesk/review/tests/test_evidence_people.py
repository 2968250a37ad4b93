"""The verifier knows who answered: enough people, none of them the author, with keys that had not ended, for what was sealed."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.history.transition import record
from clipdesk.review import signing, verify_evidence
from clipdesk.review.changing_rules import change
from clipdesk.review.evidence import evidence_of
from clipdesk.review.evidence_container import Report
from clipdesk.review.models import Package, SigningKey
from clipdesk.review.rules import Rules
from clipdesk.review.tests.test_evidence import sealed_anew
from clipdesk.review.tests.test_evidence_demands import _given, _instead
from clipdesk.review.tests.test_signing_key import _answer, _registered

_AS_ASKED = "was answered as its sealed demands ask"


def _evidence(package: Package) -> bytes:
    return evidence_of(Clip.objects.get(pk=package.clip_id))


def _report(package: Package) -> Report:
    return verify_evidence.check(_evidence(package))


def _told_otherwise(evidence: bytes, change_it: Callable[[dict[str, Any]], object]) -> Report:
    """What is found where somebody with the ledger's key changes what the file says."""
    with zipfile.ZipFile(io.BytesIO(evidence)) as archive:
        said = json.loads(archive.read("evidence.json"))
    change_it(said)
    return verify_evidence.check(sealed_anew(evidence, {"evidence.json": json.dumps(said).encode()}))


@pytest.fixture
def signed(newsroom: Newsroom, package: Package) -> Package:
    """A package that Minh confirmed."""
    signing.sign(package, given_for(package), member=newsroom.minh)
    return package


@pytest.mark.parametrize(("name", "value"), [("kind", "withdrawal"), ("id", "0" * 32)])
def test_what_the_file_calls_a_package_is_what_was_sealed(signed: Package, name: str, value: str) -> None:
    report = _told_otherwise(_evidence(signed), lambda said: said["packages"][0].update({name: value}))
    assert any("the history knows of no such" in line for line in report.wrong)


def test_a_sign_off_that_is_left_out_is_missed(signed: Package) -> None:
    report = _told_otherwise(_evidence(signed), lambda said: said["packages"][0].update(sign_offs=[]))
    assert any("asks for 1 people; 0 answered" in line for line in report.wrong)


def test_without_its_row_it_is_not_called_answered(signed: Package) -> None:
    def forget(said: dict[str, Any]) -> None:
        rows = said["ledger"]["rows"]
        said["ledger"]["rows"] = [row for row in rows if json.loads(row["leaf"])["verb"] != "package_signed"]

    report = _told_otherwise(_evidence(signed), forget)
    assert not any(_AS_ASKED in line for line in report.good)
    assert any(_AS_ASKED in line for line in _report(signed).good)


def test_one_of_two_still_waits(newsroom: Newsroom, draft: Clip, send: Callable[[Clip], Package]) -> None:
    def two(rules: Rules) -> Rules:
        return rules.with_class(replace(rules.routine, signers=2))

    change(0, two, member=newsroom.minh)
    package = send(draft)
    signing.sign(package, given_for(package), member=newsroom.minh)
    report = _report(package)
    assert (report.wrong, any(_AS_ASKED in line for line in report.good)) == ([], False)
    assert any("still waits: it asks for 2 people, and 1 have answered" in line for line in report.notes)
    signing.sign(package, given_for(package), member=newsroom.ha)
    report = _report(package)
    assert report.wrong == []
    assert sum("asks for 2 people; 2 answered" in line or _AS_ASKED in line for line in report.good) == 2


def test_the_author_does_not_answer_for_their_own_work(newsroom: Newsroom, package: Package) -> None:
    _given(package, newsroom.lan)
    assert any("It is the signer's own work: Lan" in line for line in _report(package).wrong)


@pytest.mark.parametrize("role", ["author", "last_editor"])
def test_nor_does_whom_the_seal_names(newsroom: Newsroom, package: Package, role: str) -> None:
    minh = newsroom.minh.person
    made = _instead(package, newsroom, {role: {"id": str(minh.pk), "name": minh.name}})
    _given(made, newsroom.minh)
    assert any("It is the signer's own work: Minh" in line for line in _report(made).wrong)


def test_nor_does_who_sent_it(newsroom: Newsroom, package: Package) -> None:
    signing.void(package, "replaced", by=newsroom.minh.actor)
    sender = newsroom.ha.person
    made = signing.open_package(package.clip, package.revision, package.kind, package.content | {"nonce": "2"}, sender)
    _given(made, newsroom.ha)
    assert any("It is the signer's own work: Hà" in line for line in _report(made).wrong)


@pytest.mark.parametrize("ended", [False, True])
def test_a_key_that_had_ended_signs_nothing(newsroom: Newsroom, package: Package, ended: bool) -> None:
    phone = _registered(newsroom.minh)
    if ended:  # in the history alone: the desk itself would refuse it
        record(SigningKey.objects.get(), "signing_key_ended", by=newsroom.minh.actor, because="lost")
    signing.sign(package, replace(given_for(package), confirmation=_answer(phone, package)), member=newsroom.minh)
    if not ended:  # afterwards it may
        record(SigningKey.objects.get(), "signing_key_ended", by=newsroom.minh.actor, because="lost")
    assert any("The key had ended before it signed" in line for line in _report(package).wrong) is ended


def test_an_emergency_is_answered_for_by_whoever_declared_it(newsroom: Newsroom, package: Package) -> None:
    record(package, "emergency_release", by=newsroom.ha.actor, after={"missing": ["duty"]}, because="Vỡ đê.")
    _given(package, newsroom.minh)
    assert any("Hà released it in an emergency and has not answered" in line for line in _report(package).wrong)
