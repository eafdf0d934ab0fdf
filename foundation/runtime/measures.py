"""What an operator watches: counts and ages, never contents (Prometheus text format).

Counters live in each process; `heard serve` lets several web processes share one folder of them.
"""

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector  # type: ignore[no-untyped-call,unused-ignore]

ACCEPTED = Counter("heard_accepted", "Submissions kept and announced", ["kind", "door"])
ANSWERED = Counter("heard_survey_answers", "Answers to surveys, sealed and announced", ["door"])
REPLAYED = Counter("heard_replayed", "Submissions sent again and answered with their first reference", ["door"])
RELAYED = Counter("heard_relayed", "Messages that the broker has confirmed")
ROUTED = Counter("heard_routed", "Items routed to a team", ["kind", "team"])
RETRIED = Counter("heard_retried", "Messages put off after a failure", ["type"])
PARKED = Counter("heard_parked", "Messages parked for a person", ["reason"])
REANNOUNCED = Counter("heard_reannounced", "Accepted submissions that the sweep had to announce again")
NOTICES = Counter("heard_notices", "Notices handed to the provider", ["template"])
GIVEN_UP = Counter("heard_notices_given_up", "Notices that could not be sent and are left to a person", ["template"])
INVITATIONS = Counter("heard_invitations", "Invitations to surveys and their reminders, by their fate", ["fate"])
STAFF_MAIL = Counter("heard_staff_mail", "Mails to staff handed to the provider", ["template"])
STAFF_MAIL_REFUSED = Counter("heard_staff_mail_refused", "Mails to staff that were not taken", ["template"])
ALERT_MAILS = Counter("heard_alert_mails_repeated", "Mails to the next of the duty list about a sign of harm")
MISSED = Counter("heard_screen_missed", "Signs of harm that a person reported as missed by the screen")
MISSES_REVIEWED = Counter("heard_screen_misses_reviewed", "Reports of misses that a person has reviewed", ["outcome"])
ALERTS_UNOPENED = Gauge(
    "heard_alerts_unopened", "Signs of harm that nobody has opened yet", multiprocess_mode="mostrecent"
)
OLDEST_ALERT = Gauge(
    "heard_alerts_oldest_seconds", "Age of the oldest of those that nobody has opened", multiprocess_mode="mostrecent"
)
ANSWERS_OPENED = Counter("heard_survey_answers_opened", "Sealed answers that were opened among others and counted")
KEYS_LOST = Counter("heard_survey_keys_lost", "Sealing keys whose private half was gone before its time")
ANSWERS_SHUT = Gauge(
    "heard_survey_answers_shut", "Sealed answers that no key in the key folder opens", multiprocess_mode="mostrecent"
)
EQUALITY_TALLIED = Counter("heard_equality_boxes_tallied", "Sealed answers about oneself that were counted together")
EQUALITY_LATE = Counter(
    "heard_equality_boxes_late", "Sealed answers about oneself that came when their period had ended"
)
EQUALITY_KEYS_LOST = Counter("heard_equality_keys_lost", "Periods whose private half was gone before their time")
EQUALITY_HELD = Gauge(
    "heard_equality_periods_held",
    "Periods with more answers than offers that nobody has decided about yet",
    multiprocess_mode="mostrecent",
)
WAITING = Gauge("heard_outbox_waiting", "Messages waiting in the outbox", multiprocess_mode="mostrecent")
OLDEST = Gauge("heard_outbox_oldest_seconds", "Age of the oldest of them", multiprocess_mode="mostrecent")
PARKED_NOW = Gauge("heard_parked_waiting", "Messages parked and not yet dealt with", multiprocess_mode="mostrecent")


def exposition() -> bytes:
    """All measures of this process, or of all processes that share its folder, as Prometheus reads them."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return generate_latest()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
