"""Who answered for a package, and whether that is enough: what the history says of it. Part of the stand-alone verifier: the
standard library alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clipdesk.review.evidence_container import Report, Wrong

Row = dict[str, Any]
"""A row of the history, as its leaf holds it."""


def opened(package: Mapping[str, Any], content: Mapping[str, Any], rows: Sequence[Row]) -> Row:
    """Return the row with which a package came before the signers: it ties the package's id, under which its other rows
    stand, to the sealed text.

    Raises:
        Wrong: there is none, or the file calls the package something that is not sealed.
    """
    sealed = {"sha256": package["sha256"], "clip": content["clip"], "kind": content["kind"]}
    for row in rows:
        found = {name: row["after"].get(name) for name in sealed}
        is_its = row["verb"] == "package_opened" and row["subject_id"] == package["id"]
        if is_its and found == sealed and package["kind"] == content["kind"]:
            return row
    raise Wrong(f"Package {package['sha256'][:16]}: the history knows of no such {package['kind']}.")


def check_not_own(row: Row, content: Mapping[str, Any], sent: Row) -> None:
    """Author and signer are two people.

    Raises:
        Wrong: whoever made, last changed or sent what is sealed has answered for it.
    """
    theirs = {content[role]["id"] for role in ("author", "last_editor") if role in content} | {sent["actor_id"]}
    if row["actor_id"] in theirs:
        raise Wrong(f"It is the signer's own work: {row['actor_name']} made, changed or sent it ({row['at']}).")


def is_decided(
    package: Mapping[str, Any], content: Mapping[str, Any], people: set[str], rows: Sequence[Row], report: Report
) -> bool:
    """Say how many people answered, and tell whether the package was signed by as many as it asks for; an emergency release
    must stand in the history, given by one of them.

    Raises:
        Wrong: the history says that it was signed, and too few people did.
    """
    about = {row["verb"]: row for row in rows if row["subject_id"] == package["id"]}
    asked = max(int(content.get("demands", {}).get("signers", 1)), 1)
    name = f"Package {package['sha256'][:16]}"
    alone = about.get("emergency_release")
    if alone:
        if alone["actor_id"] not in people:
            raise Wrong(f"{name}: {alone['actor_name']} released it in an emergency and has not answered for it.")
        report.notes.append(f"{name} was released in an emergency by {alone['actor_name']}: {alone['because']}")
    elif len(people) < asked and "package_signed" in about:
        raise Wrong(f"{name} asks for {asked} people; {len(people)} answered.")
    elif asked > 1 and "package_signed" in about:
        report.good.append(f"{name} asks for {asked} people; {len(people)} answered.")
    if "package_signed" not in about and not {"package_sent_back", "package_voided"} & about.keys():
        report.notes.append(f"{name} still waits: it asks for {asked} people, and {len(people)} have answered.")
    return "package_signed" in about
