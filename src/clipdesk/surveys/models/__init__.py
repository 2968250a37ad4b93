"""The tables of surveys."""

from clipdesk.surveys.models.answer import Answer, SingleLink
from clipdesk.surveys.models.release import Release
from clipdesk.surveys.models.survey import Survey, SurveyVersion

__all__ = ["Answer", "Release", "SingleLink", "Survey", "SurveyVersion"]
