"""The conductor: the only room that knows the order of the others."""

from pipeline.office.conductor import Office
from pipeline.office.ending import ShownMail, preview
from pipeline.office.flows import with_own_flow
from pipeline.office.history import StepTime, step_times
from pipeline.office.learning import ROUTE, Accuracy, Pending, accuracy, look_at, pending
from pipeline.office.models_in_use import UPGRADED, ModelsInUse, model_in_use, teach_anew
from pipeline.office.naming import person_meant
from pipeline.office.old_mail import FolderMemory
from pipeline.office.personal import Held, held_on
from pipeline.office.posting import as_sent
from pipeline.office.registers import columns, incoming_register, outgoing_register
from pipeline.office.replaying import Replayed, replay
from pipeline.office.reporting import Period, annex, mail_recap, period_of, recap
from pipeline.office.retaining import Kept, erase_due, retention_now
from pipeline.office.searching import read_query
from pipeline.office.services import Services
from pipeline.office.standing import Standing, standing
from pipeline.office.verifying import Issued, look_up

__all__ = [
    "ROUTE",
    "UPGRADED",
    "Accuracy",
    "FolderMemory",
    "Held",
    "Issued",
    "Kept",
    "ModelsInUse",
    "Office",
    "Pending",
    "Period",
    "Replayed",
    "Services",
    "ShownMail",
    "Standing",
    "StepTime",
    "accuracy",
    "annex",
    "as_sent",
    "columns",
    "erase_due",
    "held_on",
    "incoming_register",
    "look_at",
    "look_up",
    "mail_recap",
    "model_in_use",
    "outgoing_register",
    "pending",
    "period_of",
    "person_meant",
    "preview",
    "read_query",
    "recap",
    "replay",
    "retention_now",
    "standing",
    "step_times",
    "teach_anew",
    "with_own_flow",
]
