"""What WhatsApp and SMS take by way of Twilio, each figure with its source."""

from datetime import timedelta

from channels.fit import Limits, utf16

TEXT = 1600
"""Most characters of a message's text; more is error 21617 (twilio.com/docs/api/errors/21617)."""
WINDOW = timedelta(hours=24)
"""How long after the person's last message WhatsApp takes free texts; later only approved templates (twilio.com/docs/api/errors/63016)."""
MARGIN = timedelta(minutes=2)
"""So much earlier we take the window for shut: a message may lie in a queue for a while."""

BUTTONS = 3
"""Most quick replies in a message that was not approved (twilio.com/docs/content/twilio-quick-reply)."""
BUTTON_LABEL = 20
"""Most characters of a quick reply (same page)."""
BUTTON_TEXT = 1024
"""Most characters above quick replies or a list (same page; twilio.com/docs/content/twiliolist-picker)."""
ITEMS = 10
"""Most items of a list picker."""
ITEM = 24
"""Most characters of an item's title."""
DESCRIPTION = 72
"""Most characters of what stands below an item's title."""
VARIABLES = 100
"""Most variables of one Content (twilio.com/docs/content/using-variables-with-content-api)."""
TEMPLATE = 1024
"""Most characters of a filled-in template; more is error 63021."""

GSM_ONE, GSM_MORE = 160, 153
"""GSM-7 characters of a single text message, and of each part of a longer one (twilio.com/docs/glossary/what-sms-character-limit)."""
UCS_ONE, UCS_MORE = 70, 67
"""The same in UCS-2, in UTF-16 units."""

REQUEST_SECONDS = 10.0
"""How long we wait for an answer of Twilio."""

WHATSAPP = Limits(
    text=TEXT,
    measure=utf16,
    buttons=BUTTONS,
    button_label=BUTTON_LABEL,
    button_text=BUTTON_TEXT,
    items=ITEMS,
    item_label=DESCRIPTION,
    list_text=BUTTON_TEXT,
)
"""A label of an item that is longer than its title stands whole in its description."""
SMS = Limits(text=TEXT, measure=utf16)
"""Numbers only."""
