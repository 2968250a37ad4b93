"""Why a rundown is refused: each sentence names the file, where it is known the row, and what to do."""

from clipdesk.kernel.errors import ClipdeskError, gettext_noop

MOST_BYTES = 10_000_000
MOST_ITEMS = 1000


class NotARundown(ClipdeskError):
    """The file is of no kind that is read."""

    message = gettext_noop(
        "The rundown “{name}” cannot be read. It must be a table (CSV, Excel .xlsx), JSON (a list of items) or MOS XML "
        "(roCreate, roList, roStorySend)."
    )


class NoFile(NotARundown):
    """Nothing was chosen."""

    message = gettext_noop("No rundown was chosen. Choose a file: CSV, Excel .xlsx, JSON or MOS XML.")


class TooLarge(NotARundown):
    """More bytes, or more characters when unpacked, than any rundown has."""

    message = gettext_noop(
        "The rundown “{name}” cannot be read: it is larger than {limit} MB, or unpacks to more. Save one programme's "
        "rundown alone, without pictures and further sheets."
    )


class TooManyItems(NotARundown):
    """More items than any programme has."""

    message = gettext_noop(
        "The rundown “{name}” cannot be read: it has more than {limit} items. Save one programme's rundown alone."
    )


class TooManyParts(NotARundown):
    """So many cells or elements that reading them would keep the desk busy."""

    message = gettext_noop(
        "The rundown “{name}” cannot be read: it has more cells or elements than any rundown. Copy the rows that count "
        "into a new sheet, or export the rundown anew."
    )


class TooManyWords(NotARundown):
    """More text than a day of programmes."""

    message = gettext_noop(
        "The rundown “{name}” cannot be read: its scripts together are longer than a day of programmes. Save one "
        "programme's rundown alone."
    )


class Damaged(NotARundown):
    """It is of a known kind, and broken."""

    message = gettext_noop(
        "The rundown “{name}” cannot be read: the file is damaged or not complete. Export it anew and try again."
    )


class HasEntities(NotARundown):
    """XML that defines what stands for something else: never needed here, and how such files do harm."""

    message = gettext_noop(
        "The rundown “{name}” cannot be read: its XML has a document type or defines entities, and none of that is "
        "read. Export it as plain MOS XML."
    )


class OtherMessage(NotARundown):
    """MOS XML that is no rundown."""

    message = gettext_noop(
        "The rundown “{name}” cannot be read: it holds the MOS message “{found}”. Read are roCreate, roList and "
        "roStorySend."
    )


class NoColumns(NotARundown):
    """No row names columns that are known."""

    message = gettext_noop(
        "The rundown “{name}” cannot be read: no row names its columns. Write names above the items, such as Title, "
        "Start, Length, Presenter and Script."
    )


class NoItems(NotARundown):
    """There is nothing below the names of the columns."""

    message = gettext_noop("The rundown “{name}” cannot be read: it has no items.")


class NotTogether(NotARundown):
    """Several files of which not all are MOS XML."""

    message = gettext_noop(
        "The rundown “{name}” cannot be read together with others. Several files are read as one rundown only where all "
        "are MOS XML; choose one file otherwise."
    )


class NotATime(NotARundown):
    """A cell that should hold a time holds something else."""

    message = gettext_noop(
        "The rundown “{name}” cannot be read: in row {row}, “{value}” under “{column}” is no time. Write "
        "hours:minutes:seconds (00:05:30) or seconds (12.5)."
    )


class EitherTime(NotARundown):
    """Two numbers with a colon can be read in two ways where something begins or ends."""

    message = gettext_noop(
        "The rundown “{name}” cannot be read: in row {row}, “{value}” under “{column}” can be hours and minutes or "
        "minutes and seconds. Write all three: 05:30:00 or 00:05:30."
    )


class TooLate(NotARundown):
    """A time in another week."""

    message = gettext_noop(
        "The rundown “{name}” cannot be read: in row {row}, “{value}” under “{column}” lies more than seven days after "
        "the beginning. Correct the time."
    )


class IsFormula(NotARundown):
    """A cell is reckoned from others: what it holds is known to the program that wrote it alone."""

    message = gettext_noop(
        "The rundown “{name}” cannot be read: in row {row}, the cell under “{column}” is a formula (it begins with =). "
        "Put its value there: in Excel copy the column, then paste its values."
    )


class WrongMarks(NotARundown):
    """JSON whose flags are no texts."""

    message = gettext_noop(
        "The rundown “{name}” cannot be read: in row {row}, “{column}” is neither a text nor a list of texts."
    )


class WrongItem(NotARundown):
    """JSON of which an item is none."""

    message = gettext_noop(
        "The rundown “{name}” cannot be read: row {row} is no item. Each must be an object with title, start and script."
    )


class WrongBeginning(ClipdeskError):
    """What somebody typed as the recording's beginning."""

    message = gettext_noop(
        "“{text}” is no time of day. Write when the recording begins as hours:minutes:seconds, for example 05:30:00."
    )
