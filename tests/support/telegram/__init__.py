"""A Telegram of our own: the Bot API as it behaves, people who use its apps, and the published contract that holds both."""
