"""What the public saw of a practice platform, and since when: what is there, what was changed, and what was taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from clipdesk.connectors.practice.platform import Shown
from clipdesk.kernel.clock import now


@dataclass
class Seen:
    """One post. changed: when it became another than before; removed: when it was no longer there."""

    post: Shown
    since: datetime
    changed: list[datetime] = field(default_factory=list)
    removed: datetime | None = None


@dataclass
class Wall:
    """All posts that were ever there, by the platform's name for them, the oldest first."""

    seen: dict[str, Seen] = field(default_factory=dict)

    def look(self, public: Mapping[str, Shown]) -> None:
        """Note what the public sees now. Of what was taken away the words alone stay."""
        moment = now()
        for name, post in public.items():
            before = self.seen.get(name)
            if before is None or before.removed is not None:
                self.seen[name] = Seen(post, moment)
            elif before.post != post:
                before.post = post
                before.changed.append(moment)
        for name, one in self.seen.items():
            if one.removed is None and name not in public:
                one.removed, one.post = moment, replace(one.post, film=b"", picture=b"", captions={})

    def there(self, name: str) -> Seen | None:
        """Return a post that the public sees now; None: there is none of that name."""
        found = self.seen.get(name)
        return found if found is not None and found.removed is None else None
