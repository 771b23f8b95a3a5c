"""The conductor: the only room that knows the order of the others."""

from pipeline.office.conductor import Office
from pipeline.office.flows import with_own_flow
from pipeline.office.history import StepTime, step_times
from pipeline.office.learning import ROUTE, Accuracy, accuracy
from pipeline.office.replaying import Replayed, replay
from pipeline.office.services import Services
from pipeline.office.shapes import case_as_json, understanding_as_json
from pipeline.office.understanding import inspect

__all__ = [
    "ROUTE",
    "Accuracy",
    "Office",
    "Replayed",
    "Services",
    "StepTime",
    "accuracy",
    "case_as_json",
    "inspect",
    "replay",
    "step_times",
    "understanding_as_json",
    "with_own_flow",
]
