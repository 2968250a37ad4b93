"""The verifier knows what was asked: a key, an editor-in-chief, every answer; and the rules that asked it."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clipdesk.accounts.member import Member
from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.history.transition import record, transition
from clipdesk.review import signing, verify_evidence
from clipdesk.review.changing_rules import change
from clipdesk.review.demands import Answer, all_yes, asked_of, demands_of, in_order
from clipdesk.review.evidence import evidence_of
from clipdesk.review.models import Package, Policy, SignOff
from clipdesk.review.rules import Demands, Rules
from clipdesk.review.tests.test_evidence import ALONE, sealed_anew

Send = Callable[[Clip], Package]


@pytest.fixture
def strict(newsroom: Newsroom, draft: Clip, send: Send) -> Package:
    """A package that asks for a signing key and for an editor-in-chief."""

    def stricter(rules: Rules) -> Rules:
        return rules.with_class(replace(rules.routine, needs_key=True, is_personal=True))

    change(0, stricter, member=newsroom.minh)
    return send(draft)


def _given(package: Package, member: Member, **changes: Any) -> None:
    """Write a sign-off past every check, as somebody could who has the database and the ledger: the row says so, too."""
    fields = {"method": "password", "watched": True, "watched_copy": "", "answers": in_order(package, all_yes(package))}
    fields |= changes
    made = SignOff.objects.create(
        station=package.station,
        package=package,
        package_sha256=package.sha256,
        signer=member.person,
        signer_name=member.person.name,
        signer_roles=", ".join(member.roles),
        policy="0",
        valid_until=package.valid_until,
        **fields,
    )
    record(made, "sign_off_given", by=member.actor, after={"package": package.sha256, **fields})
    transition(package, Package.SIGN, by=member.actor, because=str(fields["method"]))


def _instead(package: Package, newsroom: Newsroom, change: dict[str, Any]) -> Package:
    """Seal other content in the place of a package that waits, or after one that was signed."""
    content = {**package.content, **change}
    if Package.objects.get(pk=package.pk).state == Package.OPEN:
        signing.void(package, "replaced", by=newsroom.minh.actor)
    return signing.open_package(package.clip, package.revision, content["kind"], content, package.sent_by)


def _wrong(package: Package) -> list[str]:
    return verify_evidence.check(evidence_of(Clip.objects.get(pk=package.clip_id))).wrong


def test_a_confirmation_without_a_key_is_named_as_short_of_what_was_asked(newsroom: Newsroom, strict: Package) -> None:
    _given(strict, newsroom.minh)
    (wrong,) = _wrong(strict)
    assert "a signing key is asked for; confirmed by password alone is short of that (Minh" in wrong


def test_without_the_editor_in_chief_it_is_short(newsroom: Newsroom, strict: Package) -> None:
    _given(strict, newsroom.dung)
    assert any("an editor-in-chief is to sign personally; none did." in line for line in _wrong(strict))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "no answer to “The law, orders of courts"),
        (Answer("no"), "a no without a reason to “The law, orders of courts"),
        (Answer("no", "   "), "a no without a reason to “The law, orders of courts"),
    ],
)
def test_every_question_needs_its_answer(
    newsroom: Newsroom, package: Package, answer: Answer | None, said: str
) -> None:
    answers = {key: one for key, one in all_yes(package).items() if key != "law"} | ({"law": answer} if answer else {})
    _given(package, newsroom.minh, answers=in_order(package, answers))
    (wrong,) = _wrong(package)
    assert said in wrong


@pytest.mark.parametrize("answer", [Answer("no", "Đã hỏi luật sư."), Answer("na")])
def test_a_no_with_a_reason_is_enough(newsroom: Newsroom, package: Package, answer: Answer) -> None:
    given = replace(given_for(package), answers={**all_yes(package), "law": answer})
    signing.sign(package, given, member=newsroom.minh)
    report = verify_evidence.check(evidence_of(Clip.objects.get(pk=package.clip_id)))
    assert report.wrong == []
    assert any("was answered as its sealed demands ask" in line for line in report.good)


def test_who_does_not_say_that_they_watched_is_short(newsroom: Newsroom, package: Package) -> None:
    _given(package, newsroom.minh, watched=False)
    assert any("it is to be watched" in line for line in _wrong(package))


def test_in_haste_the_short_questions_are_enough_and_only_then(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    editing.mark_breaking(draft, True, member=newsroom.lan)
    package = send(draft)
    assert len(asked_of(package)) < len(demands_of(package).questions)
    signing.sign(package, given_for(package), member=newsroom.minh)
    editing.mark_breaking(Clip.objects.get(pk=draft.pk), False, member=newsroom.lan)
    assert _wrong(package) == []  # it was breaking news when it was signed


def test_after_the_haste_all_are_asked(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    editing.mark_breaking(draft, True, member=newsroom.lan)
    package = send(draft)
    short = in_order(package, all_yes(package))
    editing.mark_breaking(draft, False, member=newsroom.lan)
    _given(package, newsroom.minh, answers=short)
    assert any("no answer to" in line for line in _wrong(package))


def test_an_emergency_release_goes_without_the_chief(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    def personal(rules: Rules) -> Rules:
        return rules.with_class(replace(rules.routine, is_personal=True))

    change(0, personal, member=newsroom.minh)
    package = send(draft)
    signing.sign(package, replace(given_for(package), emergency="Vỡ đê."), member=newsroom.dung)
    assert _wrong(package) == []


def _asks(newsroom: Newsroom, draft: Clip, send: Send, **asked: bool) -> Package:
    change(0, lambda rules: rules.with_class(replace(rules.routine, **asked)), member=newsroom.minh)  # type: ignore[arg-type]
    return send(draft)


def test_a_deputy_where_editors_in_chief_alone_sign_is_wrong(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    package = _asks(newsroom, draft, send, chiefs_only=True)
    _given(package, newsroom.dung)
    assert any("editors-in-chief alone are to sign; this is none (Dũng" in line for line in _wrong(package))


def test_nobody_of_the_desk_is_wrong(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    package = _asks(newsroom, draft, send, of_desk=True)
    _given(package, newsroom.ha)
    assert any("somebody of the clip's own desk is to sign; nobody did" in line for line in _wrong(package))


def test_somebody_of_the_desk_is_good(newsroom: Newsroom, draft: Clip, send: Send) -> None:
    package = _asks(newsroom, draft, send, of_desk=True, chiefs_only=True)
    signing.sign(package, given_for(package), member=newsroom.thao)  # a trainee of this desk, at a station for practice
    assert _wrong(package) == []


@pytest.mark.parametrize("left_out", ["of_desk", "chiefs_only"])
def test_who_signs_cannot_be_left_out_of_the_demands(
    newsroom: Newsroom, draft: Clip, send: Send, left_out: str
) -> None:
    package = _asks(newsroom, draft, send, of_desk=True, chiefs_only=True)
    demands = {name: said for name, said in package.content["demands"].items() if name != left_out}
    made = _instead(package, newsroom, {"demands": demands})
    assert any("are not those of version 1 of the rules" in line for line in _wrong(made))


def test_an_emergency_release_does_not_go_without_the_key(newsroom: Newsroom, strict: Package) -> None:
    record(strict, "emergency_release", by=newsroom.dung.actor, after={"missing": ["personal"]}, because="Vỡ đê.")
    _given(strict, newsroom.dung)
    (wrong,) = _wrong(strict)
    assert "a signing key is asked for; confirmed by password alone is short of that (Dũng" in wrong


def test_the_rules_stand_in_the_file_and_are_held_against_the_demands(newsroom: Newsroom, strict: Package) -> None:
    policy = Policy.objects.get()
    evidence = evidence_of(strict.clip)
    with zipfile.ZipFile(io.BytesIO(evidence)) as archive:
        text = archive.read(f"rules/{policy.sha256}.json")
    assert hashlib.sha256(text).hexdigest() == policy.sha256
    assert json.loads(text)["classes"][0]["needs_key"] is True
    report = verify_evidence.check(evidence)
    assert any("follow from version 1 of the rules of signing" in line for line in report.good)
    other = sealed_anew(
        evidence, {f"rules/{policy.sha256}.json": text.replace(b'"needs_key":true', b'"needs_key":false')}
    )
    assert any("have another digest" in line for line in verify_evidence.check(other).wrong)


@pytest.mark.parametrize(
    "weaker",
    [
        {"needs_key": False},
        {"is_personal": False},
        {"signers": 0},
        {"questions": []},
        {"is_watched": False},
    ],
    ids=lambda weaker: next(iter(weaker)),
)
def test_demands_that_ask_for_less_than_the_rules_are_wrong(
    newsroom: Newsroom, strict: Package, weaker: dict[str, Any]
) -> None:
    content = {**strict.content, "demands": {**strict.content["demands"], **weaker}}
    signing.void(strict, "replaced", by=newsroom.minh.actor)
    made = signing.open_package(strict.clip, strict.revision, strict.kind, content, strict.sent_by)
    assert any("are not those of version 1 of the rules" in line for line in _wrong(made))


def test_the_questions_that_haste_leaves_out_are_those_of_the_rules(newsroom: Newsroom, strict: Package) -> None:
    demands = strict.content["demands"]
    questions = [{**one, "is_short": False} for one in demands["questions"]]
    made = _instead(strict, newsroom, {"demands": {**demands, "questions": questions}})
    assert any("are not those of version 1 of the rules" in line for line in _wrong(made))


def test_where_the_rules_are_not_in_the_file_it_says_so(newsroom: Newsroom, strict: Package) -> None:
    evidence = evidence_of(strict.clip)
    report = verify_evidence.check(sealed_anew(evidence, {}, f"rules/{Policy.objects.get().sha256}.json"))
    assert report.wrong == []
    assert any("the rules of signing are not in this file" in line for line in report.notes)
    assert not any("demands follow" in line for line in report.good)


def test_a_correction_of_words_alone_rests_on_pictures_that_were_signed(newsroom: Newsroom, package: Package) -> None:
    sealed = package.content
    words = Demands.from_json(sealed["demands"]).for_words_alone().to_json()
    assert words["is_watched"] is False
    correction = {"kind": "correction", "demands": words}
    *most, last = sealed["files"]
    alone = _instead(package, newsroom, correction)
    assert _wrong(alone) != []  # nothing was signed before
    first = _instead(alone, newsroom, {"kind": "release", "demands": sealed["demands"], "files": most})
    _given(first, newsroom.minh)
    assert _wrong(_instead(first, newsroom, {**correction, "files": [*most, {**last, "role": "9:16"}]})) != []


def test_a_correction_of_words_alone_of_the_very_pictures_is_good(newsroom: Newsroom, package: Package) -> None:
    _given(package, newsroom.minh)
    words = Demands.from_json(package.content["demands"]).for_words_alone().to_json()
    made = _instead(package, newsroom, {"kind": "correction", "demands": words})
    assert _wrong(made) == []
    _given(made, newsroom.minh, watched=False)
    assert _wrong(made) == []


def test_the_rules_that_every_station_begins_with_stand_in_the_file_too(newsroom: Newsroom, package: Package) -> None:
    with zipfile.ZipFile(io.BytesIO(evidence_of(package.clip))) as archive:
        assert f"rules/{package.content['policy']['sha256']}.json" in archive.namelist()


def test_a_machine_without_clipdesk_says_it_too(newsroom: Newsroom, strict: Package, tmp_path: Path) -> None:
    _given(strict, newsroom.minh)
    path, verifier = tmp_path / "evidence.zip", tmp_path / "verify.pyz"
    path.write_bytes(evidence_of(Clip.objects.get(pk=strict.clip_id)))
    verify_evidence.write_verifier(verifier)
    command = [*ALONE, str(verifier), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, "a signing key is asked for" in done.stdout) == (1, True), done.stdout + done.stderr
