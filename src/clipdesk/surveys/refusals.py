"""Everything that this room refuses, as sentences."""

from __future__ import annotations

from collections.abc import Sequence

from clipdesk.kernel.errors import ClipdeskError, gettext_noop


class SurveyRefused(ClipdeskError):
    """The root of this tree."""


class RuleUnfit(SurveyRefused):
    """A rule (relevant, constraint, choice_filter) that cannot be read, or uses what is not taken."""

    message = gettext_noop("The rule “{rule}” cannot be read: {what}.")


class FormUnfit(SurveyRefused):
    """The form cannot be asked like this; `where` names the question or the list."""

    message = gettext_noop("“{where}”: {what}.")


class Delicate(SurveyRefused):
    """A question about the answerer's own opinion, faith, origin, health or sexual life."""

    message = gettext_noop(
        "“{where}” asks about {what} of whoever answers (“{words}”). Surveys of this desk do not ask that: such answers are "
        "sensitive personal data. Whether a topic interests people may be asked."
    )


class XlsFormRefused(SurveyRefused):
    """A file that cannot be taken over; `problems` says why, each with its sheet and row."""

    message = gettext_noop("The file was not taken over. Nothing was changed.")

    def __init__(self, problems: Sequence[ClipdeskError]) -> None:
        super().__init__()
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return " ".join([super().__str__(), *map(str, self.problems)])


class NoXlsForm(SurveyRefused):
    """It is no workbook, or it has no sheet “survey”."""

    message = gettext_noop("This is no XLSForm: choose an .xlsx file with the sheets “survey” and “choices”.")


class FileTooLarge(SurveyRefused):
    """More than any form holds."""

    message = gettext_noop("The file holds more than a form does: at most {rows} rows are read.")


class Unsupported(SurveyRefused):
    """A construct of XLSForm that is not taken over."""

    message = gettext_noop("Sheet “{sheet}”, row {row}: “{what}” is not supported here.")


class RepeatRefused(SurveyRefused):
    """A repeat: nobody's household is counted here."""

    message = gettext_noop(
        "Sheet “survey”, row {row}: repeats are not supported. Write the questions one by one, or ask about one case only."
    )


class RowUnfit(SurveyRefused):
    """A row that says something that cannot be."""

    message = gettext_noop("Sheet “{sheet}”, row {row}: {what}.")


class NotDraft(SurveyRefused):
    """The questions of an open survey stay as they were when it was opened."""

    message = gettext_noop(
        "The survey is open or closed, so its questions stay as they are: every answer was given to these very words."
    )


class NotReady(SurveyRefused):
    """Something is missing before it can be opened."""

    message = gettext_noop("The survey cannot be opened yet: {what}.")


class FewWithdrawn(SurveyRefused):
    """So few answers went since the last figures that new ones would tell of them."""

    message = gettext_noop(
        "Since these figures were made, fewer than {least} answers were withdrawn. New figures beside the old ones would tell "
        "about those, so the old ones stay."
    )


class NothingToCount(SurveyRefused):
    """The answers were deleted at their date."""

    message = gettext_noop(
        "The answers were deleted at their date. The figures made before stay, new ones cannot be made."
    )


class MarginUnfit(SurveyRefused):
    """What is known of the population is not whole."""

    message = gettext_noop("“{where}”: write a number above 0 for every choice, and where the numbers come from.")


class LinksUnfit(SurveyRefused):
    """Neither a count nor a table of people."""

    message = gettext_noop(
        "Write how many links are needed, from 1 to {most}, or choose a CSV file with at most so many rows."
    )


class SamplingFixed(SurveyRefused):
    """Links were made from the columns of a list, and other ones are named now."""

    message = gettext_noop(
        "Links were made already, each from the columns that were named then. Those columns stay; sizes can still be changed."
    )


class ColumnMissing(SurveyRefused):
    """A list without a column that the sample is described by, or a row with nothing in it."""

    message = gettext_noop(
        "Row {row} of the list has nothing under “{column}”. The first row holds the names of the columns, and each further one "
        "says its stratum and cluster, in at most 80 characters. No link was made."
    )


class GroupSmall(SurveyRefused):
    """A stratum or cluster so small that it points at people."""

    message = gettext_noop(
        "“{group}” would have {links} links. With fewer than {least} an answer could point at a person; join it with a similar "
        "one. No link was made."
    )


class SizesUnfit(SurveyRefused):
    """A stratum whose size is missing, where others have one, or is smaller than what was drawn."""

    message = gettext_noop(
        "{units} units were drawn from “{stratum}”, and its size is given as {size}. Give every stratum its size in all, or none."
    )
