"""The SOP engine: case and event in, new case and effects out. Pure."""
