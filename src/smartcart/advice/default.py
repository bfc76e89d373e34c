"""The playbook that is used when a person brings none, as the text of its file."""

from __future__ import annotations

from functools import cache

from smartcart.advice.parse import parse_playbook
from smartcart.advice.playbook import Playbook

__all__ = ["DEFAULT_TEXT", "default_playbook"]

DEFAULT_TEXT = """\
# The playbook of SmartCart: what to do with a segment, and which figure says so.
#
# Each block [plays.NAME] is one piece of advice. It is given to a segment when its figure differs
# from that of all customers:
#   goal    what the advice is for; a segment gets one line for each goal, the strongest play of it
#   figure  a column of profiles.csv; "value" and "frequency" are whatever measures the table has
#           for what a customer is worth and how often they buy
#   side    "above" or "below" all customers
#   by      by how much at least, as a share of the figure of all customers: 0.2 is a fifth
#   also    what must hold as well, by any difference (may be left out)
#   say     the words; {own} and {all} become the two figures, {figure} the name of the figure
# A figure the table does not have keeps its play silent. So does a difference that a random group
# of that size would show. At most five lines are given, the largest difference first.
# Change, add or delete blocks, then: smartcart segment CUSTOMERS --out DIR --playbook THIS_FILE

[plays.keep-the-best]
goal = "retention"
figure = "value"
side = "above"
by = 0.15
say = "median {figure} {own} against {all} of all customers. Keep them: service and early access first, before any discount."

[plays.low-cost]
goal = "contact"
figure = "value"
side = "below"
by = 0.3
say = "median {figure} {own} against {all} of all customers. Keep contact cheap and automatic; spend on it only where somebody answers."

[plays.next-purchase]
goal = "loyalty"
figure = "frequency"
side = "above"
by = 0.15
say = "median {own} {figure} against {all}. Reward the next purchase rather than the first one."

[plays.second-purchase]
goal = "repeat purchase"
figure = "frequency"
side = "below"
by = 0.3
say = "median {own} {figure} against {all}. One more purchase soon is the aim; make it easy and give it a date."

[plays.win-back]
goal = "win back"
figure = "recency_days"
side = "above"
by = 0.1
say = "median {own} days since the last purchase against {all}. Write before they forget, with a reason to return."

[plays.strike-while-warm]
goal = "follow-up"
figure = "recency_days"
side = "below"
by = 0.1
say = "median {own} days since the last purchase against {all}. Follow up now, while they remember."

[plays.welcome]
goal = "welcome"
figure = "tenure_days"
side = "below"
by = 0.15
say = "median {own} days as a customer against {all}. They are new: show them how things work before selling more."

[plays.unused-income]
goal = "development"
figure = "income"
side = "above"
by = 0.1
also = { value = "below" }
say = "median yearly income {own} against {all}, and yet they spend less than the middle customer. Find out what they buy elsewhere."

[plays.answered]
goal = "campaign"
figure = "response_rate"
side = "above"
by = 0.2
say = "{own} answered the last campaign against {all} of all customers. Contact them first."

[plays.did-not-answer]
goal = "campaign"
figure = "response_rate"
side = "below"
by = 0.2
say = "{own} answered the last campaign against {all} of all customers. Try another offer on a few before writing to all."

[plays.complaints]
goal = "service"
figure = "complaint_rate"
side = "above"
by = 0.5
say = "{own} complained against {all} of all customers. Settle that before selling."

[plays.looking-not-buying]
goal = "conversion"
figure = "visits_per_month"
side = "above"
by = 0.15
also = { frequency = "below" }
say = "{own} web visits a month against {all}, and fewer purchases. They look and do not buy: improve the pages they leave, remind them of what they saw."

[plays.rarely-on-the-web]
goal = "contact"
figure = "visits_per_month"
side = "below"
by = 0.3
also = { value = "above" }
say = "{own} web visits a month against {all}. Reach them by post and in the store; the web page will not."

[plays.by-web]
goal = "channel"
figure = "share_web"
side = "above"
by = 0.15
say = "{own} of the median customer's purchases on the web against {all}. Put the offer there."

[plays.by-catalogue]
goal = "channel"
figure = "share_catalog"
side = "above"
by = 0.15
say = "{own} of the median customer's purchases by catalogue against {all}. A printed catalogue pays here more than elsewhere."

[plays.in-stores]
goal = "channel"
figure = "share_store"
side = "above"
by = 0.15
say = "{own} of the median customer's purchases in stores against {all}. Give vouchers that count in the store."

[plays.likes-discounts]
goal = "price"
figure = "share_deals"
side = "above"
by = 0.2
say = "{own} of the median customer's purchases with a discount against {all}. A discount moves them: use it to sell what they do not buy yet."

[plays.full-price]
goal = "price"
figure = "share_deals"
side = "below"
by = 0.2
also = { value = "above" }
say = "{own} of the median customer's purchases with a discount against {all}. Do not give discounts away here; new and better things sell."

[plays.wines]
goal = "product emphasis"
figure = "share_wines"
side = "above"
by = 0.15
say = "wines take {own} of the median customer's spend against {all}. Lead with them."

[plays.meat]
goal = "product emphasis"
figure = "share_meat"
side = "above"
by = 0.15
say = "meat takes {own} of the median customer's spend against {all}. Lead with it."

[plays.fish]
goal = "product emphasis"
figure = "share_fish"
side = "above"
by = 0.15
say = "fish takes {own} of the median customer's spend against {all}. Lead with it."

[plays.fruits]
goal = "product emphasis"
figure = "share_fruits"
side = "above"
by = 0.15
say = "fruits take {own} of the median customer's spend against {all}. Lead with them."

[plays.sweets]
goal = "product emphasis"
figure = "share_sweets"
side = "above"
by = 0.15
say = "sweets take {own} of the median customer's spend against {all}. Lead with them."

[plays.gold]
goal = "product emphasis"
figure = "share_gold"
side = "above"
by = 0.15
say = "gold takes {own} of the median customer's spend against {all}. Lead with it."

[plays.sell-wines-too]
goal = "cross-sell"
figure = "share_wines"
side = "below"
by = 0.15
say = "wines take {own} of the median customer's spend against {all}. Offer them beside what they buy."

[plays.sell-meat-too]
goal = "cross-sell"
figure = "share_meat"
side = "below"
by = 0.15
say = "meat takes {own} of the median customer's spend against {all}. Offer it beside what they buy."

[plays.sell-fish-too]
goal = "cross-sell"
figure = "share_fish"
side = "below"
by = 0.3
say = "fish takes {own} of the median customer's spend against {all}. Offer it beside what they buy."

[plays.sell-fruits-too]
goal = "cross-sell"
figure = "share_fruits"
side = "below"
by = 0.3
say = "fruits take {own} of the median customer's spend against {all}. Offer them beside what they buy."

[plays.sell-sweets-too]
goal = "cross-sell"
figure = "share_sweets"
side = "below"
by = 0.3
say = "sweets take {own} of the median customer's spend against {all}. Offer them beside what they buy."

[plays.sell-gold-too]
goal = "cross-sell"
figure = "share_gold"
side = "below"
by = 0.3
say = "gold takes {own} of the median customer's spend against {all}. Offer it beside what they buy."
"""  # noqa: E501 - one line of the file for each sentence


@cache
def default_playbook() -> Playbook:
    """Return the default playbook.

    Examples
    --------
    >>> default_playbook().plays[0].goal
    'retention'
    """
    return parse_playbook(DEFAULT_TEXT)
