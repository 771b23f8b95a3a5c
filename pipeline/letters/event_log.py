"""All cases as an event log for process mining: XES (IEEE 1849-2016)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from xml.etree import ElementTree as ET

from pipeline.model import Case
from pipeline.rulebook import Sop

_EXTENSIONS = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
)


def event_log(cases: Iterable[Case], sops: Mapping[str, Sop]) -> bytes:
    """One trace a case, and two events a step: when it began and when it was answered."""
    log = ET.Element("log", {"xes.version": "1849-2016", "xes.features": "", "xmlns": "http://www.xes-standard.org/"})
    for name, prefix, uri in _EXTENSIONS:
        ET.SubElement(log, "extension", name=name, prefix=prefix, uri=uri)
    for scope, keys in (
        ("trace", ("concept:name",)),
        ("event", ("concept:name", "org:resource", "lifecycle:transition")),
    ):
        default = ET.SubElement(log, "global", scope=scope)
        for key in keys:
            _text(default, key, "-")
        if scope == "event":
            ET.SubElement(default, "date", key="time:timestamp", value="1970-01-01T00:00:00+00:00")
    ET.SubElement(log, "classifier", name="Langkah", keys="concept:name lifecycle:transition")
    for case in cases:
        _trace(log, case, sops)
    ET.indent(log)
    return bytes(ET.tostring(log, encoding="utf-8", xml_declaration=True))


def _trace(log: ET.Element, case: Case, sops: Mapping[str, Sop]) -> None:
    trace = ET.SubElement(log, "trace")
    _text(trace, "concept:name", case.id)
    _text(trace, "sop", case.sop or "-")
    _text(trace, "unit", case.letter.value("requester.unit") or "-")
    _text(trace, "keadaan", case.state.value)
    for entry in case.entries:
        flow = sops.get(entry.sop or case.sop or "")
        step = flow.steps.get(entry.step) if flow else None
        name = f"{entry.sop or case.sop}/{entry.step} {step.title if step else ''}".strip()
        role = flow.role_id(step.actor) if flow and step else "-"
        if entry.started_at:
            _event(trace, name, entry.started_at, "start", by=entry.by, role=role)
        _event(trace, name, entry.at, "complete", by=entry.by, role=role, answer=entry.action)


def _event(
    trace: ET.Element, name: str, at: datetime, transition: str, *, by: str, role: str, answer: str | None = None
) -> None:
    event = ET.SubElement(trace, "event")
    _text(event, "concept:name", name)
    _text(event, "org:resource", by)
    _text(event, "org:role", role)
    _text(event, "lifecycle:transition", transition)
    ET.SubElement(event, "date", key="time:timestamp", value=at.isoformat(timespec="milliseconds"))
    if answer:
        _text(event, "jawaban", answer)


def _text(parent: ET.Element, key: str, value: str) -> None:
    ET.SubElement(parent, "string", key=key, value=value)
