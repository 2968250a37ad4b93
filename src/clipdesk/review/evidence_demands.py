"""Whether sign-offs give what a package's sealed demands ask for, and whether the demands follow from the rules of signing
that the package names. Part of the stand-alone verifier: the standard library alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from clipdesk.review.evidence_container import Wrong

Row = dict[str, Any]
"""A row of the history, as its leaf holds it."""
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
        haste = _in_haste(content["clip"], _seq_of(sign_off, about, rows), rows)
        found += [f"{said} ({who})." for said in _unanswered(demands["questions"], sign_off["answers"], haste)]
    waived = about.get("emergency_release", {}).get("after", {}).get("missing", [])
    roles = {role for sign_off in package["sign_offs"] for role in sign_off["roles"].split(", ")}
    if demands["is_personal"] and "package_signed" in about and "personal" not in waived and not roles & _CHIEFS:
        found.append("an editor-in-chief is to sign personally; none did.")
    return found


def check_rules(kind: str, content: Mapping[str, Any], files: Mapping[str, bytes]) -> str:
    """Hold the sealed demands against the text of the rules' version; return what was found, or nothing where no such text is
    in the file: it was written before version 0.9, or the rules are those of another release of the desk.

    Raises:
        Wrong: the text is another than the package names, or asks for more than the package does.
    """
    policy, demands = content.get("policy"), content.get("demands")
    if not isinstance(policy, dict) or demands is None:
        return ""
    text = files.get(f"rules/{policy['sha256']}.json")
    if text is None:
        return ""
    if hashlib.sha256(text).hexdigest() != policy["sha256"]:
        raise Wrong(f"The rules of signing {policy['sha256'][:16]} have another digest.")
    if kind != "withdrawal" and _are_weaker(demands, json.loads(text), is_correction=kind == "correction"):
        raise Wrong(f"The sealed demands are not those of version {policy['version']} of the rules of signing.")
    return f"its demands follow from version {policy['version']} of the rules of signing, whose text is in the file."


def _are_weaker(demands: Mapping[str, Any], rules: Mapping[str, Any], *, is_correction: bool) -> bool:
    """Tell whether the rules ask for more. A correction of words alone, whose pictures were signed before, asks for one
    signature after the short questions."""
    classes = [one for one in rules["classes"] if one is rules["classes"][0] or one["key"] in demands["classes"]]
    questions = {one["key"]: one["text"] for one in rules["questions"]}
    asked = {key for one in classes for key in one["questions"] if key in questions}
    sealed = {one["key"]: one["text"] for one in demands["questions"]}
    if any(one["needs_key"] for one in classes) and not demands["needs_key"]:
        return True
    if any(questions.get(key) != said for key, said in sealed.items()):
        return True
    if not demands["is_watched"]:
        return not is_correction or any(one["is_full_round"] for one in classes)
    personal = any(one["is_personal"] for one in classes) and not demands["is_personal"]
    fewer = int(demands["signers"]) < max(int(one["signers"]) for one in classes)
    return personal or fewer or bool(asked - set(sealed))


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
