"""Stations, their desks, and who works there in which role."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models.person import Person
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id


class Station(models.Model):
    """A radio or television station. Stations on one installation are strictly apart.

    `is_practice` never changes: a practice station holds no real account, and other rooms' constraints refer to it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(_("short name"), unique=True, max_length=40)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=2, default="vi")
    timezone = models.CharField(_("time zone"), max_length=40, default="Asia/Ho_Chi_Minh")
    is_practice = models.BooleanField(default=False, editable=False)
    asks_second_factor = models.BooleanField(_("second factor required"), default=True)
    asks_signing_key = models.BooleanField(_("signing key required"), default=False)
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(asks_second_factor=True) | Q(is_practice=True),
                name="only_practice_goes_without_second_factor",
            ),
            models.UniqueConstraint(fields=["id", "is_practice"], name="station_and_practice"),
        ]

    def __str__(self) -> str:
        return self.name


class Desk(models.Model):
    """A part of the newsroom with its own people and clips: news, sport, radio."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="desks")
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station", "name"], name="desk_name_once")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's role at a station; on one desk, or (desk empty) on all of them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="memberships")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(_("role"), max_length=20)
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "station", "desk", "role"], name="one_role_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role} {self.station}"
