"""How English readers say figures, dates, times, units and abbreviations.

Where several readings are usual, this is the one meant: British "and" (105 "one hundred and five"), years in pairs
(2026 "twenty twenty-six", 2005 "two thousand and five", 1905 "nineteen oh five"), day before month (25/11/2026 "the
twenty-fifth of November", the other way round only where the second figure cannot be a month), 18:30 "eighteen
thirty", 7:05 "seven oh five". A different reading costs a word of the alignment some hundredths of a second; it is
still found.
"""

import re

from clipdesk.media.alignment.tokens import Token, by_table, is_figure, split_unit

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_GROUPS = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"))
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

UNITS = {
    "%": "percent", "m": "metres", "km": "kilometres", "cm": "centimetres", "mm": "millimetres", "kg": "kilograms",
    "g": "grams", "ha": "hectares", "m2": "square metres", "m²": "square metres", "km2": "square kilometres",
    "km²": "square kilometres", "m3": "cubic metres", "m³": "cubic metres", "km/h": "kilometres per hour",
    "kph": "kilometres per hour", "mph": "miles per hour", "m/s": "metres per second", "°C": "degrees Celsius",
    "°F": "degrees Fahrenheit", "°": "degrees", "ft": "feet", "lb": "pounds", "lbs": "pounds", "oz": "ounces",
    "kW": "kilowatts", "kWh": "kilowatt hours", "MW": "megawatts", "GW": "gigawatts", "kV": "kilovolts",
    "am": "a m", "pm": "p m", "mn": "million", "bn": "billion", "tn": "trillion",
}  # fmt: skip
_ONE = {"feet": "foot", "degrees Celsius": "degree Celsius", "degrees Fahrenheit": "degree Fahrenheit"}
ABBREVIATIONS = {
    "Dr": "doctor", "Mr": "mister", "Mrs": "missus", "Ms": "miz", "Prof": "professor", "vs": "versus", "&": "and",
    "etc": "et cetera", "e.g": "for example", "i.e": "that is", "a.m": "a m", "p.m": "p m", "U.S": "U S", "U.K": "U K",
    "U.N": "U N", "E.U": "E U", "govt": "government", "dept": "department",
}  # fmt: skip
_DOTTED = {
    "Gov": "governor", "Sen": "senator", "Rep": "representative", "Gen": "general", "Lt": "lieutenant",
    "Col": "colonel", "Sgt": "sergeant", "Capt": "captain", "Rev": "reverend", "Hon": "honourable", "Jr": "junior",
    "Sr": "senior", "Ltd": "limited", "Inc": "incorporated", "Co": "company", "Corp": "corporation", "Ave": "avenue",
    "Rd": "road", "Blvd": "boulevard", "approx": "approximately", "est": "established", "min": "minutes",
    "max": "maximum", "Mt": "mount", "Jan": "January", "Feb": "February", "Mar": "March", "Apr": "April",
    "Jun": "June", "Jul": "July", "Aug": "August", "Sept": "September", "Sep": "September", "Oct": "October",
    "Nov": "November", "Dec": "December", "Mon": "Monday", "Tue": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday",
    "Fri": "Friday",
}  # fmt: skip
_CURRENCIES = {"$": ("dollar", "dollars"), "£": ("pound", "pounds"), "€": ("euro", "euros")}
_LARGE = {"k": "thousand", "m": "million", "bn": "billion", "b": "billion", "tn": "trillion"}
_LARGE_WORDS = frozenset(_LARGE.values())
_FRACTIONS = {(1, 2): "one half", (1, 3): "one third", (2, 3): "two thirds", (1, 4): "one quarter",
              (3, 4): "three quarters"}  # fmt: skip


def say(token: Token) -> str:
    """Return what is said for one word."""
    core = token.core
    if core in UNITS and is_figure(token.before):
        unit = UNITS[core]
        return _singular(unit) if token.before == "1" else unit
    if core.lower() in _LARGE_WORDS and token.before[:1] in _CURRENCIES:
        return f"{core} {_CURRENCIES[token.before[0]][1]}"  # "$3.5 million": the money is named behind
    for reading in (_clock, _date, _money, _ordinal, _decade, _quantity, _abbreviation):
        said = reading(token)
        if said is not None:
            return said
    return core


def cardinal(number: int) -> str:
    """Return a whole number in words."""
    if number < 0:
        return f"minus {cardinal(-number)}"
    for value, name in _GROUPS:
        if number >= value:
            head, rest = divmod(number, value)
            joint = " and " if 0 < rest < 100 else " "
            return f"{cardinal(head)} {name}" + (joint + cardinal(rest) if rest else "")
    hundreds, rest = divmod(number, 100)
    if hundreds:
        return f"{DIGITS[hundreds]} hundred" + (f" and {_below_hundred(rest)}" if rest else "")
    return _below_hundred(rest)


def ordinal(number: int) -> str:
    """Return "twenty-fifth" for 25."""
    said = cardinal(number)
    begin = max(said.rfind(" "), said.rfind("-")) + 1
    last = said[begin:]
    if last in _ORDINALS:
        return said[:begin] + _ORDINALS[last]
    return said[:-1] + "ieth" if last.endswith("y") else f"{said}th"


def year(number: int) -> str:
    """Return a year in words, in pairs where that is usual."""
    century, rest = divmod(number, 100)
    if number % 1000 < 10 or not 11 <= century <= 99:
        return cardinal(number)
    if rest == 0:
        return f"{_below_hundred(century)} hundred"
    return f"{_below_hundred(century)} " + (f"oh {DIGITS[rest]}" if rest < 10 else _below_hundred(rest))


def _below_hundred(number: int) -> str:
    if number < 10:
        return DIGITS[number]
    if number < 20:
        return _TEENS[number - 10]
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (f"-{DIGITS[ones]}" if ones else "")


def number(text: str) -> str | None:
    """Return a figure in words ("1,250.5": a comma groups thousands, a point begins decimals), or None."""
    match = re.fullmatch(r"([+\-−]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?", text)
    if not match:
        return None
    sign = {"-": "minus ", "−": "minus ", "+": "plus "}.get(match[1], "")
    digits = match[2].replace(",", "")
    by_figure = len(digits) > 15 or (digits.startswith("0") and len(digits) > 1)
    whole = by_table(digits, DIGITS) if by_figure else cardinal(int(digits))
    return f"{sign}{whole} point {by_table(match[3], DIGITS)}" if match[3] else sign + whole


def _is_year(token: Token) -> bool:
    return bool(re.fullmatch(r"1[1-9]\d\d|20\d\d", token.core)) and token.after not in UNITS


def _quantity(token: Token) -> str | None:
    """A figure, with or without its unit, or two of them with a dash between."""
    core = token.core
    if unit := split_unit(core, UNITS):
        figure = _range(unit[0]) or number(unit[0])
        return f"{figure} {_singular(unit[1]) if unit[0] == '1' else unit[1]}" if figure else None
    if _is_year(token):
        return year(int(core))
    if pair := re.fullmatch(r"(\d{1,3})/(\d{1,3})", core):
        first, second = int(pair[1]), int(pair[2])
        return _FRACTIONS.get((first, second)) or f"{cardinal(first)} over {cardinal(second)}"
    return _range(core) or number(core)


def _range(core: str) -> str | None:
    match = re.fullmatch(r"(\d[\d,.]*)[-–](\d[\d,.]*)", core)
    first, second = (number(match[1]), number(match[2])) if match else (None, None)
    return f"{first} to {second}" if first and second else None


def _singular(unit: str) -> str:
    return _ONE.get(unit) or (unit[:-1] if unit.endswith("s") and " " not in unit else unit)


def _clock(token: Token) -> str | None:
    match = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?(am|pm|a\.m|p\.m)?", token.core)
    half = match[3] or (token.after if token.after in ("am", "pm", "a.m", "p.m") else "") if match else ""
    if not match or int(match[1]) > 24 or int(match[2] or 0) > 59 or not (half or ":" in token.core):
        return None
    hour, minutes = cardinal(int(match[1])), int(match[2] or 0)
    if minutes:
        hour += f" oh {DIGITS[minutes]}" if minutes < 10 else f" {cardinal(minutes)}"
    elif not half:
        hour += " o'clock" if int(match[1]) <= 12 else " hundred"
    return f"{hour} {half[0]} m" if match[3] else hour


def _date(token: Token) -> str | None:
    if iso := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", token.core):
        return _day_of(int(iso[3]), int(iso[2]), int(iso[1]))
    if full := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", token.core):
        day, month = int(full[1]), int(full[2])
        return _day_of(month, day, int(full[3])) if month > 12 else _day_of(day, month, int(full[3]))
    if re.fullmatch(r"[1-9]|[12]\d|3[01]", token.core):
        if _is_month(token.after):
            return f"the {ordinal(int(token.core))} of"
        if _is_month(token.before):
            return ordinal(int(token.core))
    return None


def _day_of(day: int, month: int, of_year: int) -> str | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"the {ordinal(day)} of {MONTHS[month - 1]} {year(of_year)}"


def _is_month(word: str) -> bool:
    return word in MONTHS or _DOTTED.get(word) in MONTHS


def _money(token: Token) -> str | None:
    match = re.fullmatch(r"([$£€])([\d,]+)(?:\.(\d+))?(k|m|bn|b|tn|)", token.core)
    if not match:
        return None
    one, many = _CURRENCIES[match[1]]
    large = match[4] or token.after.lower() in _LARGE_WORDS
    if match[3] and len(match[3]) == 2 and not large:  # "$3.50"
        cents = int(match[3])
        return " ".join(word for word in (number(match[2]), many, cardinal(cents) if cents else "") if word)
    figure = number(match[2] + (f".{match[3]}" if match[3] else ""))
    if figure is None or (large and not match[4]):
        return figure
    name = one if match[2] == "1" and not match[3] and not large else many
    return " ".join(word for word in (figure, _LARGE.get(match[4], ""), name) if word)


def _ordinal(token: Token) -> str | None:
    match = re.fullmatch(r"(\d[\d,]*)(?:st|nd|rd|th)", token.core)
    return ordinal(int(match[1].replace(",", ""))) if match else None


def _decade(token: Token) -> str | None:
    match = re.fullmatch(r"(\d{4}|\d0)'?s", token.core)
    if not match or int(match[1]) % 10:
        return None
    said = year(int(match[1])) if len(match[1]) == 4 else cardinal(int(match[1]))
    return said[:-1] + "ies" if said.endswith("y") else f"{said}s"


def _abbreviation(token: Token) -> str | None:
    core = token.core
    if core == "St" and token.dotted:  # before a name a saint, behind one a street
        return "saint" if token.after[:1].isupper() and not token.before[:1].isupper() else "street"
    if core == "No" and token.dotted and is_figure(token.after):
        return "number"
    return ABBREVIATIONS.get(core) or (_DOTTED.get(core) if token.dotted else None)
