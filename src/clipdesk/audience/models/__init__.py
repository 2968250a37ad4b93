"""The tables of the audience."""

from clipdesk.audience.models.decision import Decision, Finding
from clipdesk.audience.models.measurement import Measurement
from clipdesk.audience.models.metric_definition import MetricDefinition
from clipdesk.audience.models.sample import Sample
from clipdesk.audience.models.terms_accepted import TermsAccepted
from clipdesk.audience.models.weekly_reader import WeeklyReader

__all__ = ["Decision", "Finding", "Measurement", "MetricDefinition", "Sample", "TermsAccepted", "WeeklyReader"]
