"""What was read in a message: acts, times, people, things. The reader fills it, the flows use it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.calendar_wishes import CalendarWish
from bot.conventions import USUAL, Conventions
from bot.reach import Reach
from bot.terms import Setting
from bot.together import Together
from core.event_types import Place
from core.hours import Range, WeeklyHours
from core.interval import Interval
from core.series import Rhythm


class Act(StrEnum):
    """What somebody does by saying something."""

    BOOK = "book"
    PROPOSE_TIME = "propose_time"
    ACCEPT = "accept"
    DECLINE = "decline"
    CORRECT = "correct"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    QUERY_AVAILABILITY = "query_availability"
    QUERY_BOOKINGS = "query_bookings"
    QUERY_TIME = "query_time"
    ASK_DETAILS = "ask_details"
    """Side question; `Understood.topic` says about what."""
    REQUEST_ALTERNATIVES = "request_alternatives"
    WHY_NOT = "why_not"
    PICK = "pick"
    INFORM = "inform"
    BLOCK_TIME = "block_time"
    """Time off or a closed date: `away` or `special`."""
    SET_REMINDER = "set_reminder"
    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    ANY = "any"
    """"any is fine", "you choose"."""
    SKIP = "skip"
    REPEAT = "repeat"
    STOP = "stop"
    START_OVER = "start_over"
    UNDO = "undo"
    GREET = "greet"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    HELP = "help"
    HUMAN = "human"
    OUT_OF_SCOPE = "out_of_scope"
    LATE = "late"
    """"I'm running late"."""
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    # what hosts say
    SET_HOURS = "set_hours"
    SET_OVERRIDE = "set_override"
    SET_BUFFER = "set_buffer"
    SET_NOTICE = "set_notice"
    SET_LIMIT = "set_limit"
    SET_WINDOW = "set_window"
    SET_APPROVAL = "set_approval"
    SET_PLACE = "set_place"
    SET_LENGTH = "set_length"
    SET_NAME = "set_name"
    SET_USERNAME = "set_username"
    SET_EMAIL = "set_email"
    SET_ZONE = "set_zone"
    SET_BIO = "set_bio"
    SET_WELCOME = "set_welcome"
    SET_QUESTION = "set_question"
    NEW_EVENT_TYPE = "new_event_type"
    RENAME_EVENT_TYPE = "rename_event_type"
    DELETE_EVENT_TYPE = "delete_event_type"
    PAUSE = "pause"
    """An event type if one is named, else the host as a whole."""
    RESUME = "resume"
    SHOW_HOURS = "show_hours"
    SHOW_LINK = "show_link"
    SHOW_EVENT_TYPES = "show_event_types"
    SHOW_PROFILE = "show_profile"
    SHOW_SETTINGS = "show_settings"
    SHOW_CHANGES = "show_changes"
    REACH = "reach"
    """Something about where one can be reached: `Understood.reach` says what."""
    CALENDARS = "calendars"
    """Something about calendars that are kept elsewhere: `Understood.calendars` says what."""
    TOGETHER = "together"
    """Something about several people: `Understood.together` says what."""
    SETTING = "setting"
    """Something is set, taken away or to be shown: `Understood.setting` says what."""
    UNBLOCK = "unblock"
    """Time off or a special date is taken away ("I am back on Friday", "24 December as usual"): `wish` says when."""
    # what invitees say when more than one seat, date or person is concerned
    JOIN_WAITLIST = "join_waitlist"
    LEAVE_WAITLIST = "leave_waitlist"
    QUERY_WAITING = "query_waiting"
    """"what am I waiting for?"."""
    ADD_GUEST = "add_guest"
    """`company` says whom."""
    REMOVE_GUEST = "remove_guest"
    WHY_THESE = "why_these"
    """"why these times?"."""


class Asked(StrEnum):
    """What the bot last asked, so that a bare answer can be understood."""

    NOTHING = ""
    TIME = "time"
    OFFER = "offer"
    CONFIRM = "confirm"
    WHO = "who"
    """Name and e-mail."""
    NAME = "name"
    EMAIL = "email"
    CODE = "code"
    ZONE = "zone"
    LENGTH = "length"
    EVENT_TYPE = "event_type"
    BOOKING = "booking"
    QUESTION = "question"
    """A question of the event type; the answer is free text."""
    REASON = "reason"
    """Free text."""
    READING = "reading"
    """Which of several readings was meant."""
    HOURS = "hours"
    TITLE = "title"
    COUNT = "count"
    """How many dates a series is to have."""
    CALENDARS = "calendars"
    """Which calendars are to be checked."""
    GUEST = "guest"
    """The e-mail of somebody who is to be brought along."""


class Turn(StrEnum):
    """What the bot's last turn did."""

    NOTHING = "nothing"
    """Nothing is known to have been said."""
    CHOOSE = "choose"
    """Times or things were offered to choose from."""
    SUGGEST = "suggest"
    """One thing was suggested."""
    CONFIRM = "confirm"
    """What is about to be done was read back."""
    UNBOOK = "unbook"
    """It was asked whether that is the booking to cancel."""
    CHANGE = "change"
    """A change about to be made to a booking was read back."""
    WHEN = "when"
    """It was asked when."""
    FACT = "fact"
    """Something else was asked."""
    WHETHER = "whether"
    """It was asked whether something is wanted."""
    ELSE = "else"
    """It was asked whether there is anything else."""
    DONE = "done"
    FAILED = "failed"
    RETRY = "retry"
    """A booking failed, and it was asked what else is wished."""
    FREE = "free"
    """It was told when somebody is free."""
    SHOWN = "shown"
    """It was told what is in a calendar, or that nothing is."""
    DETAIL = "detail"
    """More was told of what was suggested or booked: where, by what number, how well it is rated."""
    ASIDE = "aside"
    """Something was told that has nothing to do with bookings: the weather, a place to eat."""
    TOLD = "told"
    """Anything else was told."""


class Problem(StrEnum):
    """Why a time that was said cannot be meant; each has a phrase `problem.<name>`."""

    NO_SUCH_DATE = "no_such_date"
    """30 February; `said` has the words."""
    SKIPPED = "skipped"
    """Clocks jump over it."""
    PAST = "past"
    UNCLEAR = "unclear"
    """Something was excepted, or was a limit, that is no time ("except when Bob is away")."""
    ENDS_BEFORE_BEGIN = "ends_before_begin"
    TOO_LONG = "too_long"


class Shift(StrEnum):
    """A wish relative to what was offered."""

    LATER = "later"
    EARLIER = "earlier"
    OTHER = "other"
    SOONEST = "soonest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One of several things a time can mean: a label fact and the windows or point it would give."""

    windows: tuple[Interval, ...]
    points: tuple[datetime, ...] = ()
    stretches: tuple[Interval, ...] = ()
    """As those of a wish."""
    has_day: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The times in a message, resolved against now, the zone, the anchor and the host's hours. Instants UTC."""

    windows: tuple[Interval, ...] = ()
    """All the time that the message admits inside the horizon: sorted, merged."""
    points: tuple[datetime, ...] = ()
    """Exact starts that were said ("at 3", "10 or 11"); each also lies in `windows`."""
    stretches: tuple[Interval, ...] = ()
    """The windows that were said as such, without those that only a point makes."""
    excluded: tuple[Interval, ...] = ()
    """Time that was refused ("I can't do Tuesday"); already taken out of `windows`."""
    prefer: tuple[Interval, ...] = ()
    """Wished but not required ("mornings are better")."""
    has_day: bool = False
    """Whether a day, date or span was said (else only a clock time or part of day)."""
    has_clock: bool = False
    """Whether a clock time or part of day was said."""
    refusal: bool = False
    """A mere refusal: nothing was wished, only excluded."""
    readings: tuple[Reading, ...] = ()
    """Two or more when the words mean different times and nothing decides: ask."""
    problem: Problem | None = None
    said: str = ""
    """The words about time, as they were said."""
    clock: tuple[int, int] | None = None
    """Minutes of the day from and to, where a clock window or point (from = to) was said."""
    days: tuple[date, ...] = ()
    """Local dates that were said, at most 60."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """What an invitee says about more than one seat, date or person."""

    seats: int | None = None
    """How many seats ("for me and a friend" is 2)."""
    rhythm: Rhythm | None = None
    """How often, how many times or until when; the wish of the message is the first date."""
    guests: tuple[str, ...] = ()
    """E-mails of people who are to come along, or no longer."""
    guest_words: str = ""
    """Words that name such a person: "Bob", "my colleague"."""
    which: Wish | None = None
    """Which of several bookings is meant: "the one on 8 December"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Special:
    """Special hours for dates, as a host says them; no ranges means closed."""

    days: tuple[date, ...]
    ranges: tuple[Range, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What one message says."""

    text: str = ""
    """The message, trimmed and capped."""
    acts: tuple[Act, ...] = ()
    """In the order said; empty when nothing was understood."""
    confidence: float = 1.0
    """How sure the reader is of `acts`, 0 to 1."""
    language: str = ""
    """The language in which it is clearly written, if it is (ISO 639-1)."""
    gist: Act | None = None
    """The general act that the message as a whole seems to be, seen from the turn before."""
    other: Act | None = None
    """The next likeliest, where the reader is not sure of `acts`: ask which of them is meant."""
    wish: Wish | None = None
    shift: Shift | None = None
    lengths: tuple[int, ...] = ()
    """Durations said, in minutes."""
    pick: int | None = None
    """Index into the offers last shown ("2", "the second", "bottom", "the later one")."""
    topic: str = ""
    """For ASK_DETAILS: `length`, `place`, `price`, `who`, `when`, `zone`, `what`, `cost`."""
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    code: str | None = None
    """Digits of a one-time code."""
    username: str | None = None
    zone: str | None = None
    """IANA zone of a city or zone that was named as one's own."""
    reason: str = ""
    title: str = ""
    """Title of a new event type, or new title."""
    event_words: str = ""
    """Words that may name an existing event type ("my intro", "the coaching")."""
    person_words: str = ""
    """Words that may name the other person of a booking ("with Ann")."""
    for_whom: str = ""
    """ "my son John": somebody else than the speaker is to be booked."""
    place: Place | None = None
    question: str = ""
    """Text of a booking question ("ask for their company")."""
    required: bool = False
    approval: bool | None = None
    count: int | None = None
    """A number that counts something ("max 4 calls a day", "30 days ahead")."""
    side: str = ""
    """`before`, `after` or both (empty), for buffers; `after` also where one is back from a time on."""
    leads: tuple[int, ...] = ()
    """Minutes before the start, for reminders."""
    hours: WeeklyHours | None = None
    """Weekly hours after what was said is applied to the present ones."""
    special: Special | None = None
    away: Interval | None = None
    """Time off, UTC."""
    bio: str = ""
    everything: bool = False
    """ "all of them"."""
    together: Together | None = None
    """What is said about teams, shared event types, common time, polls and waiting lists."""
    company: Company = field(default_factory=Company)
    again: bool = False
    """Whether it goes on with the last question by another time: "and 4?"."""
    reach: Reach | None = None
    """What is said about where one can be reached."""
    calendars: CalendarWish | None = None
    """What is said about calendars that are kept elsewhere."""
    setting: Setting | None = None
    """What a host sets or asks to see, where `acts` says SETTING (or UNBLOCK, for the end of a stay)."""

    def has(self, *acts: Act) -> bool:
        """Say whether one of the acts was done."""
        return any(act in self.acts for act in acts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What the reader may know when it reads: time, place, what was asked and offered."""

    now: datetime
    zone: str
    """The speaker's zone."""
    locale: str = "en"
    asked: Asked = Asked.NOTHING
    turn: Turn | None = None
    """What the bot's last turn did, where that is known better than by `asked`."""
    offers: tuple[Interval | None, ...] = ()
    """The times of the offers last shown, None for offers that are not times."""
    labels: tuple[str, ...] = ()
    """Lower-case words by which the offers may be picked (titles, names), beside the offers."""
    horizon: Interval | None = None
    """Where windows are clipped; None is the next 60 days."""
    anchor: Interval | None = None
    """The time being talked about ("an hour later", "same time Friday", "at 3" of the day just named)."""
    anchor_days: tuple[date, ...] = ()
    """Dates of the earlier wish, to which a bare clock time belongs."""
    anchor_clock: tuple[int, int] | None = None
    """Clock window of the earlier wish, which a bare day keeps."""
    hours: WeeklyHours | None = None
    """The host's weekly hours, by which "at 3" is 15:00."""
    weekly: WeeklyHours | None = None
    """The speaker's own weekly hours if they are a host (what SET_HOURS changes)."""
    hours_zone: str | None = None
    """Zone of `hours` (the host's)."""
    conventions: Conventions = USUAL
    """What vague words mean to the host."""
    is_host: bool = False
    """Whether the speaker is in their own host talk."""
    schedules: tuple[tuple[str, WeeklyHours], ...] = ()
    """Names and weekly hours of the speaker's schedules if they are a host."""
    calendars: tuple[str, ...] = ()
    """Names of the speaker's calendars and accounts if they are a host."""
    event_titles: tuple[str, ...] = field(default_factory=tuple)
    """Titles and codes of the host's event types."""
