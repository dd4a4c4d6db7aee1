"""What Slack takes, with where it says so."""

from bot.ports import Pace
from channels.fit import Limits
from channels.slack.mrkdwn import escape

ACK = 3.0
"""Seconds within which every request has to be acknowledged (docs.slack.dev, "Acknowledge requests")."""
STALE = 300
"""Seconds after which a signed request counts as replayed (docs.slack.dev, "Verifying requests from Slack")."""
SECTION_TEXT = 3000
"""Characters of a section's text (slack_sdk.models.blocks.SectionBlock)."""
TOP_TEXT = 4000
"""Characters of the text beside the blocks that are advised; it is cut off by Slack at 40,000 (chat.postMessage)."""
BLOCKS = 50
"""Blocks of a message (docs.slack.dev, "Blocks")."""
VIEW_BLOCKS = 100
"""Blocks of a modal or home tab (slack_sdk.models.views.View)."""
VIEW_TITLE = 24
"""Characters of a modal's title, submit and close labels (slack_sdk.models.views.View)."""
METADATA = 3000
"""Characters of a view's private_metadata (slack_sdk.models.views.View)."""
ELEMENTS = 25
"""Elements of an actions block (slack_sdk.models.blocks.ActionsBlock)."""
BUTTON_TEXT = 75
"""Characters of a button's label (slack_sdk.models.blocks.ButtonElement)."""
BUTTON_VALUE = 2000
"""Characters of a button's value (slack_sdk.models.blocks.ButtonElement)."""
SPOKEN_LABEL = 75
"""Characters of what is read out for a button (accessibility_label; slack_sdk.models.blocks.ButtonElement)."""
OPTIONS = 100
"""Options of a select menu (slack_sdk.models.blocks.SelectElement)."""
OPTION_TEXT = 75
"""Characters of an option's label (slack_sdk.models.basic_objects.Option)."""
OPTION_VALUE = 150
"""Characters of an option's value (slack_sdk.models.basic_objects.Option)."""
HEADER_TEXT = 150
"""Characters of a header (slack_sdk.models.blocks.HeaderBlock)."""
ID = 255
"""Characters of block_id, action_id, callback_id, external_id (slack_sdk.models)."""
BODY = 1024 * 1024
"""Bytes of a request that are read; a view holds at most 250 kB and comes with its state."""
RESPONSES = 5
"""Uses of a response_url, within 30 minutes (docs.slack.dev, "Handling user interaction")."""
REFRESH_AHEAD = 2 * 3600
"""Seconds before its end at which a token is exchanged; it lasts 12 hours (docs.slack.dev, "Using token rotation")."""

MESSAGE = Limits(
    text=SECTION_TEXT,
    measure=lambda text: len(escape(text)),
    buttons=ELEMENTS,
    button_label=BUTTON_TEXT,
    items=OPTIONS,
    item_label=OPTION_TEXT,
)
"""A message as we send it: one section, and below it its choices."""

PACE = Pace(a_second=20, between=1.0)
"""chat.postMessage takes about one message a second in a channel, and "several hundred a minute" in a workspace (docs.slack.dev, "Rate limits")."""
