"""Hold all: nothing leaves a station, a desk or towards a destination until somebody lets it go on."""

from __future__ import annotations

from django.db import connection, models, transaction
from django.db.models import Q, QuerySet

from clipdesk.accounts.member import Member, NotAllowed
from clipdesk.accounts.models import Desk, Person, Station
from clipdesk.accounts.notices import people_who_may, tell
from clipdesk.accounts.roles import HOLD
from clipdesk.clips.editing import NoteMissing
from clipdesk.destinations.models import Destination
from clipdesk.history.transition import move, record, transition
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.kernel.text import clean_words
from clipdesk.publishing.machine import State
from clipdesk.publishing.models.hand import HandLinkUsed


class Hold(models.Model):
    """A stop in force. Desk and destination empty: the whole station."""

    IN_FORCE, LIFTED = "in_force", "lifted"
    LIFT = move("hold_lifted", "in_force", LIFTED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="holds")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    destination = models.ForeignKey(Destination, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=20, default=IN_FORCE)
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now, editable=False)
    lifted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["station"], condition=Q(state="in_force"), name="hold_in_force")]

    def __str__(self) -> str:
        return self.reason

    @classmethod
    def place(
        cls, member: Member, reason: str, *, desk: Desk | None = None, destination: Destination | None = None
    ) -> Hold:
        """Stop everything in the given reach; it is in force when this returns.

        Raises:
            NoteMissing: no reason was given.
            NotAllowed: the person's role does not include it.
        """
        member.require_reach(HOLD, desk.pk if desk else None)
        if any(reach and reach.station_id != member.station.pk for reach in (desk, destination)):
            raise NotAllowed
        words = clean_words(reason)
        if not words:
            raise NoteMissing
        with transaction.atomic():
            _advisory("pg_advisory_xact_lock", member.station.pk)
            hold = cls.objects.create(
                station=member.station, desk=desk, destination=destination, reason=words, by=member.person
            )
            reach = {"desk": desk and desk.name, "destination": destination and destination.name}
            record(hold, "hold_placed", by=member.actor, after=reach, because=hold.reason)
            tell(
                {*people_who_may(HOLD, member.station, desk), *hold._holders()},
                station=member.station,
                desk=desk,
                kind="held",
                cause=f"hold:{hold.pk}",
                link=f"/s/{member.station.slug}/publishing/",
            )
        return hold

    @staticmethod
    def keep_out(station_id: object) -> None:
        """Let no hold be placed until this transaction ends: what is decided here is decided before it, or after."""
        _advisory("pg_advisory_xact_lock_shared", station_id)

    def _holders(self) -> QuerySet[Person]:
        """Return those who have something in its reach in hand at this moment: a hold reaches the app only by them."""
        begun = HandLinkUsed.objects.filter(
            attempt__ended_at=None,
            attempt__publication__state=State.PROCESSING,
            attempt__publication__station=self.station,
        )
        if self.desk_id:
            begun = begun.filter(attempt__publication__clip__desk=self.desk_id)
        if self.destination_id:
            begun = begun.filter(attempt__publication__destination=self.destination_id)
        people = Person.objects.filter(pk__in=begun.values("link__made_by"), is_active=True)
        return people.filter(memberships__station=self.station).distinct()

    def lift(self, member: Member) -> None:
        """Let it go on. What missed its time by more than the grace is not sent by itself: it asks."""
        member.require_reach(HOLD, self.desk_id)
        if self.station_id != member.station.pk:
            raise NotAllowed
        transition(self, self.LIFT, by=member.actor, changes={"lifted_by": member.person, "lifted_at": now()})

    @classmethod
    def over(cls, station_id: object, desk_id: object, destination_id: object) -> QuerySet[Hold]:
        """Return the holds in force over one desk's clips on one destination."""
        return cls.objects.filter(
            Q(desk=None) | Q(desk_id=desk_id),
            Q(destination=None) | Q(destination_id=destination_id),
            station_id=station_id,
            state=cls.IN_FORCE,
        )


def _advisory(function: str, station_id: object) -> None:
    """Take a station's lock between holds (exclusive) and last gates (shared)."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtext(%s))", [f"hold:{station_id}"])
