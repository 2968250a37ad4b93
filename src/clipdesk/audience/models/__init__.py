"""The tables of the audience."""

from clipdesk.audience.models.measurement import Measurement
from clipdesk.audience.models.metric_definition import MetricDefinition
from clipdesk.audience.models.sample import Sample
from clipdesk.audience.models.terms_accepted import TermsAccepted

__all__ = ["Measurement", "MetricDefinition", "Sample", "TermsAccepted"]
