"""What posts did, told to the plan below (`planning.campaigns.outcomes`): the newest figure of each metric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from clipdesk.audience.figures import Figure, outlets_of
from clipdesk.planning.campaigns.outcomes import Outcome
from clipdesk.publishing.models import Publication
from clipdesk.ui.formats import number, spoken_length


def tell_outcomes(publications: Sequence[UUID]) -> Mapping[UUID, Outcome]:
    """Return what is known of these publications, by their ids."""
    rows = Publication.objects.filter(pk__in=publications).select_related("destination", "clip")
    return {
        one.publication.pk: Outcome(
            [(figure.definition.label, _value(figure)) for figure in one.figures if figure.sample], one.note
        )
        for one in outlets_of(rows)
    }


def _value(figure: Figure) -> str:
    assert figure.sample is not None
    return spoken_length(figure.seconds) if figure.definition.is_time else number(figure.sample.value)
