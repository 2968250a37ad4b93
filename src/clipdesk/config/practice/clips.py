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


# Clips of one item share their cut and so their render: two renders in all, for the station has to stand within a minute.
PLANS = (
    Plan(
        "draft", "mo-dau", "vi", (1, 2), "0.323",
        "Mai Lam và An Hà chào quý vị",
        "Điểm nhanh các tin chính của Bản tin Sông Xanh lúc 18 giờ 30.",
        ("bảntin", "SôngXanh"),
    ),
    Plan(
        "in_review", "bao-hai-au", "vi", (3, 3), "0.45",
        "Bão Hải Âu: tàu thuyền cần vào bờ trước sáng mai",
        "Dự báo trưa mai tâm bão đến gần Cửa Ngọc. Bản tin tiếp theo phát lúc 21 giờ.",
        ("bão", "HảiÂu", "CửaNgọc"),
    ),
    Plan(
        "sent_back", "bao-hai-au", "vi", (3, 3), "0.45",
        "Bão Hải Âu đổ bộ trước 6 giờ sáng",
        "Tàu thuyền cần về nơi neo đậu trước khi bão vào.",
        ("bão", "HảiÂu"),
        "6 giờ là hạn cho tàu thuyền, không phải giờ bão đổ bộ. Sửa lại tiêu đề.",
    ),
    Plan(
        "signed", "bao-hai-au", "vi", (3, 3), "0.45",
        "Tàu thuyền vào nơi neo đậu trước 6 giờ sáng",
        "Lời nhắc bà con đi biển trước khi bão Hải Âu vào gần bờ.",
        ("bão", "ngưdân", "antoàn"),
    ),
    Plan(
        "expired", "bao-hai-au", "vi", (3, 3), "0.45",
        "Neo thuyền, rời tàu trước khi bão vào",
        "Lời dặn của bản tin chiều. Người ký đã ký, nhưng clip không được phát trong thời hạn của chữ ký.",
        ("bão", "antoàn"),
    ),
    Plan(
        "published", "new-footbridge", "en", (2, 2), "0.5",
        "Two hundred metres on foot: Ben Sen's new bridge",
        "Two hundred metres across the Blue River, with a lane of its own for bicycles.",
        ("BenSen", "footbridge", "BlueRiver"),
    ),
    Plan(
        "corrected", "new-footbridge", "en", (2, 2), "0.5",
        "How long is the new footbridge?",
        "It is 200 metres long, with a lane of its own for bicycles.",
        ("BenSen", "footbridge"),
        "An earlier version of this text said 300 metres. The bridge is 200 metres long.",
    ),
    Plan(
        "withdrawn", "bao-hai-au", "vi", (3, 3), "0.45",
        "Hạn về bờ: 6 giờ sáng mai",
        "Giờ cuối cho tàu thuyền vùng biển Cửa Ngọc về nơi neo đậu.",
        ("bão", "ngưdân", "CửaNgọc"),
        "Hạn về bờ đã đổi thành 4 giờ sáng. Mời quý vị xem bản tin mới nhất của Đài Sông Xanh.",
    ),
    Plan(
        "failed", "new-footbridge", "en", (2, 2), "0.5",
        "A bicycle lane over the Blue River",
        "The new footbridge stands beside the market and opened to walkers and cyclists today.",
        ("BenSen", "footbridge"),
        "The site did not answer. Nothing was published.",
    ),
    Plan(
        "on_hold", "bao-hai-au", "vi", (3, 3), "0.45",
        "Cửa Ngọc chuẩn bị đón bão Hải Âu",
        "Bà con kiểm tra dây neo và rời khỏi thuyền trước 6 giờ sáng.",
        ("bão", "CửaNgọc", "cảnhbáo"),
        "Chờ cảng vụ Cửa Ngọc xác nhận giờ cấm tàu ra khơi.",
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
