"""What the pages share on which somebody answers for packages: what is shown, who may, and the proof."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from clipdesk.accounts.identity import CameByRecoveryCode, Confirmation, check_may_sign_here, confirm_identity
from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import SIGN
from clipdesk.clips.credentials import certificate_on
from clipdesk.clips.models.render import SHAPE_ICONS
from clipdesk.clips.names import names_of, slips_in
from clipdesk.clips.pictures import THUMBNAIL
from clipdesk.kernel.text import clean_words
from clipdesk.library.links import file_link
from clipdesk.library.models import StoredFile
from clipdesk.media.recipe import SHAPES
from clipdesk.media.renditions import role_of, shape_of
from clipdesk.review import keys
from clipdesk.review.challenge import challenge_of
from clipdesk.review.changes import compared, wears_own_picture
from clipdesk.review.demands import ANSWER_NAMES, Answer, answered, asked_of, demands_of
from clipdesk.review.keys import KeyAnswer
from clipdesk.review.known import Known
from clipdesk.review.lateness import is_late
from clipdesk.review.models import Package, SignOff
from clipdesk.review.models.package import BrokenSeal
from clipdesk.review.models.review_copy import going_out
from clipdesk.review.own_work import is_own_work
from clipdesk.review.refusals import check_key, is_chief, lacking
from clipdesk.review.rules import Demands, Question
from clipdesk.review.tracks import tracks_of
from clipdesk.review.wording import FLAG_NAMES, named_in, shown_words
from clipdesk.ui.loudness_names import LOUDNESS_NAMES
from clipdesk.ui.sentences import sentence
from clipdesk.ui.shape_names import SHAPE_NAMES

MOST = 500
"""Characters of a note beside an answer."""


def may_sign_it(member: Member, package: Package, known: Known | None = None) -> bool:
    """Tell whether this very person may sign this very package now; nobody may once its time is over or its seal broken."""
    known = known or Known([package])
    try:
        in_time = not is_late(package) and is_signer_of(member, package, known)
        return in_time and not any(lacking(package, member, known).values())
    except BrokenSeal:
        return False


def played_of(said: str, package: Package) -> str:
    """Return which of the shapes that go out the page says to have seen played through, apart by spaces."""
    return " ".join(shape for shape in going_out(package) if shape in said.split())


def demands_if_whole(package: Package) -> Demands | None:
    """Return what a package demands; None once its seal is broken."""
    try:
        return demands_of(package)
    except BrokenSeal:
        return None


def is_plain(package: Package, known: Known | None = None) -> bool:
    """Tell whether one look and one tick suffice: no risk class holds, and none was taken off."""
    return demands_of(package).is_routine and not (known or Known([package])).lifted_by(package)


def is_signer_of(member: Member, package: Package, known: Known | None = None) -> bool:
    """Tell whether the person signs on this desk, had no part in the work and has not signed it yet: whoever cannot sign
    now, for want of a shift or of an editor-in-chief, may still release it in an emergency; but never a deputy what
    editors-in-chief alone sign."""
    known = known or Known([package])
    if is_shut_out(member, package):
        return False
    mine = any(one.signer_id == member.person.pk for one in known.sign_offs_of(package))
    return member.may(SIGN, package.clip.desk_id) and not mine and not is_own_work(package, member.person, known)


def is_shut_out(member: Member, package: Package) -> bool:
    """Tell whether somebody who signs on this desk never signs this package: editors-in-chief alone do."""
    demands = demands_if_whole(package)
    if demands is None or not demands.chiefs_only or not member.may(SIGN, package.clip.desk_id):
        return False
    return not is_chief(member, package)


def proof_of(request: HttpRequest, member: Member, packages: list[Package]) -> Confirmation | KeyAnswer:
    """Return who the signer proved to be: the answer of their key, or password and code, checked here.

    Outside any transaction, because wrong passwords and codes are counted in the database. Whoever came in by a recovery
    code signs nothing, by key or by code.
    """
    check_may_sign_here(request, member.person)
    if answer := request.POST.get("key"):
        return KeyAnswer(answer)
    password, code = request.POST.get("password", ""), request.POST.get("code", "")
    check_key(packages, member, None)
    return confirm_identity(member.person, member.station, password, code)


def never_here(request: HttpRequest, member: Member) -> str:
    """Return why nothing can be signed in this session, whatever is proven; empty where it can."""
    try:
        check_may_sign_here(request, member.person)
    except CameByRecoveryCode as error:
        return sentence(error)
    return ""


def key_options(packages: Sequence[Package], member: Member) -> str:
    """Return what the browser asks the person's signing keys for, as JSON; empty where they have none."""
    asked = keys.request_for(member.person, challenge_of([package.canonical for package in packages]))
    return json.dumps(asked) if asked else ""


def answers_of(request: HttpRequest, package: Package) -> dict[str, Answer]:
    """Return what the form says to each question of the package, also to those that are not asked in haste."""
    said = {question.key: request.POST.get(f"answer-{question.key}", "") for question in demands_of(package).questions}
    notes = {key: clean_words(request.POST.get(f"note-{key}", ""))[:MOST] for key in said}
    return {key: Answer(answer, notes[key]) for key, answer in said.items() if answer}


@dataclass(frozen=True)
class Line:
    """One line of the checklist as a page shows it; `answer` empty: not answered yet."""

    question: str | Question
    answer: str = ""
    note: str = ""

    @property
    def choices(self) -> list[tuple[str, str | Promise]]:
        """What can be answered: (value, name)."""
        return list(ANSWER_NAMES.items())

    @property
    def said(self) -> str:
        """The answer in the active language."""
        return str(ANSWER_NAMES.get(self.answer, self.answer))


def lines_of(package: Package, answers: Mapping[str, Answer]) -> list[Line]:
    """Return the questions that are asked now, with what was answered so far."""
    found = ((question, answers.get(question.key, Answer(""))) for question in asked_of(package))
    return [Line(question, given.answer, given.note) for question, given in found]


def signed_by(package: Package) -> list[tuple[SignOff, list[Line]]]:
    """Return the sign-offs of a package, the first first, each with what was answered."""
    rows = package.sign_offs.select_related("void", "emergency__seen__by", "under__assertion__key").order_by(
        "signed_at"
    )
    return [(row, [Line(asked, said.answer, said.note) for asked, said in answered(row)]) for row in rows]


def sealed_in(package: Package, member: Member) -> dict[str, Any]:
    """Return what the package's page shows of its content, all of it read from what is sealed."""
    content = package.content
    files = {sealed["role"]: StoredFile(**_file(sealed)) for sealed in content.get("files", [])}
    return {
        "package": package,
        "content": content,
        "videos": [
            (shape, file_link(files[shape], member.person), size, SHAPE_ICONS[shape])
            for shape, size in SHAPES.items()
            if shape in files
        ],
        "shapes": " ".join(going_out(package)),
        "poster": file_link(files[THUMBNAIL], member.person) if THUMBNAIL in files else "",
        "own_picture": file_link(files[THUMBNAIL], member.person) if wears_own_picture(package) else "",
        "captions": file_link(files["captions"], member.person) if "captions" in files else "",
        "tracks": tracks_of(content, lambda sealed: file_link(StoredFile(**_file(sealed)), member.person)),
        "flags": [label for name, label in FLAG_NAMES.items() if content.get("flags", {}).get(name)],
        "posts": [
            (post["name"], *_film_of(post, files, member), _moment(post["not_before"])) for post in content["posts"]
        ],
        **shown_words(content),
        "named": named_in(package),
        "valid_until": package.valid_until,
        "demands": demands_of(package),
        "credentials": certificate_on([file.pk for role, file in files.items() if shape_of(role)]),
        **_compared(package, member),
        "slips": slips_in(package.revision.content, names_of(package.clip.station_id))
        if package.state == Package.OPEN
        else [],
    }


def _film_of(post: dict[str, Any], files: Mapping[str, StoredFile], member: Member) -> tuple[str, str]:
    """Return which video goes to a destination, in words, and a link to the very file where its sound has another loudness than
    the one that is watched."""
    shape, level = post.get("shape", ""), post.get("loudness", "")
    levelled = next((files[role] for one in SHAPES if (role := role_of(shape or one, level)) in files), None)
    said = [
        str(name) for name in (SHAPE_NAMES.get(shape, ""), LOUDNESS_NAMES[level] if level and levelled else "") if name
    ]
    return " · ".join(said), file_link(levelled, member.person) if level and levelled else ""


def _compared(package: Package, member: Member) -> dict[str, Any]:
    """Return what changed since this person saw the clip (`compared`; None: nothing to compare with), and where the pictures
    did, both videos of each shape that goes out: (shape, its name for style sheets, size, [before, now]); and both pictures that
    stand for the clip, where somebody brought one."""
    found = compared(package, member.person)
    if found is None:
        return {"compared": None, "both": []}
    thumbnails = [_thumbnail(one, member) for one in (found.seen.package, package)]
    shown = {"compared": found, "thumbnails": thumbnails if found.thumbnail and all(thumbnails) else [], "both": []}
    if not found.pictures:
        return shown
    old, new = going_out(found.seen.package), going_out(package)
    both = [
        (shape, SHAPE_ICONS[shape], SHAPES[shape], [_playable(one[shape], member) for one in (old, new)])
        for shape in new
        if shape in old and old[shape]["sha256"] != new[shape]["sha256"]
    ]
    return shown | {"both": both}


def _thumbnail(package: Package, member: Member) -> str:
    """Return where the sealed picture that stands for the clip is seen; nothing where none was sealed."""
    sealed = (one for one in package.content.get("files", []) if one["role"] == THUMBNAIL)
    return next((_playable(one, member)[0] for one in sealed), "")


def _playable(sealed: Mapping[str, Any], member: Member) -> tuple[str, int]:
    """Return where a sealed file is played, and its size in bytes."""
    return file_link(StoredFile(**_file(sealed)), member.person), sealed["size"]


def _file(sealed: Mapping[str, Any]) -> dict[str, Any]:
    return {name: sealed[name] for name in ("sha256", "size", "media_type")}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
