"""The words of the practice bulletin: everything spoken, its planned times, and the straps over the pictures.

Station, river, places and people are invented; no name stands for a real one.
"""

from dataclasses import dataclass
from fractions import Fraction

STATION = {"vi": "Đài Sông Xanh", "en": "Blue River Radio & Television"}
PROGRAMME = {"vi": "Bản tin Sông Xanh", "en": "Blue River Bulletin"}
LENGTH = Fraction(75)
ON_AIR = 18 * 3600 + 30 * 60  # the clock in the picture at the first frame, seconds of the day


@dataclass(frozen=True)
class Sentence:
    """One spoken sentence. `shot` names the picture over it; `other` is the same sentence in the other language."""

    slug: str
    language: str
    text: str
    other: str
    shot: str

    def said_in(self, language: str) -> str:
        """Return the sentence in `language` ("vi" or "en"): as spoken, or translated."""
        return self.text if language == self.language else self.other


@dataclass(frozen=True)
class Item:
    """One item of the rundown: planned start and length in seconds of the programme, and what is said."""

    slug: str
    language: str
    title: str
    strap: str
    tag: str
    planned_start: Fraction
    planned_length: Fraction
    lead: Fraction
    sentences: tuple[Sentence, ...]


def _item(
    slug: str, language: str, head: tuple[str, str, str], plan: tuple[str, str, str], *said: tuple[str, str, str]
) -> Item:
    title, strap, tag = head
    start, length, lead = (Fraction(value) for value in plan)
    sentences = tuple(
        Sentence(f"{slug}-{number}", language, text, other, shot) for number, (shot, text, other) in enumerate(said, 1)
    )
    return Item(slug, language, title, strap, tag, start, length, lead, sentences)


OPENING = _item(
    "mo-dau",
    "vi",
    ("Mở đầu", "Bản tin Sông Xanh", "18:30"),
    ("0", "11", "4.2"),
    (
        "both",
        "Xin chào quý vị, đây là Bản tin Sông Xanh.",
        "Good evening, this is the Blue River Bulletin.",
    ),
    (
        "both",
        "Tôi là Mai Lam, cùng An Hà điểm lại những tin chính.",
        "I am Mai Lam, and with An Ha I bring you the main news.",
    ),
)

FLOOD = _item(
    "lu-song-xanh",
    "vi",
    ("Sông Xanh vượt báo động hai tại Bến Sen", "Sông Xanh vượt báo động 2 tại Bến Sen", "CẢNH BÁO LŨ"),
    ("11", "14", "0.4"),
    (
        "news-flood",
        "Nước sông Xanh tại trạm Bến Sen đang lên nhanh.",
        "The Blue River is rising fast at the Ben Sen gauge.",
    ),
    (
        "gauge",
        "Lúc sáu giờ chiều, mực nước đo được bốn mét mười tám, trên báo động hai.",
        "At six this evening it stood at four metres eighteen, above alarm level two.",
    ),
    (
        "gauge",
        "Bà con vùng bãi Cồn Mây nên đưa tài sản lên cao trước mười giờ đêm.",
        "People on the Con May flats should move belongings to higher ground before ten tonight.",
    ),
)

BRIDGE = _item(
    "new-footbridge",
    "en",
    ("New footbridge opens in Ben Sen", "New footbridge opens in Ben Sen", "ON FOOT"),
    ("25", "14.2", "0.4"),
    (
        "news-bridge",
        "A new footbridge has opened beside the market in Ben Sen.",
        "Cầu đi bộ mới bên chợ Bến Sen vừa thông cầu.",
    ),
    (
        "street",
        "It is two hundred metres long, with a lane of its own for bicycles.",
        "Cầu dài hai trăm mét, có làn riêng cho xe đạp.",
    ),
    (
        "street",
        "Pupils from the east bank now reach school in ten minutes instead of forty.",
        "Học sinh bờ đông nay đến trường mất mười phút thay vì bốn mươi phút.",
    ),
)

STORM = _item(
    "bao-hai-au",
    "vi",
    ("Bão Hải Âu hướng vào Cửa Ngọc", "Bão Hải Âu hướng vào Cửa Ngọc", "THỜI TIẾT"),
    ("39.2", "12.8", "0.4"),
    (
        "map",
        "Ngoài khơi, bão Hải Âu đang đi chậm về phía đất liền.",
        "Out at sea, storm Hai Au is moving slowly towards the coast.",
    ),
    (
        "map",
        "Dự báo trưa mai, tâm bão đến gần Cửa Ngọc, gió giật cấp chín.",
        "By noon tomorrow its centre is expected near Cua Ngoc, with gusts of force nine.",
    ),
    (
        "map",
        "Tàu thuyền cần về nơi neo đậu trước sáu giờ sáng.",
        "Boats should be in harbour before six in the morning.",
    ),
)

VACCINE = _item(
    "saturday-vaccination",
    "en",
    ("Free vaccination for children starts Saturday", "Free vaccination starts Saturday", "HEALTH"),
    ("52", "13.2", "0.4"),
    (
        "news-vaccine",
        "Free vaccination for children under six begins on Saturday.",
        "Thứ Bảy này bắt đầu đợt tiêm chủng miễn phí cho trẻ dưới sáu tuổi.",
    ),
    (
        "news-vaccine",
        "The Hoa Mai health centre opens from eight in the morning until four in the afternoon.",
        "Trạm y tế Hoa Mai mở cửa từ tám giờ sáng đến bốn giờ chiều.",
    ),
    (
        "news-vaccine",
        "Parents are asked to bring the child's health book.",
        "Phụ huynh nhớ mang theo sổ tiêm chủng của cháu.",
    ),
)

_FAREWELL = _item(
    "ket-thuc",
    "vi",
    ("Kết thúc", "", ""),
    ("65.2", "9.8", "0.4"),
    (
        "both",
        "Bản tin đến đây là hết, xin cảm ơn quý vị.",
        "That is the end of the bulletin. Thank you.",
    ),
)
CLOSING = Item(
    **{
        **_FAREWELL.__dict__,
        "sentences": (
            *_FAREWELL.sentences,
            Sentence(
                "ket-thuc-2",
                "en",
                "Thank you for watching, and good evening.",
                "Cảm ơn quý vị đã theo dõi, xin chào.",
                "both",
            ),
        ),
    }
)

ITEMS = (OPENING, FLOOD, BRIDGE, STORM, VACCINE, CLOSING)

RADIO = _item(
    "cho-noi-ben-sen",
    "vi",
    ("Chợ nổi Bến Sen lúc tinh mơ", "", ""),
    ("0", "20", "2.2"),
    (
        "radio",
        "Bốn giờ rưỡi sáng, chợ nổi Bến Sen đã lên đèn.",
        "Half past four in the morning, and the lamps are lit at the Ben Sen floating market.",
    ),
    (
        "radio",
        "Bà Tư Hạnh bán bún riêu ở đây đã hơn ba mươi năm.",
        "Mrs Tu Hanh has sold crab noodle soup here for more than thirty years.",
    ),
    (
        "radio",
        "Bà cười, nước lên thì thuyền lên, khách quen vẫn ghé.",
        "When the water rises, she laughs, so does the boat, and the regulars still come.",
    ),
    (
        "radio",
        "Mùa này cá về nhiều, hàng bán hết trước lúc mặt trời mọc.",
        "Fish are plentiful at this season; everything is sold before sunrise.",
    ),
    (
        "radio",
        "Thanh Trúc, Đài Sông Xanh.",
        "Thanh Truc, Blue River Radio.",
    ),
)
