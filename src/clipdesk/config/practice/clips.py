"""The practice clips: one for every state a clip can be in, cut from the bulletin along its sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

BEFORE, AFTER = Fraction(6, 25), Fraction(8, 25)  # air left around the words


@dataclass(frozen=True)
class ClipText:
    """The words of one practice clip, and where it is cut.

    `ranges` are seconds on the bulletin's timeline (first frame = 0); `focus` is where the middle of an upright window
    belongs, as a fraction of the picture's width. `note` is the sentence that goes with the state: the reason why it
    was sent back, held, or withdrawn, or the note of a correction; empty where the state needs none.
    """

    slug: str
    state: str
    item: str
    language: str
    title: str
    description: str
    tags: tuple[str, ...]
    note: str
    focus: Fraction
    ranges: tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True)
class Plan:
    """A clip before its times are known: `said` are sentences of the item (numbers from 1) that follow each other."""

    state: str
    item: str
    language: str
    said: tuple[int, int]
    focus: str
    title: str
    description: str
    tags: tuple[str, ...]
    note: str = ""


PLANS = (
    Plan(
        "draft", "mo-dau", "vi", (1, 2), "0.323",
        "Mai Lam và An Hà chào quý vị",
        "Điểm nhanh các tin chính của Bản tin Sông Xanh lúc 18 giờ 30.",
        ("bảntin", "SôngXanh"),
    ),
    Plan(
        "in_review", "bao-hai-au", "vi", (1, 2), "0.45",
        "Bão Hải Âu hướng vào Cửa Ngọc, gió giật cấp 9",
        "Dự báo trưa mai tâm bão đến gần Cửa Ngọc. Bản tin tiếp theo phát lúc 21 giờ.",
        ("bão", "HảiÂu", "CửaNgọc"),
    ),
    Plan(
        "sent_back", "lu-song-xanh", "vi", (1, 2), "0.292",
        "Sông Xanh dâng cao kỷ lục",
        "Nước sông Xanh tại trạm Bến Sen đang lên nhanh.",
        ("lũ", "SôngXanh"),
        "Mực nước 4,18 m mới vượt báo động 2, chưa phải kỷ lục. Sửa lại tiêu đề và dời khung hình sang bảng số đo.",
    ),
    Plan(
        "signed", "bao-hai-au", "vi", (3, 3), "0.45",
        "Tàu thuyền vào nơi neo đậu trước 6 giờ sáng",
        "Lời nhắc bà con đi biển trước khi bão Hải Âu vào gần bờ.",
        ("bão", "ngưdân", "antoàn"),
    ),
    Plan(
        "published", "new-footbridge", "en", (2, 3), "0.5",
        "Ten minutes to school: Ben Sen's new footbridge",
        "Two hundred metres across the Blue River, with a lane of its own for bicycles.",
        ("BenSen", "footbridge", "BlueRiver"),
    ),
    Plan(
        "corrected", "saturday-vaccination", "en", (1, 2), "0.292",
        "Free vaccination for children under six this Saturday",
        "Hoa Mai health centre, Saturday, 8 am to 4 pm. Bring the child's health book.",
        ("health", "vaccination", "HoaMai"),
        "An earlier version of this text said the centre closes at 5 pm. It closes at 4 pm.",
    ),
    Plan(
        "withdrawn", "lu-song-xanh", "vi", (2, 2), "0.81",
        "Mực nước Bến Sen lúc 18 giờ: 4,18 m",
        "Số đo tại trạm thủy văn Bến Sen, trên báo động 2.",
        ("lũ", "BếnSen"),
        "Số đo đã cũ. Mời quý vị xem bản tin lũ mới nhất của Đài Sông Xanh.",
    ),
    Plan(
        "failed", "new-footbridge", "en", (1, 1), "0.292",
        "A new footbridge for Ben Sen",
        "It stands beside the market and opened to walkers and cyclists today.",
        ("BenSen", "footbridge"),
        "The site did not answer. Nothing was published.",
    ),
    Plan(
        "on_hold", "lu-song-xanh", "vi", (2, 3), "0.81",
        "Bà con Cồn Mây đưa tài sản lên cao trước 22 giờ",
        "Nước sông Xanh tại Bến Sen đã vượt báo động 2 và còn lên.",
        ("lũ", "CồnMây", "cảnhbáo"),
        "Chờ Ban chỉ huy phòng chống thiên tai xác nhận giờ di dời.",
    ),
)  # fmt: skip


def cut(plans: tuple[Plan, ...], said: Mapping[str, tuple[Fraction, Fraction]]) -> tuple[ClipText, ...]:
    """Give every plan its times. `said` maps a sentence's slug to its start and end in the bulletin."""
    clips = []
    for plan in plans:
        first, last = (said[f"{plan.item}-{number}"] for number in plan.said)
        span = (max(Fraction(0), first[0] - BEFORE), Fraction(-(-(last[1] + AFTER) * 25 // 1), 25))
        clips.append(
            ClipText(
                slug=f"{plan.item}-{plan.state.replace('_', '-')}",
                state=plan.state,
                item=plan.item,
                language=plan.language,
                title=plan.title,
                description=plan.description,
                tags=plan.tags,
                note=plan.note,
                focus=Fraction(plan.focus),
                ranges=(span,),
            )
        )
    return tuple(clips)
