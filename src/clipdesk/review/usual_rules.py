"""The rules a station begins with; it changes them under Review → Rules. The questions are about the work; people answer them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from clipdesk.review.rules import ROUTINE, Question, RiskClass, Rules


def _question(key: str, vi: str, en: str, *, short: bool = False) -> Question:
    return Question(key=key, text={"vi": vi, "en": en}, is_short=short)


_ROUTINE = (
    _question(
        "accuracy",
        "Sự việc đúng như đã diễn ra; lời trích dẫn đúng nguyên văn.",
        "What is said happened so; quotations are word for word.",
        short=True,
    ),
    _question(
        "sources",
        "Có ít nhất hai nguồn độc lập, hoặc chính chúng ta có mặt tại chỗ.",
        "Two independent sources say so, or we were there ourselves.",
        short=True,
    ),
    _question(
        "names",
        "Tên người, địa danh và con số trong tiêu đề, phụ đề và mô tả đều đúng.",
        "Names, places and figures are right in title, captions and description.",
        short=True,
    ),
    _question(
        "fairness",
        "Đoạn cắt không làm sai ý; bên bị nêu đã được hỏi ý kiến.",
        "The cut does not change what was meant; whoever is criticised was heard.",
    ),
    _question(
        "privacy",
        "Không xâm phạm đời tư; trẻ em và nạn nhân được bảo vệ.",
        "Nobody's privacy is hurt; minors and victims are protected.",
        short=True,
    ),
    _question("rights", "Có quyền sử dụng hình, tiếng và nhạc.", "We have the rights to pictures, sound and music."),
    _question(
        "ai",
        "Phần do AI tạo hoặc sửa đã được người kiểm tra và ghi rõ.",
        "What AI made or changed was checked by a person and is marked.",
    ),
    _question(
        "sponsorship",
        "Không có quảng cáo trá hình; nội dung tài trợ được ghi rõ.",
        "There is no hidden advertising; what is sponsored is marked.",
    ),
    _question(
        "law",
        "Tuân thủ pháp luật, quy định của toà án và quy định bầu cử.",
        "The law, orders of courts and the rules of elections are respected.",
    ),
)

_SPECIAL = (
    _question(
        "balance",
        "Các bên được đưa tin công bằng; thời điểm và nguồn thăm dò đúng quy định.",
        "All sides are treated alike; silence periods and the sources of polls are respected.",
    ),
    _question(
        "child",
        "Người giám hộ đã đồng ý, hoặc không thể nhận ra đứa trẻ.",
        "Whoever answers for the child has agreed, or the child cannot be recognised.",
    ),
    _question(
        "dignity",
        "Người thân đã được báo trước; hình ảnh không xúc phạm nạn nhân.",
        "Relatives were told first, and nothing hurts the dignity of victims.",
    ),
    _question(
        "presumption",
        "Không gọi ai là có tội khi toà chưa kết án; lệnh cấm đưa tin được tuân thủ.",
        "Nobody is called guilty who was not convicted; reporting bans are kept.",
    ),
    _question(
        "health",
        "Lời khuyên sức khoẻ có nguồn chuyên môn nêu tên.",
        "Advice on health rests on a named, competent source.",
    ),
    _question(
        "sponsor",
        "Nhà tài trợ được nêu tên ngay trên hình.",
        "The sponsor is named on the picture itself.",
    ),
    _question(
        "original",
        "Có người đã so sánh với bản gốc, và khán giả không thể hiểu nhầm là thật.",
        "A person compared it with the original, and nobody can take it for real.",
    ),
)


def _risk(key: str, vi: str, en: str, **rest: object) -> RiskClass:
    return RiskClass(key=key, name={"vi": vi, "en": en}, **rest)  # type: ignore[arg-type]


USUAL = Rules(
    questions=(*_ROUTINE, *_SPECIAL),
    classes=(
        _risk(ROUTINE, "Thường ngày", "Routine", questions=tuple(one.key for one in _ROUTINE), is_full_round=False),
        _risk(
            "elections",
            "Bầu cử và chính sự",
            "Elections and public affairs",
            questions=("balance",),
            is_personal=True,
            phrases=(
                "bầu cử",
                "ứng cử viên",
                "cử tri",
                "phiếu bầu",
                "election",
                "elections",
                "candidate",
                "candidates",
                "ballot",
                "referendum",
            ),
        ),
        _risk(
            "minors",
            "Trẻ em",
            "Minors",
            questions=("child",),
            is_personal=True,
            phrases=(
                "trẻ em",
                "bé trai",
                "bé gái",
                "cháu bé",
                "học sinh",
                "trẻ vị thành niên",
                "child",
                "children",
                "schoolboy",
                "schoolgirl",
                "teenager",
            ),
            flags=("made_for_children",),
        ),
        _risk(
            "victims",
            "Nạn nhân",
            "Victims",
            questions=("dignity",),
            is_personal=True,
            phrases=(
                "nạn nhân",
                "tử vong",
                "thiệt mạng",
                "người mất tích",
                "tự tử",
                "victim",
                "victims",
                "killed",
                "suicide",
            ),
        ),
        _risk(
            "courts",
            "Toà án và điều tra",
            "Courts and investigations",
            questions=("presumption",),
            is_personal=True,
            phrases=(
                "toà án",
                "bị cáo",
                "bị can",
                "nghi phạm",
                "khởi tố",
                "xét xử",
                "defendant",
                "defendants",
                "suspect",
                "suspects",
                "trial",
                "verdict",
            ),
        ),
        _risk(
            "health",
            "Sức khoẻ",
            "Health",
            questions=("health",),
            phrases=("vắc xin", "vaccine", "dịch bệnh", "thuốc chữa", "điều trị", "outbreak", "cure", "medicine"),
        ),
        _risk("sponsored", "Được tài trợ", "Sponsored", questions=("sponsor",), flags=("paid",)),
        _risk(
            "ai_altered", "AI tạo hoặc sửa", "Made or altered with AI", questions=("original",), flags=("ai_altered",)
        ),
    ),
)


def usual_texts(digests: Iterable[str]) -> dict[str, str]:
    """Return by its digest every text that the usual rules had in this or an earlier release, as far as it is asked for.

    A station that never changed its rules keeps none of its own: what its sign-offs met is kept here, in `usual/`.
    """
    paths = {digest: _KEPT / f"{digest}.txt" for digest in digests}
    return {digest: path.read_text(encoding="utf-8") for digest, path in paths.items() if path.is_file()}


_KEPT = Path(__file__).with_name("usual")
