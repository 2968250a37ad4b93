"""Whether sign-offs give what a package's sealed demands ask for, and whether the demands follow from the rules of signing
that the package names. Part of the stand-alone verifier: the standard library alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from clipdesk.review.evidence_container import Report, Wrong
from clipdesk.review.evidence_people import Row

_KEY = "signing_key"
_CHIEFS = {"editor_in_chief", "trainee"}  # a trainee signs at practice stations alone, and does everything there
_ANSWERS = {"yes", "no", "na"}


def shortfalls(package: Mapping[str, Any], content: Mapping[str, Any], rows: Sequence[Row]) -> list[str]:
    """Return a sentence for everything that the sealed demands ask for and no sign-off gives. What an emergency release goes
    without stands in the history, and is none; packages from before version 0.8 seal no demands."""
    demands = content.get("demands")
    if demands is None:
        return []
    about = {row["verb"]: row for row in rows if row["subject_id"] == package["id"]}
    found = []
    for sign_off in package["sign_offs"]:
        who = f"{sign_off['signer']}, {sign_off['signed_at']}"
        if demands["needs_key"] and sign_off["method"] != _KEY:
            found.append(
                f"a signing key is asked for; confirmed by {sign_off['method']} alone is short of that ({who})."
            )
        if demands["is_watched"] and not sign_off["watched"]:
            found.append(f"it is to be watched; the signer does not say so ({who}).")
        if demands.get("chiefs_only") and not set(sign_off["roles"].split(", ")) & _CHIEFS:
            found.append(f"editors-in-chief alone are to sign; this is none ({who}).")
        haste = _in_haste(content["clip"], _seq_of(sign_off, about, rows), rows)
        found += [f"{said} ({who})." for said in _unanswered(demands["questions"], sign_off["answers"], haste)]
    waived = about.get("emergency_release", {}).get("after", {}).get("missing", [])
    roles = {role for sign_off in package["sign_offs"] for role in sign_off["roles"].split(", ")}
    if demands["is_personal"] and "package_signed" in about and "personal" not in waived and not roles & _CHIEFS:
        found.append("an editor-in-chief is to sign personally; none did.")
    if demands.get("of_desk") and "package_signed" in about and "desk" not in waived:
        ids = {sign_off["id"] for sign_off in package["sign_offs"]}
        given = [row for row in rows if row["verb"] == "sign_off_given" and row["subject_id"] in ids]
        if not any(row["after"].get("of_desk") for row in given):
            found.append("somebody of the clip's own desk is to sign; nobody did.")
    return found


def signed_before(sent: Row, contents: Mapping[str, Mapping[str, Any]], rows: Sequence[Row]) -> list[Mapping[str, Any]]:
    """Return what was signed in full, in no emergency, before the package of the row `sent` came before the signers."""
    before = [row for row in rows if row["seq"] < sent["seq"]]
    signed = {row["subject_id"] for row in before if row["verb"] == "package_signed"}
    hasty = {row["subject_id"] for row in before if row["verb"] == "emergency_release"}
    return [content for id_, content in contents.items() if id_ in signed - hasty and content["kind"] != "withdrawal"]


def check_rules(
    name: str,
    content: Mapping[str, Any],
    files: Mapping[str, bytes],
    before: Sequence[Mapping[str, Any]],
    report: Report,
) -> None:
    """Hold the sealed demands against those that the desk derives from the text of the rules' version, or say that they
    cannot be. `before`: what of the clip was signed before.

    Raises:
        Wrong: the text is another than the package names, or demands something else than the package does.
    """
    policy, demands = content.get("policy"), content.get("demands")
    if not isinstance(policy, dict) or demands is None:
        report.notes.append(f"{name} seals no demands: it is from before version 0.8.")
        return
    text = files.get(f"rules/{policy['sha256']}.json")
    if text is None:
        report.notes.append(f"{name}: the rules of signing are not in this file. Whether they ask for more stays open.")
        return
    if hashlib.sha256(text).hexdigest() != policy["sha256"]:
        raise Wrong(f"The rules of signing {policy['sha256'][:16]} have another digest.")
    if not _follow(content, json.loads(text), before):
        raise Wrong(f"The sealed demands are not those of version {policy['version']} of the rules of signing.")
    report.good.append(
        f"{name}: its demands follow from version {policy['version']} of the rules of signing, whose text is in the file."
    )


def _follow(content: Mapping[str, Any], rules: Mapping[str, Any], before: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether the sealed demands are those of the rules. A withdrawal asks for one signature and shows nothing."""
    demands = content["demands"]
    if content["kind"] == "withdrawal":
        return not content.get("files")
    full = _demanded(rules, demands["classes"])
    if _is_as(demands, full):
        return True
    short = [one for one in full["questions"] if one["is_short"]]
    words = {**full, "questions": short, "signers": 1, "is_personal": False, "of_desk": False, "is_watched": False}
    alone = content["kind"] == "correction" and not full["is_full_round"] and _is_as(demands, words)
    return alone and any(_has_watched(one, content) for one in before)


def _demanded(rules: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """Return what the rules demand of clips of these classes: the routine's and all of theirs, the strictest of each."""
    routine, *risky = rules["classes"]
    found = [one for one in risky if one["key"] in keys]
    classes = [routine, *found]
    asked = {key for one in classes for key in one["questions"]}
    special = {key for one in found for key in one["questions"]}
    return {
        "classes": [one["key"] for one in found],
        "questions": [
            {**one, "is_short": one["is_short"] or one["key"] in special}
            for one in rules["questions"]
            if one["key"] in asked
        ],
        "signers": max(one["signers"] for one in classes),
        "is_personal": any(one["is_personal"] for one in classes),
        "needs_key": any(one["needs_key"] for one in classes),
        "valid_hours": min(one["valid_hours"] for one in classes),
        "is_full_round": any(one["is_full_round"] for one in classes),
        "is_watched": True,
        "chiefs_only": any(one.get("chiefs_only", False) for one in classes),
        "of_desk": any(one.get("of_desk", False) for one in classes),
    }


def _is_as(demands: Mapping[str, Any], expected: Mapping[str, Any]) -> bool:
    """Tell whether the demands say all this; what asks for nothing may be left out."""
    return all(demands.get(name, False) == said for name, said in expected.items())


def _has_watched(earlier: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
    """Tell whether whoever signed an earlier package saw these very pictures and sounds, with the same marks and under the
    same risk classes. Captions are words."""
    shown = {one["sha256"] for one in content["files"] if not one["role"].startswith("captions")}
    classes = earlier.get("demands", {}).get("classes", [])
    return (
        shown <= {one["sha256"] for one in earlier["files"]}
        and earlier["flags"] == content["flags"]
        and set(content["demands"]["classes"]) <= set(classes)
    )


def _unanswered(questions: Sequence[Mapping[str, Any]], answers: Sequence[Any], haste: bool) -> list[str]:
    """Return what is missing in the answers to the checklist; in haste the short questions alone are asked."""
    given = {one["question"]: one for one in answers if isinstance(one, dict)}
    found = []
    for question in questions:
        text = question["text"].get("en") or next(iter(question["text"].values()), question["key"])
        said = given.get(question["key"])
        if said is None and haste and not question["is_short"]:
            continue
        if said is None or said["answer"] not in _ANSWERS:
            found.append(f"no answer to “{text}”")
        elif said["answer"] == "no" and not said["note"].strip():
            found.append(f"a no without a reason to “{text}”")
    return found


def _seq_of(sign_off: Mapping[str, Any], about: Mapping[str, Row], rows: Sequence[Row]) -> int:
    """Return where in the history a sign-off stands; before version 0.6 in the row of its package."""
    own = [row["seq"] for row in rows if row["verb"] == "sign_off_given" and row["subject_id"] == sign_off["id"]]
    return int(own[0] if own else about["package_signed"]["seq"])


def _in_haste(clip: str, seq: int, rows: Sequence[Row]) -> bool:
    """Tell whether the clip was breaking news at a place in the history."""
    flagged = [
        row for row in rows if row["verb"] == "breaking_changed" and row["subject_id"] == clip and row["seq"] < seq
    ]
    return bool(flagged) and bool(max(flagged, key=lambda row: int(row["seq"]))["after"]["breaking"])
