"""The tables of the audience."""

from clipdesk.audience.models.measurement import Measurement
from clipdesk.audience.models.metric_definition import MetricDefinition
from clipdesk.audience.models.sample import Sample

__all__ = ["Measurement", "MetricDefinition", "Sample"]
