"""Which SOP a letter goes to. Pure."""

from pipeline.routing.deciding import route

__all__ = ["route"]
