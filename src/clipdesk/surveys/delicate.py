"""Questions that are not asked: about the answerer's own political opinion, faith, origin, health or sexual life.

Answers to them are sensitive personal data, and this desk keeps no profile of anybody's views. Whether a *topic* interests
people may be asked. A list of words finds the usual wordings and cannot find all: whoever opens a survey also says that there
is none in it, and the history keeps who said so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clipdesk.surveys.form import Form, Question
from clipdesk.surveys.refusals import Delicate

WHAT: Mapping[str, str | Promise] = {
    "politics": _("the political opinion"),
    "faith": _("the faith"),
    "origin": _("the ethnic origin"),
    "health": _("the health"),
    "sexual_life": _("the sexual life"),
}
_YOURS = r"(?:của )?(?:bạn|anh|chị|anh/chị|anh chị|ông|bà|ông bà|ông/bà|quý vị|em|mình)"
_WORDS: Mapping[str, tuple[str, ...]] = {
    "politics": (
        r"(?:your|own) (?:own )?political \w+", r"political(?:ly)? (?:opinions?|views?|beliefs?|leanings?|affiliations?|party)",
        r"(?:did|do|will|would|have) you (?:\w+ )?vot\w+", r"vot(?:e|ed|ing) for", r"which party", r"party member",
        r"(?:support|approve of|trust|oppose|satisfied with) (?:the |your )?"
        r"(?:\w+ )?(?:government|party|president|prime minister|regime|state leaders)",
        r"(?:left|right)[- ]wing", r"(?:are|were) you (?:a )?(?:liberal|conservative|communist|socialist)",
        r"quan điểm chính trị", r"chính kiến", r"khuynh hướng chính trị", r"lập trường chính trị", r"đảng viên",
        r"bỏ phiếu (?:cho|bầu)", r"bầu cho", r"(?:theo|ủng hộ) đảng", r"đảng nào",
        r"(?:ủng hộ|tin tưởng|tin|hài lòng với|phản đối) (?:vào )?(?:chính phủ|chính quyền|nhà nước|đảng)",
    ),
    "faith": (
        r"(?:your|own) (?:own )?(?:religion|faith|religious \w+|church|belief in god)", r"(?:what|which) (?:is your )?religion",
        r"(?:are|do) you (?:a )?(?:religious|believe in god|pray|catholic|christian|buddhist|muslim|hindu|atheist)",
        r"you belong to (?:a|any|which) (?:religion|church)", r"theo (?:tôn giáo|đạo) (?:nào|gì)", r"tín ngưỡng " + _YOURS,
        r"tôn giáo " + _YOURS, _YOURS + r" (?:có )?theo (?:tôn giáo|đạo)", r"đức tin " + _YOURS,
    ),
    "origin": (
        r"your (?:own )?(?:ethnicity|ethnic \w+|race|skin colou?r|nationality|descent|ancestry)",
        r"(?:what|which) (?:ethnic group|ethnicity|race)", r"you (?:\w+ )?belong to (?:an?|any|which) (?:ethnic|minority)",
        r"(?:thuộc|là người) dân tộc", r"dân tộc (?:nào|gì)", r"dân tộc " + _YOURS, r"thành phần dân tộc",
        r"nguồn gốc " + _YOURS, r"chủng tộc", r"màu da", r"gốc gác " + _YOURS,
    ),
    "health": (
        r"your (?:own )?(?:\w+ )?(?:health|illness\w*|disease\w*|disabilit\w+|diagnos\w+|medication|weight|pregnan\w+)",
        r"(?:do|have|are) you (?:\w+ )?(?:suffer\w*|ill|sick|disabled|pregnant|depressed|vaccinated|hiv|infected)",
        r"you have (?:an? |any )?(?:\w+ )?(?:illness|disease|disability|disorder|impairment)",
        r"(?:sức khỏe|sức khoẻ|bệnh tình|bệnh án|khuyết tật|cân nặng) " + _YOURS,
        _YOURS + r" (?:có |đang |từng |đã |có đang |có từng |có bị )*(?:bị|mắc|mang)? ?(?:bệnh|khuyết tật|mang thai|trầm cảm)",
        _YOURS + r" (?:có )?(?:khỏe|khoẻ) không", r"tình trạng sức kh(?:ỏe|oẻ)",
    ),
    "sexual_life": (
        r"sexual (?:orientation|life|partner\w*|activit\w+|preference\w*|identity)", r"your (?:own )?sex life",
        r"(?:are|do) you (?:\w+ )?(?:gay|lesbian|bisexual|homosexual|heterosexual|straight|transgender)",
        r"xu hướng tính dục", r"khuynh hướng tình dục", r"xu hướng tình dục", r"đời sống tình dục", r"quan hệ tình dục",
        r"bạn tình", _YOURS + r" (?:có )?(?:là )?(?:đồng tính|song tính|chuyển giới|dị tính)",
    ),
}  # fmt: skip
#: Choices that say what somebody is, whatever the question's words are.
_BEING: Mapping[str, tuple[str, ...]] = {
    "politics": ("liberal", "conservative", "communist", "đảng viên", "ngoài đảng", "cánh tả", "cánh hữu"),
    "faith": (
        *("catholic", "christian", "protestant", "buddhist", "muslim", "hindu", "atheist", "phật giáo", "công giáo"),
        *("tin lành", "hồi giáo", "cao đài", "hòa hảo", "đạo phật", "đạo thiên chúa", "vô thần", "không theo đạo"),
    ),
    "origin": (
        "kinh",
        "tày",
        "thái",
        "mường",
        "khmer",
        "khơ me",
        "nùng",
        "h’mông",
        "h'mông",
        "mông",
        "dao",
        "ê đê",
        "gia rai",
    ),
    "health": ("hiv", "diabetes", "cancer", "depression", "tiểu đường", "ung thư", "trầm cảm", "người khuyết tật"),
    "sexual_life": ("gay", "lesbian", "bisexual", "heterosexual", "đồng tính", "song tính", "dị tính"),
}
#: Words of a question about topics, languages and programmes: what is chosen there is no person.
_TOPIC = re.compile(
    r"interest|topic|subject|stories about|news about|programmes? about|language|content|quan tâm|chủ đề|đề tài|nội dung|"
    r"tin về|tin tức về|chương trình về|tiếng|thể loại|chuyên mục"
)
_FOUND = {what: re.compile(r"\b(?:" + "|".join(words) + r")\b") for what, words in _WORDS.items()}
_ENOUGH = 2  # so many such choices make a question about what somebody is


def check_delicate(form: Form) -> None:
    """Make sure that no question is, by its words, one of those that are not asked.

    Raises:
        Delicate: with the question, what it asks about, and the words that say so.
    """
    for question in form.questions:
        for what, words in found_in(form, question):
            raise Delicate(
                where=question.label.get(form.default_language) or question.name, what=WHAT[what], words=words
            )


def found_in(form: Form, question: Question) -> Iterator[tuple[str, str]]:
    """Yield what a question asks about that is not asked, and the words that say so."""
    texts = [_plain(text) for texts in (question.label, question.hint) for text in texts.values()]
    about_topics = any(_TOPIC.search(text) for text in texts)
    for what, pattern in _FOUND.items():
        for text in texts:
            if not about_topics and (found := pattern.search(text)):
                yield what, found.group()
    if about_topics:
        return
    said = [{_plain(text) for text in choice.label.values()} for choice in form.choices(question)]
    for what, words in _BEING.items():
        being = [word for words_of_choice in said for word in words_of_choice & set(words)]
        if len(being) >= _ENOUGH:
            yield what, ", ".join(being[:3])


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
