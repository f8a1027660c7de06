"""Every metric, defined once: what it answers, what it is made of, and what to beware of.

The documents, the tools' descriptions and the figures themselves are made from these definitions.
"""

from tools.metrics.catalogue.balance import BALANCE
from tools.metrics.catalogue.declines import DECLINES
from tools.metrics.catalogue.money import MONEY
from tools.metrics.catalogue.payouts import PAYOUTS
from tools.metrics.catalogue.programmes import PROGRAMMES
from tools.metrics.catalogue.recovery import RECOVERY
from tools.metrics.catalogue.risk import RISK
from tools.metrics.catalogue.success import SUCCESS
from tools.metrics.measures import by_name

METRICS = by_name(SUCCESS, DECLINES, RECOVERY, RISK, PROGRAMMES, MONEY, BALANCE, PAYOUTS)
"""The metrics by name, in the order in which they are told."""
