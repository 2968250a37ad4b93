"""The only way to a destination, or to an entry of the register, for a person."""

from uuid import UUID

from django.http import Http404

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import DECLARE
from clipdesk.destinations.models import AccountStatement, Destination, ProposedAccount
from clipdesk.destinations.signing_in import SIGN_INS


def destinations_for(member: Member) -> list[Destination]:
    """Return the station's destinations, the own site first."""
    rows = Destination.objects.filter(station=member.station).select_related("account__official__end")
    return list(rows.order_by("made_at"))


def access_destination(member: Member, destination_id: UUID) -> Destination:
    """Return one destination of the member's station, or answer 404."""
    found = Destination.objects.filter(station=member.station, pk=destination_id).first()
    if found is None:
        raise Http404
    return found


def access_connected(member: Member, destination_id: UUID) -> Destination:
    """Return one destination that is an account elsewhere, connected or not, or answer 404."""
    found = access_destination(member, destination_id)
    if found.is_own_site:
        raise Http404
    return found


def _access_kind(member: Member, destination_id: UUID, kind: str) -> Destination:
    found = access_destination(member, destination_id)
    if found.kind != kind:
        raise Http404
    return found


def access_by_hand(member: Member, destination_id: UUID) -> Destination:
    """Return one destination to which people post, or answer 404."""
    return _access_kind(member, destination_id, "by_hand")


def access_token_account(member: Member, destination_id: UUID) -> Destination:
    """Return one destination that is reached by a token, or answer 404."""
    found = access_connected(member, destination_id)
    if found.is_by_hand:
        raise Http404
    return found


def access_channel(member: Member, destination_id: UUID) -> Destination:
    """Return one destination that is a Telegram channel, or answer 404."""
    return _access_kind(member, destination_id, "telegram")


def access_receiver(member: Member, destination_id: UUID) -> Destination:
    """Return one destination that is another system, or answer 404."""
    return _access_kind(member, destination_id, "receiver")


def access_signed_in(member: Member, destination_id: UUID) -> Destination:
    """Return one destination that is connected by signing in at its platform, or answer 404."""
    found = access_destination(member, destination_id)
    if found.kind not in SIGN_INS:
        raise Http404
    return found


def access_proposed(member: Member, proposed_id: UUID) -> ProposedAccount:
    """Return an account that waits for an editor-in-chief's word, or answer 404."""
    found = ProposedAccount.objects.filter(station=member.station, pk=proposed_id).first()
    if found is None:
        raise Http404
    return found


def may_declare(member: Member) -> bool:
    """Tell whether the member may change the register: it is the whole station's."""
    return member.desks_for(DECLARE) is None


def access_account(member: Member, account_id: UUID) -> AccountStatement:
    """Return what the register says now of an account of the member's station, ended or not, or answer 404."""
    rows = AccountStatement.objects.filter(account__station=member.station, account=account_id)
    found = rows.select_related("account__station", "account__end").order_by("-number").first()
    if found is None:
        raise Http404
    return found
