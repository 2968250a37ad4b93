"""Every error the statistics room raises on purpose.

::

    StatisticsError
    ├── UnfitData              what was handed in cannot be what it is said to be
    │   ├── NoData             not one row
    │   ├── NotNumbers         missing or infinite
    │   ├── LengthsDiffer      columns of different length
    │   ├── CountUnfit         below 0
    │   ├── CountsUnfit        a part that is no part of its whole
    │   ├── ShareUnfit         outside 0 … 1
    │   ├── SizeUnfit          a size, variance or design effect that is too small to be one
    │   └── SampledTwice       two counts at one age
    ├── NotEnoughData          honest, but too little
    │   ├── BaselineShort      too few comparable clips
    │   ├── RatesFew           too few rates to see how much they differ
    │   ├── StandingsFew       too few posts to say what they have in common
    │   ├── EventsFew          too few events in one version of an experiment
    │   ├── UnitsFew           no unit more than there are strata
    │   └── AgeNotCovered      nothing measured on one side of the age
    ├── NotComparable          DefinitionBreak, AgesDiffer
    ├── NoSpread               rates that differ by chance alone
    ├── Unbalanced             the versions of an experiment were not shown as planned
    ├── DesignError            how people were chosen: LonelyUnit, ClusterDivided, PopulationMissing, PopulationUnfit
    ├── WeightingError         WeightsUnfit, TargetMissing, TargetUnfit, CategoryEmpty, TotalsDiffer, NotConverged
    ├── NothingToDivideBy      a ratio over a total of 0
    └── TableError             TableUnfit, ThresholdUnfit
"""

from clipdesk.kernel.errors import ClipdeskError, gettext_noop


class StatisticsError(ClipdeskError):
    """The root of this tree."""

    message = gettext_noop("The figures could not be calculated. Try again; if it happens again, tell the operator.")


class UnfitData(StatisticsError):
    """What was handed in cannot be what it is said to be."""


class NoData(UnfitData):
    """Not one row."""

    message = gettext_noop("There is nothing to calculate from: not one row.")


class NotNumbers(UnfitData):
    """A value is missing, infinite or no number."""

    message = gettext_noop(
        "Row {row} holds no number. Leave out what was not measured or not answered: missing is not zero."
    )


class LengthsDiffer(UnfitData):
    """Columns of different length."""

    message = gettext_noop("The columns have different lengths ({lengths}). Each row needs a value in each of them.")


class CountUnfit(UnfitData):
    """A count below 0."""

    message = gettext_noop("{value} is no count: counts are 0 or more.")


class CountsUnfit(UnfitData):
    """A part below 0 or greater than its whole, or a whole of nothing."""

    message = gettext_noop(
        "{part} of {whole} cannot be: a part lies between 0 and its whole, and the whole is more than 0."
    )


class ShareUnfit(UnfitData):
    """A share outside 0 … 1."""

    message = gettext_noop("{value} is no share. Write it as a number between 0 and 1: 95 percent is 0.95.")


class SizeUnfit(UnfitData):
    """A size, variance or design effect that is too small to be one."""

    message = gettext_noop("{value} cannot be right here: it has to be more than {least}.")


class SampledTwice(UnfitData):
    """Two counts at one age."""

    message = gettext_noop("There are two counts at the same age ({hours} hours). Keep the one that holds.")


class NotEnoughData(StatisticsError):
    """Too little to say anything honest."""

    message = gettext_noop("Not enough data: there is too little to say anything honest.")


class BaselineShort(NotEnoughData):
    """Too few clips to say what is usual."""

    message = gettext_noop("Not enough data: {found} clips can be compared with this one, and {needed} are needed.")


class RatesFew(NotEnoughData):
    """Too few rates to see how much they differ."""

    message = gettext_noop(
        "Not enough data: there are {found} rates, and it takes {needed} to see how much they differ."
    )


class StandingsFew(NotEnoughData):
    """Too few posts to say what they have in common."""

    message = gettext_noop(
        "Not enough data: there are {found} posts, and it takes {needed} to say what they have in common."
    )


class EventsFew(NotEnoughData):
    """An arm of an experiment that saw too little."""

    message = gettext_noop("Not enough data: one version has {found} events so far, and each needs {needed}.")


class UnitsFew(NotEnoughData):
    """As many sampled units as strata, or fewer: nothing is left to tell the uncertainty from."""

    message = gettext_noop("Not enough data: too few units were sampled to tell how far the figure may be off.")


class AgeNotCovered(NotEnoughData):
    """Nothing was measured on one side of the age."""

    message = gettext_noop(
        "How much it was after {hours} hours is not known: something has to be measured before and after that age."
    )


class NotComparable(StatisticsError):
    """Figures that must not stand against each other."""


class DefinitionBreak(NotComparable):
    """The platform counts something else now."""

    message = gettext_noop(
        "The platform changed what it counts (“{first}”, then “{second}”). Figures from before and after are not compared."
    )


class AgesDiffer(NotComparable):
    """Counts at different ages."""

    message = gettext_noop("Counts after {first} and after {second} hours are not compared. Take them at the same age.")


class NoSpread(StatisticsError):
    """Rates that differ no more than chance makes them."""

    message = gettext_noop("These rates differ no more than chance makes them differ, so there is no order among them.")


class Unbalanced(StatisticsError):
    """The versions of an experiment were not shown as often as planned."""

    message = gettext_noop(
        "The versions were shown {counts} times, which is not what was planned (p = {p}). Something goes wrong in showing "
        "them, so there is no verdict. Tell the operator."
    )


class DesignError(StatisticsError):
    """How people were chosen does not fit together."""


class LonelyUnit(DesignError):
    """A stratum with one sampled unit."""

    message = gettext_noop(
        "The stratum “{stratum}” has one sampled unit only, which does not tell how much units differ. Join it with a "
        "similar stratum, or choose how such strata count."
    )


class ClusterDivided(DesignError):
    """A cluster in two strata."""

    message = gettext_noop(
        "The cluster “{cluster}” lies in more than one stratum. Give each cluster a name of its own."
    )


class PopulationMissing(DesignError):
    """A stratum whose size is not told, where those of others are."""

    message = gettext_noop("How many units the stratum “{stratum}” has in all is not given. Add it, or give no sizes.")


class PopulationUnfit(DesignError):
    """More units in the sample than in the population."""

    message = gettext_noop(
        "{sampled} were asked out of {population}, which cannot be. Correct the size of the population."
    )


class WeightingError(StatisticsError):
    """Answers and population cannot be brought together."""


class WeightsUnfit(WeightingError):
    """A weight below 0, or nothing but zeros."""

    message = gettext_noop("Weights are 0 or more, and at least one is more. Look at row {row}: {value}.")


class TargetMissing(WeightingError):
    """A category of the answers that the population table lacks."""

    message = gettext_noop("“{category}” occurs among the answers, but not in the population table. Add it there.")


class TargetUnfit(WeightingError):
    """A size in the population table that is 0 or less."""

    message = gettext_noop("The population table gives {value} for “{category}”. A size is more than 0.")


class CategoryEmpty(WeightingError):
    """A category of the population that nobody among the answers belongs to."""

    message = gettext_noop(
        "Nobody among the answers belongs to “{category}”, so nobody can stand for it. Join it with a similar category."
    )


class TotalsDiffer(WeightingError):
    """Population tables with different totals."""

    message = gettext_noop(
        "The population tables have different totals ({totals}). Correct them, or say how large the population is."
    )


class NotConverged(WeightingError):
    """Raking that does not settle."""

    message = gettext_noop(
        "After {rounds} rounds the weights still do not fit the population tables: for these answers the tables "
        "contradict each other. Join small categories."
    )


class NothingToDivideBy(StatisticsError):
    """A ratio over a total of 0."""

    message = gettext_noop("What it is to be divided by is 0 in all, so there is no ratio.")


class TableError(StatisticsError):
    """A table that cannot be shown or protected."""


class TableUnfit(TableError):
    """Rows of different length, or entries that are no counts."""

    message = gettext_noop("A table of counts has rows of the same length, and whole numbers of 0 or more in them.")


class ThresholdUnfit(TableError):
    """A smallest number that protects nobody."""

    message = gettext_noop("{value} protects nobody. The smallest number that is shown is a whole number from 2.")
