"""A year played on the pure SOP engine: letters come, people with finite time answer, deadlines pass.

No mail, no OCR, no database: the very flows, calendar and deadlines that the office runs, and people who do one thing
at a time in office hours. Chance is fixed by a seed.
"""

from __future__ import annotations

import heapq
import itertools
import math
import random
import statistics
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipeline import sop
from pipeline.model import (
    AccessRow,
    Action,
    Address,
    Answer,
    Answered,
    Assignment,
    Case,
    CaseState,
    Event,
    Field,
    Form,
    Letter,
    OperatorDecided,
    Person,
    RequesterSaid,
    Route,
    StoredFile,
    Timer,
    TimerFired,
)
from pipeline.rulebook import Calendar, Directory, Limit, OfficeFacts, Rulebook, Sop, Step
from pipeline.rulebook.simulation import SimulationRules

REQUESTER = Address(address="pemohon@simulasi.example", name="Pemohon")
OPERATOR_MINUTES = 10.0
DAY_MINUTES = 480.0  # of "1 hari", for the effort of a step that is limited in days
MOVING = (Action.SELESAI, Action.SETUJU, Action.TANGANI, Action.TERUSKAN)


@dataclass(frozen=True, kw_only=True)
class RoleYear:
    """How a role fared."""

    role: str
    people: int
    answers: int
    late: int  # answers after their limit
    busy: float  # share of the working time of its people
    waited: float  # median working minutes from the mail to the beginning of the work


@dataclass(frozen=True, kw_only=True)
class SopYear:
    """How an SOP fared."""

    sop: str
    cases: int
    ended: int
    standard: float  # working minutes of the straight way, as the SOP says
    median: float  # working minutes from letter to end
    slow: float  # of nine in ten
    late: float  # share of cases with a step after its limit


@dataclass(frozen=True, kw_only=True)
class Year:
    """What a simulated year brought."""

    year: int
    letters: int
    open: int  # at the end of the year
    events: int
    sops: tuple[SopYear, ...]
    roles: tuple[RoleYear, ...]

    @property
    def late(self) -> float:
        """Share of all answers that came after their limit."""
        answers = sum(role.answers for role in self.roles)
        return sum(role.late for role in self.roles) / answers if answers else 0.0

    @property
    def bottleneck(self) -> RoleYear | None:
        """The role with most late answers; None where nothing was late."""
        worst = max(self.roles, key=lambda role: (role.late, role.busy), default=None)
        return worst if worst and worst.late else None


@dataclass
class _Work:
    """The people who share one mailbox."""

    people: int
    free: int
    waiting: deque[tuple[str, Assignment, datetime]] = field(default_factory=deque)


@dataclass
class _Tally:
    answers: int = 0
    late: int = 0
    busy: float = 0.0
    waits: list[float] = field(default_factory=list)


class Simulation:
    """One year; `run` plays it."""

    def __init__(
        self,
        *,
        year: int,
        seed: int,
        letters: int,
        rulebook: Rulebook,
        calendar: Calendar,
        rules: SimulationRules,
        staff: Mapping[str, int],
    ) -> None:
        self.year, self.letters, self.rules, self.rulebook, self.calendar = year, letters, rules, rulebook, calendar
        self._chance = random.Random(seed)  # noqa: S311 - a play, no secret
        self._order = itertools.count()
        self._tokens = itertools.count(1)
        people = _people(rulebook)
        self._desk = sop.Desk(
            rulebook=rulebook,
            calendar=calendar,
            directory=Directory(people=people),
            facts=OfficeFacts(
                name="Simulasi", unit_code="X", city="-", timezone=calendar.timezone, address="nodis@simulasi.example"
            ),
            new_token=self._token,
        )
        self._staff = {person.email: {**rules.staff, **staff}.get(person.roles[0], 1) for person in people}
        self._role = {person.email: person.roles[0] for person in people}
        self._work = {address: _Work(people=count, free=count) for address, count in self._staff.items()}
        self._tally: dict[str, _Tally] = defaultdict(_Tally)
        self._cases: dict[str, Case] = {}
        self._late: set[str] = set()
        self._seen: set[str] = set()
        self._queue: list[tuple[datetime, int, str, tuple[object, ...]]] = []

    def run(self) -> Year:
        """Play the year to its end; what is open then stays open."""
        zone = ZoneInfo(self.calendar.timezone)
        end = datetime(self.year + 1, 1, 1, tzinfo=zone)
        for number, moment in enumerate(self._arrivals(), start=1):
            self._at(moment, "letter", number)
        events = 0
        while self._queue and self._queue[0][0] < end:
            moment, _, kind, what = heapq.heappop(self._queue)
            events += 1
            self._happen(moment, kind, what)
        return self._sum(events)

    # --------------------------------------------------------------------------------------------------------- events

    def _at(self, moment: datetime, kind: str, *what: object) -> None:
        heapq.heappush(self._queue, (moment, next(self._order), kind, what))

    def _happen(self, moment: datetime, kind: str, what: tuple[object, ...]) -> None:
        match kind, what:
            case "letter", (int() as number,):
                self._open(number, moment)
            case "mail", (str() as case_id, Assignment() as assignment):
                self._notice(case_id, assignment, moment)
            case "done", (str() as case_id, Assignment() as assignment):
                self._done(case_id, assignment, moment)
            case "reply", (str() as case_id, int() as version):
                self._reply(case_id, version, moment)
            case "timer", (str() as case_id, Timer() as timer):
                if timer in self._cases[case_id].timers:
                    self._advance(case_id, TimerFired(timer=timer), moment)
            case "operator", (str() as case_id,):
                if self._cases[case_id].state is CaseState.REVIEW:
                    self._advance(case_id, OperatorDecided(close="Diputuskan operator."), moment)
            case _:
                raise AssertionError(kind)

    def _open(self, number: int, moment: datetime) -> None:
        names = [name for name in self.rulebook.sops if self.rules.sops.get(name)]
        chosen = self._chance.choices(names, weights=[self.rules.sops[name] for name in names])[0]
        new = sop.NewCase(
            id=f"{self.year}-{number:05d}",
            agenda=number,
            letter=_letter(self.rulebook.sops[chosen]),
            route=Route(sop=chosen, score=9.0, margin=9.0, because=()),
            requester=REQUESTER,
            mail="0" * 64,
            mail_message_id=None,
            received_at=moment,
        )
        self._follow(sop.open_case(new, now=moment, desk=self._desk).case, None, moment)

    def _advance(self, case_id: str, event: Event, moment: datetime) -> None:
        before = self._cases[case_id]
        self._follow(sop.advance(before, event, now=moment, desk=self._desk).case, before, moment)

    def _follow(self, case: Case, before: Case | None, moment: datetime) -> None:
        """Keep the case and see to what it now waits for."""
        case = replace(case, undo=None)  # nobody says BATAL here, and a whole case as JSON costs time
        self._cases[case.id] = case
        for one in case.assignments:
            if one.token in self._seen or one.answered or one.supervises:
                continue
            self._seen.add(one.token)
            delay = self._chance.expovariate(1 / self.rules.notices_after) if self.rules.notices_after else 0.0
            self._at(sop.add_minutes(moment, delay, self.calendar), "mail", case.id, one)
        for timer in case.timers:
            if before is None or timer not in before.timers:
                self._at(max(timer.at, moment), "timer", case.id, timer)
        asked = case.state is CaseState.WAITING and case.waiting_for == "requester"
        if asked and not (before and before.state is CaseState.WAITING):
            delay = self._chance.expovariate(1 / max(1.0, self.rules.requester_answers_after))
            self._at(sop.add_minutes(moment, delay, self.calendar), "reply", case.id, len(case.entries))
        if case.state is CaseState.REVIEW and not (before and before.state is CaseState.REVIEW):
            self._at(sop.add_minutes(moment, OPERATOR_MINUTES, self.calendar), "operator", case.id)

    # --------------------------------------------------------------------------------------------------------- people

    def _notice(self, case_id: str, assignment: Assignment, moment: datetime) -> None:
        """Somebody has seen the mail; he begins at once if one of those who share the role is free."""
        if assignment.address == REQUESTER.address:
            self._at(sop.add_minutes(moment, self._requester_minutes(), self.calendar), "done", case_id, assignment)
            return
        work = self._work[assignment.address]
        work.waiting.append((case_id, assignment, moment))
        self._begin(assignment.address, moment)

    def _begin(self, address: str, moment: datetime) -> None:
        work = self._work[address]
        while work.free and work.waiting:
            case_id, assignment, since = work.waiting.popleft()
            if not self._stands(case_id, assignment):
                continue
            work.free -= 1
            start = sop.next_opening(moment, self.calendar)
            minutes = self._minutes(self._cases[case_id], assignment)
            tally = self._tally[self._role[address]]
            tally.busy += minutes
            tally.waits.append(sop.working_minutes(since, start, self.calendar))
            self._at(sop.add_minutes(start, minutes, self.calendar), "done", case_id, assignment)

    def _done(self, case_id: str, assignment: Assignment, moment: datetime) -> None:
        if assignment.address != REQUESTER.address:
            self._work[assignment.address].free += 1
        case = self._cases[case_id]
        if self._stands(case_id, assignment) and case.state is CaseState.OPEN:
            step = self.rulebook.sops[str(case.sop)].steps[assignment.step]
            role = self._role.get(assignment.address)
            if role:
                tally = self._tally[role]
                tally.answers += 1
                if case.due_at and moment > case.due_at:
                    tally.late += 1
                    self._late.add(case_id)
            answer = self._answer(step, moment)
            files = tuple(
                StoredFile(name=f"{key}.pdf", sha256="0" * 64, content_type=_type(self.rulebook, key), role=key)
                for key in step.asks
                if self.rulebook.asks[key].file
            )
            self._advance(case_id, Answered(assignment=assignment, answer=answer, files=files), moment)
            # TANYA, TUNDA and the like come back to the same person under the same token.
            if self._stands(case_id, assignment):
                self._again(case_id, assignment, moment)
        elif self._stands(case_id, assignment):
            self._again(case_id, assignment, moment)
        if assignment.address != REQUESTER.address:
            self._begin(assignment.address, moment)

    def _again(self, case_id: str, assignment: Assignment, moment: datetime) -> None:
        """Look again in an hour of work: the clock stands, or somebody else must sign, too."""
        self._at(sop.add_minutes(moment, 60, self.calendar), "mail", case_id, assignment)

    def _stands(self, case_id: str, assignment: Assignment) -> bool:
        case = self._cases[case_id]
        current = (one for one in case.assignments if one.token == assignment.token and not one.answered)
        return not case.state.ended and any(current)

    def _answer(self, step: Step, moment: datetime) -> Answer:
        """A detour by its chance, else what moves the case on."""
        for action, percent in self.rules.detours.items():
            takes = action in step.answers or action in (Action.TANYA, Action.TUNDA)
            if takes and self._chance.random() * 100 < percent:
                until = sop.add_minutes(moment, 960, self.calendar) if action is Action.TUNDA else None
                return Answer(action=action, note="menurut simulasi", until=until)
        moving = [action for action in step.answers if action in MOVING]
        asks = {key: "menurut simulasi" for key in step.asks if not self.rulebook.asks[key].file}
        asks |= {key: f"{moment:%-d-%-m-%Y}" for key in asks if self.rulebook.asks[key].date}
        return Answer(action=self._chance.choice(moving), note="menurut simulasi", values=asks)

    def _reply(self, case_id: str, version: int, moment: datetime) -> None:
        case = self._cases[case_id]
        if case.state is CaseState.WAITING and len(case.entries) == version:
            said = Answer(action=Action.DATA, note="jawaban pemohon")
            self._advance(case_id, RequesterSaid(answer=said), moment)

    # --------------------------------------------------------------------------------------------------------- chance

    def _minutes(self, case: Case, assignment: Assignment) -> float:
        step = self.rulebook.sops[str(case.sop)].steps[assignment.step]
        effort = self.rules.effort(f"{case.sop}/{assignment.step}")
        median = max(1.0, effort.median * _limit_minutes(step.limit))
        return median * math.exp(self._chance.gauss(0, effort.spread))

    def _requester_minutes(self) -> float:
        return self._chance.expovariate(1 / max(1.0, self.rules.requester_answers_after))

    def _arrivals(self) -> list[datetime]:
        zone = ZoneInfo(self.calendar.timezone)
        days = [date(self.year, 1, 1) + timedelta(days=ahead) for ahead in range(366)]
        days = [day for day in days if day.year == self.year]
        weights = [self.rules.weekdays[day.weekday()] * (0.1 if day in self.calendar.holidays else 1.0) for day in days]
        found = []
        for day in self._chance.choices(days, weights=weights, k=self.letters):
            inside = self._chance.random() * 100 < self.rules.in_office_hours
            minute = self._chance.uniform(450, 960) if inside else self._chance.uniform(0, 1439)
            found.append(datetime.combine(day, time(int(minute // 60), int(minute % 60)), zone))
        return sorted(found)

    def _token(self) -> tuple[str, str]:
        number = next(self._tokens)
        return f"{number:032x}", f"{number:012d}"

    # ----------------------------------------------------------------------------------------------------------- sums

    def _sum(self, events: int) -> Year:
        zone = ZoneInfo(self.calendar.timezone)
        first, last = datetime(self.year, 1, 1, tzinfo=zone), datetime(self.year + 1, 1, 1, tzinfo=zone)
        available = sop.working_minutes(first, last, self.calendar)
        roles = tuple(
            RoleYear(
                role=role,
                people=self._staff[address],
                answers=self._tally[role].answers,
                late=self._tally[role].late,
                busy=self._tally[role].busy / (available * self._staff[address]),
                waited=statistics.median(self._tally[role].waits) if self._tally[role].waits else 0.0,
            )
            for address, role in self._role.items()
            if self._tally[role].answers
        )
        by_sop = defaultdict(list)
        for case in self._cases.values():
            by_sop[str(case.sop)].append(case)
        sops = tuple(self._of_sop(name, by_sop[name]) for name in self.rulebook.sops if by_sop[name])
        still = sum(not case.state.ended for case in self._cases.values())
        return Year(
            year=self.year, letters=len(self._cases), open=still, events=events, sops=sops,
            roles=tuple(sorted(roles, key=lambda role: (-role.late, -role.busy))),
        )  # fmt: skip

    def _of_sop(self, name: str, cases: list[Case]) -> SopYear:
        ended = [case for case in cases if case.closed_at]
        took = sorted(
            sop.working_minutes(case.opened_at, case.closed_at, self.calendar) for case in ended if case.closed_at
        )
        return SopYear(
            sop=name,
            cases=len(cases),
            ended=len(ended),
            standard=_standard(self.rulebook.sops[name]),
            median=statistics.median(took) if took else 0.0,
            slow=took[int(0.9 * (len(took) - 1))] if took else 0.0,
            late=sum(case.id in self._late for case in cases) / len(cases),
        )


def _people(rulebook: Rulebook) -> tuple[Person, ...]:
    """One mailbox a role."""
    roles = [
        flow.role_id(role)
        for flow in rulebook.sops.values()
        for role, title in flow.roles.items()
        if not title.requester
    ]
    return tuple(
        Person(name=role, email=f"{role.replace('/', '.')}@simulasi.example", roles=(role,))
        for role in (*roles, "kantor/kepala", "kantor/operator")
    )


def _letter(flow: Sop) -> Letter:
    """A letter that has all that its SOP asks for."""
    fields = {
        need.path: Field(value="menurut simulasi", confidence=1.0, part="surat", page=1, text="", finder="simulasi")
        for need in flow.request.required
        if need.path not in ("access", "issue.evidence")
    }
    access = (AccessRow(name="Pemohon", application="Contoh", role="Operator"),)
    return Letter(form=Form.NOTA_DINAS, fields=fields, access=access, evidence=("bukti.jpg",), parts=("surat",))


def _type(rulebook: Rulebook, key: str) -> str:
    types = rulebook.asks[key].types
    first = types[0] if types else "application/pdf"
    return first if "/" in first and not first.endswith("/") else f"{first.rstrip('/')}/pdf"


def _limit_minutes(limit: Limit | None) -> float:
    if limit is None:
        return 30.0
    return (limit.minutes or 0) + 60.0 * (limit.hours or 0) + DAY_MINUTES * (limit.days or 0)


def _standard(flow: Sop) -> float:
    """Working minutes of the straight way."""
    total, number, seen = 0.0, flow.first, set()
    while number in flow.steps and number not in seen:
        seen.add(number)
        step = flow.steps[number]
        total += 0 if step.by == "letter" else _limit_minutes(step.limit)
        rule = next((rule for action, rule in step.answers.items() if action in MOVING), None)
        to = rule.to if rule else step.to
        number = str(to if isinstance(to, str) else to[0]) if to else ""
    return total
