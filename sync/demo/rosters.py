"""What an office enters into the rosters of a month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal

from forms.period import Period
from sync.demo.allot import dice
from sync.demo.lines import EXAMPLE
from sync.demo.tables import Desk, text

Line = Mapping[str, str | None]
_REPORTS = ("prefecture", "zone")


def roster(at: Desk, form: str) -> tuple[Line, ...]:
    """The lines of a roster; none for one this example has nothing to say in."""
    made = _MADE.get(form)
    return tuple(made(at)) if made else ()


def _yes(found: bool) -> str:
    return "是" if found else "否"


def _in_zone(at: Desk, place: str) -> str:
    return _yes(at.world.places.all[place].in_zone)


def _name(at: Desk, place: str) -> str:
    return at.world.places.all[place].name


def _sc02a(at: Desk) -> list[Line]:
    return [
        {
            "number": c.number,
            "name": c.name,
            "kind": c.kind,
            "level": c.level,
            "place": _name(at, c.place),
            "in_zone": _in_zone(at, c.place),
            "recognised": c.recognised.isoformat(),
            "firms": text(c.firms),
            "jobs": text(c.jobs),
            "graduates": text(c.graduates),
            "relocated": text(c.relocated),
            "matching": text(c.services[0]),
            "financing": text(c.services[1]),
            "advice": text(c.services[2]),
            "promotion": text(c.services[3]),
            "mentors": text(c.mentors),
            "state": "正常",
        }
        for c in at.month.carriers
        if c.place in at.codes
    ]


def _sc03a(at: Desk) -> list[Line]:
    return [
        {
            "carrier": e.carrier,
            "event": e.event,
            "before": e.before,
            "after": e.after,
            "date": e.date.isoformat(),
            "reason": e.reason,
        }
        for e in at.month.events
        if e.place in at.codes
    ]


def _sc04a(at: Desk) -> list[Line]:
    return [
        {
            "number": e.number,
            "name": e.name,
            "kind": e.kind,
            "since": e.since.isoformat(),
            "valid_to": e.valid_to.isoformat() if e.valid_to else None,
            "place": _name(at, e.place),
            "in_zone": _in_zone(at, e.place),
            "revenue": _figure(e.revenue),
            "first": _yes(e.first),
        }
        for e in at.month.enterprises
        if e.place in at.codes
    ]


def _figure(amount: Decimal | None) -> str | None:
    return None if amount is None else text(amount)


def _sc05a(at: Desk) -> list[Line]:
    return [
        {
            "number": p.number,
            "name": p.name,
            "kind": p.kind,
            "level": p.level,
            "place": _name(at, p.place),
            "in_zone": _in_zone(at, p.place),
            "stage": "建成",
            "approved": p.approved.isoformat(),
        }
        for p in at.world.platforms
        if p.place in at.codes
    ]


def _sc06a(at: Desk) -> list[Line]:
    return [
        {"number": p.number, "name": p.name, "kind": p.kind, "level": p.level, "stage": p.stage}
        for p in at.world.parks
        if p.place in at.codes
    ]


def _sc07a(at: Desk) -> list[Line]:
    return [
        {
            "number": c.number,
            "office": f"{EXAMPLE}登记机构",
            "date": c.date.isoformat(),
            "amount": text(c.amount),
            "place": _name(at, c.place),
            "in_zone": _in_zone(at, c.place),
        }
        for c in at.month.contracts
        if c.place in at.codes
    ]


def _sc08a(at: Desk) -> list[Line]:
    return [
        {
            "number": p.number,
            "name": f"{EXAMPLE}人员{p.number[-4:]}（{_name(at, p.place)}）",
            "source": f"{EXAMPLE}单位",
            "kind": p.kind,
            "services": text(p.services),
        }
        for p in at.month.people
        if p.place in at.codes
    ]


def _sc09a(at: Desk) -> list[Line]:
    return [
        {
            "number": p.number,
            "beneficiary": f"{EXAMPLE}受益主体",
            "policy": p.policy,
            "amount": text(p.amount),
            "source": p.source,
            "date": p.date.isoformat(),
        }
        for p in at.month.payments
        if p.place in at.codes
    ]


# --- tasks, policies, problems, matters: each office for itself ------------------------------------------

_K5 = (4, 6, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20)
_OWN_K5 = {"prefecture": (7,), "zone": (10,)}
_CITY = ("KL-201", "KL-203", "KL-205")
_LHASA = "540100"


def tasks_of(at: Desk) -> list[str]:
    """The tasks an office reports on: those of CK-17 for 地市 and 高新区, a few for all others."""
    kind, code = at.unit.kind, at.unit.code
    if kind in _REPORTS:
        own = {*_K5, *_OWN_K5[kind], *((10,) if code == _LHASA else ())}
        return [f"K5-{number:02d}" for number in sorted(own)]
    if kind in ("county", "park"):
        return list(_CITY)
    chance = dice(at.world.seed, "tasks", code)
    if code.startswith(_LHASA):
        return sorted(chance.sample(["KL-204", "KL-206", "KL-209", "KL-210", "KL-211", "KL-302"], 2))
    return sorted(chance.sample([f"K5-{number:02d}" for number in _K5], 2))


def _sc10a(at: Desk) -> list[Line]:
    chance = dice(at.world.seed, "states", at.unit.code, at.month.number)
    return [_task(at, task, chance.choice(("推进中", "推进中", "无进展"))) for task in tasks_of(at)]


def _task(at: Desk, task: str, state: str) -> Line:
    moving = state == "推进中"
    return {
        "task": task,
        "role": "牵头" if at.unit.kind in _REPORTS else "配合",
        "state": state,
        "progress": f"{EXAMPLE}：{at.month.period}开展调研和对接" if moving else None,
        "output": None,
        "next": f"{EXAMPLE}：下月继续推进",
    }


def _sc10b(at: Desk) -> list[Line]:
    if at.unit.kind not in (*_REPORTS, "department-science"):
        return []
    return [
        {
            "name": f"{EXAMPLE}支持政策",
            "issuer": f"{EXAMPLE}发布单位",
            "level": "自治区",
            "kind": "平台补贴",
            "measure": f"{EXAMPLE}：已制定实施细则",
            "unit": at.unit.name,
            "state": "部分落实",
        }
    ]


def _sc11a(at: Desk) -> list[Line]:
    chance = dice(at.world.seed, "problems", at.unit.code)
    if at.unit.kind not in _REPORTS or chance.randint(0, 2):
        return []
    later = at.period.shift(2).last_day
    return [
        {
            "number": f"{at.unit.code}-W01",
            "problem": f"{EXAMPLE}：载体消防验收办理时间长",
            "kind": "审批服务",
            "task": "K5-04",
            "unit": "住房城乡建设厅",
            "deadline": later.isoformat(),
        }
    ]


def _sc12(at: Desk) -> list[Line]:
    mine = [c for c in at.month.carriers if c.place == at.unit.code and c.level == "自治区级"]
    if at.unit.kind not in _REPORTS or not mine:
        return []
    return [
        {
            "number": f"{at.unit.code}-{_quarter(at.period)}-1",
            "kind": "推荐",
            "subject": mine[0].number,
            "level": "自治区级",
            "proposed": "国家级",
            "reason": f"{EXAMPLE}：运行满三年，成效明显",
            "from": at.unit.name,
            "result": "待审",
        }
    ]


def _quarter(period: Period) -> str:
    day: dt.date = period.last_day
    return f"{day.year}Q{(day.month + 2) // 3}"


_MADE: Mapping[str, Callable[[Desk], list[Line]]] = {
    "SC-02A": _sc02a,
    "SC-03A": _sc03a,
    "SC-04A": _sc04a,
    "SC-05A": _sc05a,
    "SC-06A": _sc06a,
    "SC-07A": _sc07a,
    "SC-08A": _sc08a,
    "SC-09A": _sc09a,
    "SC-10A": _sc10a,
    "SC-10B": _sc10b,
    "SC-11A": _sc11a,
    "SC-12": _sc12,
}
