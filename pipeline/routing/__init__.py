"""Which SOP a letter goes to. Pure."""

from pipeline.routing.deciding import by_rules, route
from pipeline.routing.learned import kind_passage

__all__ = ["by_rules", "kind_passage", "route"]
