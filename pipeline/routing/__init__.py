"""Which SOP a letter goes to. Pure."""

from pipeline.routing.deciding import asks, by_rules, route
from pipeline.routing.learned import NOTHING_ASKED, kind_passage

__all__ = ["NOTHING_ASKED", "asks", "by_rules", "kind_passage", "route"]
