"""The addresses of what the figures say: to the equality officer, from releases and nothing else."""

from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from foundation.equality.characteristics import CHARACTERISTICS
from foundation.equality.release.kinds import Kind, Profile
from foundation.equality.settings import SETTINGS
from foundation.records import UnitOfWork
from foundation.staff.permissions import needs
from foundation.staff.roles import EQUALITY_READ, EQUALITY_REVIEW
from survey_service.equality import (
    actions,
    by_characteristic,
    charts,
    demand,
    earlier,
    held,
    history,
    judging,
    overview,
    parts,
    reading,
    sentences,
    silence,
    unknown,
    words,
)
from survey_service.equality.action_routes import KINDS
from survey_service.equality.agreement import is_agreed
from survey_service.equality.history import LARGEST_NUMBER, Released
from survey_service.equality.next_steps import next_steps
from survey_service.equality.remarks import SAYS
from survey_service.face import areas, face

bp = Blueprint("equality", __name__, url_prefix="/equality")

PUBLIC = "/equality/public"


@bp.get("")
@needs(EQUALITY_READ)
def front() -> ResponseReturnValue:
    """What is known, in sentences; others than the officer read the public version."""
    if not g.staff.may(EQUALITY_REVIEW):
        return redirect(PUBLIC)
    with face().records.unit_of_work() as uow:
        release, report = _report(uow)
        counted = [
            (words.POOLS["complainants"], reading.complainants(uow)),
            ("Families we asked", reading.families(uow)),
        ]
        pools, logged = reading.pools(uow, face().today()), actions.every(uow)
        agreed, waiting = is_agreed(uow), earlier.waiting(uow, release) if release else {}
        doubtful = held.counted_all_the_same(uow, release, *(it for _, it in counted))
    plan = unknown.plan(release.content if release else None, logged, areas())
    steps = next_steps(
        pools, agreed=agreed, to_say_again=waiting, report=report, plan=plan, actions=logged, today=face().today()
    )
    unheard = overview.unheard(report) if report else []
    funnels = [(name, it, overview.funnel(it.content)) for name, it in counted if it]
    return _page(
        "overview", "Who we hear from, and who we do not", release=release, report=report, pools=pools,
        funnels=[(name, it, bars, _drawn(bars)) for name, it, bars in funnels], in_words=overview.funnel_in_words,
        beside_families=[it for it in unheard if not overview.is_beside_residents(it)],
        beside_residents=[it for it in unheard if overview.is_beside_residents(it)],
        who_said=overview.who_said(release.content) if release else [],
        attention=overview.attention(report) if report else [],
        cannot_tell=overview.cannot_tell(release.content) if release else (0, 0),
        unknown=overview.unknown(release.content, areas()) if release else [],
        open_actions=[it for it in logged if it.ended_on is None], named=actions.about_in_words(areas()),
        kinds=KINDS, says=SAYS, steps=steps, doubtful=doubtful,
    )  # fmt: skip


@bp.get("/silence")
@needs(EQUALITY_REVIEW)
def quiet() -> ResponseReturnValue:
    """Of each group: content, or shut out?"""
    with face().records.unit_of_work() as uow:
        release, report = _report(uow)
        pools, newer = reading.pools(uow, face().today()), judging.newer(uow, release) if release else None
        waiting = earlier.waiting(uow, release) if release else {}
    newest = release is not None and newer is None
    return _page(
        "silence", "Content, or shut out?", release=release, report=report, pools=pools, says=SAYS,
        release_is_newest=newest, waiting=waiting,
        beside_residents=report is not None and any(map(overview.is_beside_residents, report.every)),
    )  # fmt: skip


@bp.get("/characteristics")
@needs(EQUALITY_REVIEW)
def every_characteristic() -> ResponseReturnValue:
    """All of them, with what is found of each."""
    with face().records.unit_of_work() as uow:
        release, pools = _year(uow), reading.pools(uow, face().today())
    found = [(it, sentences.finding(it, areas())) for it in release.content.characteristics] if release else []
    return _page("characteristics", "By characteristic", release=release, found=found, pools=pools)


@bp.get("/characteristics/<code>")
@needs(EQUALITY_REVIEW)
def one_characteristic(code: str) -> ResponseReturnValue:
    """One of them: a picture, its groups, and who said and who did not."""
    if code not in CHARACTERISTICS:
        abort(404)
    with face().records.unit_of_work() as uow:
        release, pools = _year(uow), reading.pools(uow, face().today())
    found = by_characteristic.portraits(release.content, code, areas()) if release else []
    return _page("characteristic", words.characteristic(code), release=release, portraits=found, pools=pools)


@bp.get("/parts")
@needs(EQUALITY_REVIEW)
def by_part() -> ResponseReturnValue:
    """Complaints and compliments of each part of the service."""
    with face().records.unit_of_work() as uow:
        release = history.newest(uow, Kind.DEMAND, Profile.OFFICER)
    return _page(
        "parts", "By part of the service", release=release, alone=demand.NUMBER_ALONE,
        rows=parts.rows(release.content, areas()) if release else [],
        sources=parts.sources(release.content) if release else [],
    )  # fmt: skip


@bp.get("/demand")
@needs(EQUALITY_REVIEW)
def how_many() -> ResponseReturnValue:
    """How many complaints come, and whether a rise is good or bad."""
    with face().records.unit_of_work() as uow:
        release = history.newest(uow, Kind.DEMAND, Profile.OFFICER)
    return _page(
        "demand", "Is a rise in complaints good or bad?", release=release, demand=demand,
        drawn=_by_month(release.content) if release else [],
    )  # fmt: skip


@bp.get("/method")
@needs(EQUALITY_REVIEW)
def method() -> ResponseReturnValue:
    """How it is worked out, and every setting."""
    return _page("method", "How we work this out", settings=SETTINGS)


def _year(uow: UnitOfWork) -> Released | None:
    """The report of the year that is asked for by its number, or the newest."""
    if not request.args.get("release"):
        return history.newest(uow, Kind.YEAR, Profile.OFFICER)
    number = request.args.get("release", type=int)
    if number is None or not 0 < number <= LARGEST_NUMBER:
        abort(404)
    found = history.numbered(uow, number, Profile.OFFICER)
    return found if found and found.kind == Kind.YEAR else abort(404)


def _report(uow: UnitOfWork) -> tuple[Released | None, silence.Report | None]:
    release = _year(uow)
    if release is None:
        return None, None
    return release, silence.report(release.content, judging.of_release(uow, release.id), areas())


def _drawn(bars: Any) -> Any:
    return charts.funnel([(it.name, it.step) for it in bars], overview.funnel_in_words(bars))


def _by_month(found: Any) -> list[tuple[str, str, Any]]:
    """Of the number and of the rate: what it is, what the chart says, and the chart."""
    return [
        (what, said, charts.by_month(demand.points(found, what), limits, said))
        for what, limits in ((demand.COUNTS, found.counts), (demand.RATES, found.rates))
        if limits
        for said in [demand.finding(found, limits, what)]
    ]


def _page(name: str, heading: str, **told: Any) -> ResponseReturnValue:
    return render_template(
        f"equality/{name}.html", heading=heading, words=words, sentences=sentences, areas=areas(),
        settings_now=SETTINGS, today=face().today(), **told,
    )  # fmt: skip
