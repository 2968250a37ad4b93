"""The lunisolar calendar of Việt Nam, as far as its holidays need it: on which day of ours a lunar day falls.

A month begins on the day of the new moon, a year has the winter solstice in its eleventh month, and a month in which the
sun reaches no new sign of thirty degrees is a leap month; days are those of UTC+7. New moons and the sun's place are
reckoned by the short series of Jean Meeus, “Astronomical Formulae for Calculators” (new moons) and “Astronomical
Algorithms” (the sun), good for some minutes between 1900 and 2200. Where a new moon is nearer to midnight than that, only
an almanac can tell.
"""

from __future__ import annotations

from datetime import date
from math import floor, radians, sin

_ZONE = 7 / 24  # days
_SYNODIC = 29.530588853  # days from new moon to new moon, on average
_FIRST_MOON = 2415021.076998695  # the new moon number 0, as a Julian day
_ORDINAL = 1721425  # between a Julian day and the days that Python counts
_SOLSTICE = 9  # the sign of the sun from the winter solstice on


def solar_day(year: int, month: int, day: int) -> date:
    """Return the day on which a day of a lunar year's month from 1 to 10 falls, a leap month not being meant.

    Args:
        year: the lunar year, by the solar year in which most of it lies.
        month: from 1 to 10; the last two months of a year are not needed here.
        day: from 1 to 29.

    Raises:
        ValueError: month or day are none of these.
    """
    if not (1 <= month <= 10 and 1 <= day <= 29):
        raise ValueError(f"no lunar day that is reckoned here: {day}/{month}")
    before, after = _eleventh(year - 1), _eleventh(year)
    begun = _number(before)
    further = month + 1
    if after - before > 365 and further >= _leap(begun):
        further += 1
    return date.fromordinal(_new_moon(begun + further) + day - 1 - _ORDINAL)


def _eleventh(year: int) -> int:
    """Return the first day of the lunar month in which the winter solstice of a year lies, as a Julian day."""
    number = floor((date(year, 12, 31).toordinal() + _ORDINAL - 2415021) / _SYNODIC)
    begun = _new_moon(number)
    return _new_moon(number - 1) if _sign(begun) >= _SOLSTICE else begun


def _number(day: int) -> int:
    return floor((day - _FIRST_MOON) / _SYNODIC + 0.5)


def _leap(begun: int) -> int:
    """Return how many months after the eleventh one the leap month comes."""
    signs = [_sign(_new_moon(begun + further)) for further in range(1, 15)]
    return next(at for at in range(1, 14) if signs[at] == signs[at - 1])


def _new_moon(number: int) -> int:
    """Return the day on which a new moon falls, as a Julian day."""
    century = number / 1236.85
    mean = 2415020.75933 + 29.53058868 * number + 0.0001178 * century**2 - 0.000000155 * century**3
    mean += 0.00033 * _sine(166.56 + 132.87 * century - 0.009173 * century**2)
    sun = 359.2242 + 29.10535608 * number - 0.0000333 * century**2 - 0.00000347 * century**3
    moon = 306.0253 + 385.81691806 * number + 0.0107306 * century**2 + 0.00001236 * century**3
    node = 21.2964 + 390.67050646 * number - 0.0016528 * century**2 - 0.00000239 * century**3
    late = (0.1734 - 0.000393 * century) * _sine(sun) + 0.0021 * _sine(2 * sun)
    late += -0.4068 * _sine(moon) + 0.0161 * _sine(2 * moon) - 0.0004 * _sine(3 * moon) + 0.0104 * _sine(2 * node)
    late += -0.0051 * _sine(sun + moon) - 0.0074 * _sine(sun - moon) + 0.0004 * _sine(2 * node + sun)
    late += -0.0004 * _sine(2 * node - sun) - 0.0006 * _sine(2 * node + moon) + 0.0010 * _sine(2 * node - moon)
    late += 0.0005 * _sine(2 * moon + sun)
    clock = -0.000278 + 0.000265 * century + 0.000262 * century**2  # how far the earth's turning lags behind
    return floor(mean + late - clock + 0.5 + _ZONE)


def _sign(day: int) -> int:
    """Return in which of the twelve signs of thirty degrees the sun stands when a day begins, from 0 on."""
    century = (day - 2451545.5 - _ZONE) / 36525
    anomaly = 357.52910 + 35999.05030 * century - 0.0001559 * century**2 - 0.00000048 * century**3
    mean = 280.46645 + 36000.76983 * century + 0.0003032 * century**2
    ahead = (1.914600 - 0.004817 * century - 0.000014 * century**2) * _sine(anomaly)
    ahead += (0.019993 - 0.000101 * century) * _sine(2 * anomaly) + 0.000290 * _sine(3 * anomaly)
    return floor((mean + ahead) % 360 / 30)


def _sine(degrees: float) -> float:
    return sin(radians(degrees))
