"""The only way to a package for a person."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import SEE
from clipdesk.review.models import Package


def packages_for(member: Member) -> QuerySet[Package]:
    """Return the packages of the desks whose clips the member may see, the newest first."""
    packages = Package.objects.filter(station=member.station).select_related("clip__desk", "clip__author", "sent_by")
    desks = member.desks_for(SEE)
    return (packages if desks is None else packages.filter(clip__desk__in=desks)).order_by("-made_at")


def access_package(member: Member, package_id: UUID) -> Package:
    """Return one package, or answer 404."""
    package = packages_for(member).select_related("revision").filter(pk=package_id).first()
    if package is None:
        raise Http404
    return package
