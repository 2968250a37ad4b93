"""The tables of the audience."""

from clipdesk.audience.models.decision import Decision, Finding
from clipdesk.audience.models.found_post import FoundPost, FoundSample, Listing
from clipdesk.audience.models.measurement import Measurement
from clipdesk.audience.models.metric_definition import MetricDefinition
from clipdesk.audience.models.packed_curve import PackedCurve
from clipdesk.audience.models.sample import Sample
from clipdesk.audience.models.site_count import SiteCount
from clipdesk.audience.models.terms_accepted import TermsAccepted
from clipdesk.audience.models.weekly_reader import WeeklyReader

__all__ = [
    "Decision",
    "Finding",
    "FoundPost",
    "FoundSample",
    "Listing",
    "Measurement",
    "MetricDefinition",
    "PackedCurve",
    "Sample",
    "SiteCount",
    "TermsAccepted",
    "WeeklyReader",
]
