"""Every figure that Parley tells Prometheus, in one place."""

from prometheus_client import Counter, Gauge, Histogram

_TURN_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

turns = Counter("parley_turns", "Turns of conversations taken.", ["channel", "outcome"])
turn_seconds = Histogram("parley_turn_seconds", "Seconds that a turn took.", buckets=_TURN_BUCKETS)

outbox_age_seconds = Gauge("parley_outbox_age_seconds", "Seconds for which the oldest due row has waited.")
outbox_sent = Counter("parley_outbox_sent", "Outbox rows carried out.", ["kind"])
outbox_retried = Counter(
    "parley_outbox_retried", "Tries of outbox rows that failed and come again.", ["kind"]
)
outbox_buried = Counter("parley_outbox_buried", "Outbox rows given up.", ["kind"])

bookings = Counter("parley_bookings", "What happened to bookings.", ["news"])
refusals = Counter("parley_refusals", "Requests that the rules refused.", ["code"])

http_requests = Counter("parley_http_requests", "HTTP requests answered.", ["route", "status"])
http_seconds = Histogram("parley_http_seconds", "Seconds that an HTTP request took.", buckets=_TURN_BUCKETS)

calendar_readings = Counter("parley_calendar_readings", "Calendars read.", ["provider", "kind"])
calendar_failures = Counter(
    "parley_calendar_failures", "Calendars that were not read or not written.", ["provider", "why"]
)
calendar_pushes = Counter("parley_calendar_pushes", "Notices of changes in calendars.", ["provider", "sign"])
calendar_age_seconds = Gauge(
    "parley_calendar_age_seconds", "Seconds for which the oldest due calendar has waited to be read."
)
