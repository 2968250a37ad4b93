"""The pictures of the programme, frame by frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from clipdesk.config.practice.cards import Card
from clipdesk.config.practice.frame import RATE, Frame
from clipdesk.config.practice.gauge import Gauge
from clipdesk.config.practice.storm import Storm
from clipdesk.config.practice.strap import Corner, Strap
from clipdesk.config.practice.street import Street
from clipdesk.config.practice.studio import both, single
from clipdesk.config.practice.timing import Shot, Timed

HOLD = 2  # frames for which a drawing stands
Draw = Callable[[Frame, int], None]  # draws film frame `number` of the programme


class Pictures:
    """All pictures of one programme. A scene is built when its first frame is asked for."""

    def __init__(self, timed: Sequence[Timed], shots: Sequence[Shot], mouths: Sequence[int]) -> None:
        self.timed = timed
        self.shots = shots
        self.mouths = mouths
        self.count = round(shots[-1].end * RATE)
        self.corner = Corner()
        self.straps = {entry.item.slug: Strap(entry.item.tag, entry.item.strap) for entry in timed if entry.item.strap}

    def frames(
        self, first: int = 0, last: int | None = None, take: Callable[[], Frame] = Frame
    ) -> Iterator[tuple[Frame, int]]:
        """Draw the frames from `first` up to and without `last`, each on what `take` gives (by default a new one).

        Given with each is for how many frames it stands: animated on twos, as drawn films are. A shot's first frame is
        always its own.
        """
        current: Shot | None = None
        draw: Draw = _nothing
        number, last = first, self.count if last is None else last
        while number < last:
            shot = self.shot_at(number)
            if shot is not current:
                current, draw = shot, self._scene(shot)
            frame = take()
            draw(frame, number)
            if shot.scene not in ("opening", "closing"):
                self._overlay(frame, number, shot)
            stands_for = min(HOLD, round(shot.end * RATE) - number, last - number)
            yield frame, stands_for
            number += stands_for

    def shot_at(self, number: int) -> Shot:
        """Return the shot that film frame `number` belongs to."""
        return next(shot for shot in self.shots if number < round(shot.end * RATE))

    def _overlay(self, frame: Frame, number: int, shot: Shot) -> None:
        self.corner.put(frame, number)
        strap = self.straps.get(shot.item.slug)
        if strap is not None:
            begin = max(entry.start for entry in self.timed if entry.item is shot.item)
            begin = max(begin, self.shots[0].end)  # the opening's strap waits for the card to go
            strap.put(frame, number / RATE - float(begin))

    def _scene(self, shot: Shot) -> Draw:
        begin = round(shot.start * RATE)
        if shot.scene in ("opening", "closing"):
            card = Card(shot.scene)
            return lambda frame, number: card.draw(frame, (number - begin) / RATE)
        if shot.scene == "street":
            street = Street()
            return lambda frame, number: street.draw(frame, (number - begin) / RATE)
        if shot.scene == "gauge":
            gauge = Gauge(self._said(shot, -1))
            return lambda frame, number: gauge.draw(frame, (number - begin) / RATE)
        if shot.scene == "map":
            storm = Storm(self._said(shot, 1))
            return lambda frame, number: storm.draw(frame, (number - begin) / RATE)
        studio = both() if shot.scene == "both" else single(shot.item.language, shot.scene.removeprefix("news-"))
        return lambda frame, number: studio.draw(frame, number, self.mouths[number], self.speaker(number))

    def _said(self, shot: Shot, index: int) -> float:
        """Return when the item's sentence `index` begins, in seconds after the shot began."""
        spoken = next(entry.spoken for entry in self.timed if entry.item is shot.item)
        return float(spoken[index].start - shot.start)

    def speaker(self, number: int) -> str:
        """Return the language being spoken at film frame `number`, or "" in a pause."""
        return next(
            (
                spoken.sentence.language
                for entry in self.timed
                for spoken in entry.spoken
                if spoken.start * RATE <= number < spoken.end * RATE
            ),
            "",
        )


def _nothing(frame: Frame, number: int) -> None:
    """Stand in before the first shot."""
