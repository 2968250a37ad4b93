"""How fast a bot may post, as data. Telegram's own answer for developers (core.telegram.org/bots/faq, "My bot is hitting
limits", read 2026): no more than one message a second in a chat, 20 a minute in a group, about 30 a second over all.

Short bursts are said to be let through: the second is counted over five. A channel is held to what is said of groups, too:
nothing else is said of it. Whoever posts faster gets 429 with the seconds to wait, which everything for that chat keeps to.
"""

from clipdesk.connectors.quotas import Quota

PACE = (
    Quota("burst", amount=5, seconds=5),
    Quota("minute", amount=20, seconds=60),
    Quota("all", amount=30, seconds=1, of_project=True),
)
