"""One statement that sets the dates of a lot of clocks, with the history, the letters and who must be told.

PostgreSQL does it all because most of what it costs otherwise is rows that go to and fro. Its answer: a row for each
case with a date that moved, or that our table does not reach; the last row is the lot itself.
"""

from sqlalchemy import text

from worker.new_date import PROMISED

INGREDIENTS = ("starts_on", "allowed", "unit", "extended_by", "paused_days")
SET_DATES = text(
    f"""
    with counted as (
        select * from unnest(
            cast(:starts_on as date[]), cast(:allowed as int[]), cast(:unit as text[]), cast(:extended_by as int[]),
            cast(:paused_days as int[]), cast(:due_on as date[]), cast(:working as text[])
        ) as counted ({", ".join(INGREDIENTS)}, due_on, working)
    ), lot as materialized (
        select id, case_id, point_id, due, local, calendar, due_on as was, {", ".join(INGREDIENTS)}
        from casework.deadline where met_on is null and ended_on is null and calendar < :calendar and case_id >= :first
        order by case_id limit :size for update skip locked
    ), anew as materialized (
        select id, case_id, point_id, due, local, calendar, was, due_on, working, due_on is null as beyond,
            coalesce(due_on <> was, false) as moved
        from lot join counted using ({", ".join(INGREDIENTS)})
    ), marked as (
        update casework.deadline set
            calendar = :calendar,
            due_on = case when moved then anew.due_on else deadline.due_on end,
            working = case when moved then anew.working else deadline.working end,
            -- one that is no longer near, or no longer over, may be warned of again, and breached again
            warned_on = case when moved and anew.due_on > :near then null else warned_on end,
            breached_on = case when moved and anew.due_on >= breached_on then null else breached_on end,
            breach_reason = case when moved and anew.due_on >= breached_on then null else breach_reason end
        from anew where deadline.id = anew.id
    ), cases as materialized (
        select case_id, min(calendar) as since, row_number() over () as place,
            jsonb_agg(jsonb_build_object('due', due, 'local', local, 'from', was, 'to', due_on)) as clocks
        from (select * from anew where moved order by case_id) as moved group by case_id  -- in order: on no disk
    ), promised as (
        {PROMISED.format(cases="array(select case_id from cases)")}
    ), letters as materialized (
        select case_id, point_id, due, channel, row_number() over () as place from promised
        where not letter_waits and exists (
            select from anew where anew.case_id = promised.case_id and anew.due = promised.due and moved
            and anew.point_id is not distinct from promised.point_id and anew.due_on > promised.day
        )
    ), lines as (
        insert into casework.history (id, case_id, at, by, what, details)
        select ids.id, cases.case_id, :at, 'worker', 'redated',
            jsonb_build_object('clocks', clocks, 'changes', said, 'letter', case_id in (select case_id from letters))
        from cases
        join unnest(cast(:ids as uuid[])) with ordinality as ids (id, place) using (place)
        join unnest(cast(:since as int[]), cast(:changes as jsonb[])) as changed (since, said) using (since)
        union all
        select ids.id, case_id, :at, 'worker', 'not_redated', jsonb_build_object('due', due, 'on', was)
        from (select *, (select count(*) from cases) + row_number() over () as place from anew where beyond) as beyond
        join unnest(cast(:ids as uuid[])) with ordinality as ids (id, place) using (place)
    ), notices as (
        insert into casework.notice (id, case_id, template, channel, details, made_at, attempts)
        select ids.id, case_id, 'new_date', channel,
            jsonb_strip_nulls(jsonb_build_object('due', due, 'point', point_id)), :at, 0
        from letters join unnest(cast(:ids as uuid[])) with ordinality as ids (id, place) using (place)
    )
    select reference, team, beyond, null as clocks, null as last from (
        select case_id, false as beyond from cases union select case_id, true from anew where beyond
    ) as told join casework."case" on "case".id = case_id
    union all
    select null, null, null, count(*), (select case_id from lot order by case_id desc limit 1) from anew
    """  # noqa: S608 -- put together from our own words
)
