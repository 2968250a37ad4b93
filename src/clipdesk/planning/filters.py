"""Of whom and of what plans are shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from clipdesk.accounts.models import Desk, Person
from clipdesk.planning.models import Assignment, ContentLine


@dataclass(frozen=True)
class Filters:
    """Of whom and of what alone plans are shown; None or empty: of everything."""

    desk: Desk | None = None
    person: Person | None = None
    line: ContentLine | None = None
    kind: str = ""

    @property
    def of_work(self) -> bool:
        """Whether they ask for particular work, not for a desk alone."""
        return self.person is not None or self.line is not None or bool(self.kind)

    @property
    def told(self) -> list[str]:
        """What they are, in words; empty: everything is shown."""
        kind = [str(Assignment.KINDS[self.kind])] if self.kind else []
        return [str(one) for one in (self.desk, self.person, self.line) if one is not None] + kind

    def on_work(self, rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
        """Return those assignments that they let through."""
        said = {"desk": self.desk, "person": self.person, "story__line": self.line, "kind": self.kind}
        return rows.filter(**{name: value for name, value in said.items() if value})
