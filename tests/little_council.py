"""The rule file of the council that we ship, and that of the smallest council there can be."""

from pathlib import Path

COUNCILS = Path(__file__).parents[1] / "councils"
HEREFORDSHIRE = (COUNCILS / "herefordshire" / "rules.yaml").read_text("utf-8")

# The smallest council there can be: two teams, two areas, one topic, one meeting.
LITTLE_COUNCIL = """\
council:
  {code: littleham, name: Littleham Borough Council, complaints_team: post_room, letters_from: post@littleham.example}
telephones:
  checked_on: 2026-11-02
  emergency: "999"
  police: "101"
  children_day: "01632 960001"
  children_day_name: Children’s desk
  children_night: "01632 960002"
  children_night_name: Night desk
duty:
  starts: "08:30"
  ends: "16:30"
  repeat_minutes: 15
  lado: 01632 960003
  people: [{name: Duty desk, email: duty@littleham.example}, {name: Mayor, email: mayor@littleham.example}]
local_targets:
  acknowledge: {working_days: 2, source: our charter}
  decide: {working_days: 4, source: our charter}
  warn: {working_days: 1, source: our charter}
teams: {post_room: The post room, homes: Homes}
mailboxes: {post_room: post@littleham.example}
service_areas:
  - {code: home, words: Where a child lives, team: homes, subject: placement_decision, child_status: looked_after}
  - {code: elsewhere, words: Anything else, team: post_room, subject: other, child_status: not_known}
topics:
  - {code: late, words: It came too late, in: {home: placement_move}}
  - {code: rude, words: Somebody was rude, subject: staff_conduct}
routes:
  - {child_at_risk: true, priority: urgent, team: homes}
  - {kinds: [complaint], areas: [elsewhere], topics: [late], team: homes, priority: high}
  - {kinds: [complaint], topics: [late], priority: high}
meetings:
  - {code: tea, words: Tea with the mayor, area: elsewhere, questionnaire: meeting}
surveys: {quiet_days: 14, remind_after_days: 5, open_days: 21}
"""
NIGHT = '  children_night: "01632 960002"\n'
