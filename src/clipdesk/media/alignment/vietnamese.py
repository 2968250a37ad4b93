"""How Vietnamese readers say figures, dates, times, units and abbreviations.

Where several readings are usual, this is the one meant: 15 "mười lăm", 21 "hai mươi mốt", 24 "hai mươi tư" (not
"bốn"), 25 "hai mươi lăm" (not "nhăm"), 105 "một trăm linh năm" (not "lẻ"), 1 000 "nghìn" (not "ngàn"), decimals after
"phẩy" as one number ("4,18": "bốn phẩy mười tám") unless they begin with 0 or are longer than two figures, 18h30 "mười
tám giờ ba mươi", 6h05 "sáu giờ năm phút", 4/2026 "tháng tư năm hai nghìn không trăm hai mươi sáu". A different reading
costs a word of the alignment some hundredths of a second; it is still found.
"""

import re

from clipdesk.media.alignment.tokens import Token, by_table, is_figure, roman, split_unit

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn"))

UNITS = {
    "%": "phần trăm", "m": "mét", "km": "ki lô mét", "cm": "xen ti mét", "mm": "mi li mét", "kg": "ki lô gam",
    "g": "gam", "ha": "héc ta", "m2": "mét vuông", "m²": "mét vuông", "km2": "ki lô mét vuông",
    "km²": "ki lô mét vuông", "m3": "mét khối", "m³": "mét khối", "m3/s": "mét khối trên giây",
    "m³/s": "mét khối trên giây", "km/h": "ki lô mét trên giờ", "m/s": "mét trên giây", "°C": "độ xê", "độ C": "độ xê",
    "oC": "độ xê", "l": "lít", "ml": "mi li lít", "kW": "ki lô oát", "kWh": "ki lô oát giờ", "MW": "mê ga oát",
    "kV": "ki lô vôn", "đ": "đồng", "₫": "đồng", "VND": "đồng", "VNĐ": "đồng", "USD": "đô la Mỹ", "EUR": "ơ rô",
    "tr": "triệu", "h": "giờ", "g/l": "gam trên lít", "mg": "mi li gam",
}  # fmt: skip

ABBREVIATIONS = {
    "ATGT": "an toàn giao thông", "ATTP": "an toàn thực phẩm", "BCH": "ban chấp hành", "BHXH": "bảo hiểm xã hội",
    "BHYT": "bảo hiểm y tế", "BTV": "biên tập viên", "CAND": "công an nhân dân",
    "CHXHCN": "cộng hòa xã hội chủ nghĩa", "CSGT": "cảnh sát giao thông", "CLB": "câu lạc bộ",
    "ĐBSCL": "đồng bằng sông Cửu Long", "ĐBQH": "đại biểu quốc hội", "ĐH": "đại học", "DN": "doanh nghiệp",
    "GDĐT": "giáo dục đào tạo", "GD&ĐT": "giáo dục và đào tạo", "GTVT": "giao thông vận tải", "HCM": "Hồ Chí Minh",
    "HĐND": "hội đồng nhân dân", "HS": "học sinh", "HTX": "hợp tác xã", "KCN": "khu công nghiệp",
    "KT-XH": "kinh tế xã hội", "LĐTBXH": "lao động thương binh xã hội", "LHQ": "liên hợp quốc",
    "MTTQ": "mặt trận tổ quốc", "NXB": "nhà xuất bản", "PCCC": "phòng cháy chữa cháy", "PV": "phóng viên",
    "QĐND": "quân đội nhân dân", "QH": "quốc hội", "QL": "quốc lộ", "SGK": "sách giáo khoa", "SV": "sinh viên",
    "TAND": "tòa án nhân dân", "TBT": "tổng bí thư", "THCS": "trung học cơ sở", "THPT": "trung học phổ thông",
    "TNHH": "trách nhiệm hữu hạn", "TNGT": "tai nạn giao thông", "TP": "thành phố", "Tp": "thành phố",
    "TPHCM": "thành phố Hồ Chí Minh", "TTXVN": "thông tấn xã Việt Nam", "TW": "trung ương", "TƯ": "trung ương",
    "UBND": "ủy ban nhân dân", "UBMTTQ": "ủy ban mặt trận tổ quốc", "VH-TT-DL": "văn hóa thể thao du lịch",
    "VKSND": "viện kiểm sát nhân dân", "VN": "Việt Nam", "XHCN": "xã hội chủ nghĩa", "v.v": "vân vân",
    "&": "và",
}  # fmt: skip
_DOTTED = {
    "TP": "thành phố", "Tp": "thành phố", "TX": "thị xã", "TT": "thị trấn", "Q": "quận", "P": "phường", "H": "huyện",
    "X": "xã", "GS": "giáo sư", "PGS": "phó giáo sư", "TS": "tiến sĩ", "ThS": "thạc sĩ", "BS": "bác sĩ",
    "KS": "kỹ sư", "LS": "luật sư", "NSND": "nghệ sĩ nhân dân", "NSƯT": "nghệ sĩ ưu tú", "ĐT": "điện thoại",
    "tr": "trang", "St": "sinh",
}  # fmt: skip
_DATE_WORDS = frozenset(["ngày", "sáng", "trưa", "chiều", "tối", "đêm", "hôm", "mùng", "mồng", "nay", "qua", "mai"])
_ROMAN_WORDS = frozenset(
    ["kỷ", "kỉ", "khóa", "khoá", "quý", "thứ", "kỳ", "kì", "chương", "phần", "hạng", "loại", "cấp"]
)
_MILLIONS = {"m": "triệu", "M": "triệu", "bn": "tỷ", "b": "tỷ", "B": "tỷ", "k": "nghìn", "": ""}


def say(token: Token) -> str:
    """Return what is said for one word."""
    core = token.core
    if core in UNITS and is_figure(token.before):
        return UNITS[core]
    for reading in (_clock, _date, _money, _quantity, _roman, _abbreviation):
        said = reading(token)
        if said is not None:
            return said
    return core


def cardinal(number: int) -> str:
    """Return a whole number in words."""
    if number < 0:
        return f"âm {cardinal(-number)}"
    for value, name in _GROUPS:
        if number >= value:
            head, rest = divmod(number, value)
            said = f"{cardinal(head)} {name}"
            return f"{said} {_below_thousand(rest, full=True) if rest < 1000 else _rest(rest, value)}" if rest else said
    return _below_thousand(number, full=False)


def _rest(rest: int, value: int) -> str:
    """What follows a group; a group with nothing in its hundreds says so ("một triệu không trăm hai mươi nghìn")."""
    below = value // 1000
    head, tail = divmod(rest, below)
    if not head:
        return cardinal(rest)
    name = dict(_GROUPS)[below]
    said = f"{_below_thousand(head, full=True)} {name}"
    if not tail:
        return said
    return f"{said} {_below_thousand(tail, full=True) if tail < 1000 else _rest(tail, below)}"


def _below_thousand(number: int, *, full: bool) -> str:
    """`full`: say the hundreds even where there are none, as behind a thousand."""
    hundreds, rest = divmod(number, 100)
    words = [f"{DIGITS[hundreds]} trăm"] if hundreds or full else []
    if rest and rest < 10 and words:
        words.append(f"linh {DIGITS[rest]}")
    elif rest or not words:
        words.append(_below_hundred(rest))
    return " ".join(words)


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return DIGITS[ones]
    ten = "mười" if tens == 1 else f"{DIGITS[tens]} mươi"
    if ones == 0:
        return ten
    last = {1: "mốt" if tens > 1 else "một", 4: "tư" if tens > 1 else "bốn", 5: "lăm"}.get(ones, DIGITS[ones])
    return f"{ten} {last}"


def number(text: str) -> str | None:
    """Return a figure in words ("1.250,5": a point groups thousands, a comma begins decimals), or None."""
    match = re.fullmatch(r"([+\-−]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:([.,])(\d+))?", text)
    if not match:
        return None
    sign = {"-": "âm ", "−": "âm ", "+": "cộng "}.get(match[1], "")
    digits = match[2].replace(".", "")
    by_figure = len(digits) > 12 or (digits.startswith("0") and len(digits) > 1)
    whole = by_table(digits, DIGITS) if by_figure else cardinal(int(digits))
    if not match[4]:
        return sign + whole
    decimals = match[4]
    one_by_one = decimals.startswith("0") or len(decimals) > 2
    after = by_table(decimals, DIGITS) if one_by_one else cardinal(int(decimals))
    return f"{sign}{whole} {'phẩy' if match[3] == ',' else 'chấm'} {after}"


def _quantity(token: Token) -> str | None:
    """A figure, with or without its unit, or two of them with a dash between."""
    core = token.core
    if unit := split_unit(core, UNITS):
        figure = _range(unit[0], token.before) or number(unit[0])
        return f"{figure} {unit[1]}" if figure else None
    if core in ("4", "04") and token.before.lower() in ("tháng", "thứ"):
        return "tư"
    if token.before.lower() in ("giờ", "tháng") and re.fullmatch(r"0\d", core):
        return DIGITS[int(core)]
    return _range(core, token.before) or number(core)


def _range(core: str, before: str) -> str | None:
    match = re.fullmatch(r"(\d[\d.,]*)[-–](\d[\d.,]*)", core)
    first, second = (number(match[1]), number(match[2])) if match else (None, None)
    if not first or not second:
        return None
    return f"{first} {second}" if before.lower() == "số" else f"{first} đến {second}"  # "tỷ số 2-1"


def _clock(token: Token) -> str | None:
    match = re.fullmatch(r"(\d{1,2})(?:h|g|:|giờ)(?:(\d{2})(?:p|ph|phút|')?)?", token.core)
    if not match or int(match[1]) > 24 or (token.core[-1] == "g" and not match[2]):
        return None
    hour = f"{cardinal(int(match[1]))} giờ"
    minutes = int(match[2] or 0)
    if minutes == 0:
        return hour
    return f"{hour} {cardinal(minutes)}" + (" phút" if minutes < 10 else "")


def _date(token: Token) -> str | None:
    if full := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", token.core):
        return f"{_day(full[1])} tháng {_month(full[2])} năm {cardinal(int(full[3]))}"
    if month := re.fullmatch(r"(\d{1,2})[/-](\d{4})", token.core):
        said = f"{_month(month[1])} năm {cardinal(int(month[2]))}"
        return said if token.before.lower() == "tháng" else f"tháng {said}"
    if not (pair := re.fullmatch(r"(\d{1,3})/(\d{1,3})", token.core)):
        return None
    first, second = int(pair[1]), int(pair[2])
    possible = 1 <= first <= 31 and 1 <= second <= 12
    if possible and (token.before.lower() in _DATE_WORDS or first > second):
        return f"{_day(pair[1])} tháng {_month(pair[2])}"
    return f"{cardinal(first)} {'phần' if first < second else 'trên'} {cardinal(second)}"


def _day(figures: str) -> str:
    return cardinal(int(figures))


def _month(figures: str) -> str:
    return "tư" if int(figures) == 4 else cardinal(int(figures))


def _money(token: Token) -> str | None:
    match = re.fullmatch(r"([$£€])(\d[\d.,]*)(m|M|bn|b|B|k|)", token.core)
    if not match:
        return None
    # sums in foreign money are written the foreign way: the point begins decimals
    figure = match[2].replace(".", ",") if re.fullmatch(r"\d+\.\d{1,2}", match[2]) else match[2].replace(",", ".")
    name = {"$": "đô la", "£": "bảng Anh", "€": "ơ rô"}[match[1]]
    said = number(figure)
    return " ".join(word for word in (said, _MILLIONS[match[3]], name) if word) if said else None


def _roman(token: Token) -> str | None:
    value = roman(token.core) if token.before.lower() in _ROMAN_WORDS else None
    if value == 4 and token.before.lower() == "thứ":
        return "tư"
    return cardinal(value) if value else None


def _abbreviation(token: Token) -> str | None:
    core = token.core
    if core in ABBREVIATIONS:
        return ABBREVIATIONS[core]
    if token.dotted and core in _DOTTED and token.after:
        return _DOTTED[core]
    parts = core.split(".")
    if len(parts) < 2 or not all(parts) or not all(part in _DOTTED for part in parts[:-1]):
        return None
    last = Token(parts[-1], "", token.after, token.dotted)  # "TP.HCM", "Q.1", "PGS.TS"
    return " ".join([*(_DOTTED[part] for part in parts[:-1]), _DOTTED.get(parts[-1]) or say(last)])
