"""The commented `paysleuth.toml` that `paysleuth init` writes."""

from tools.contract.account import PUBLIC_RATES, VISIBLE_METADATA


def sample_settings() -> str:
    """The commented `paysleuth.toml` that `paysleuth init` writes. It holds no secret, only where one is."""
    metadata = "\n".join(f"# {key} = '{pattern}'" for key, pattern in VISIBLE_METADATA.items())
    return _SAMPLE.replace("@METADATA@", metadata).replace("@FEES@", _sample_fees())


def _sample_fees() -> str:
    lines: list[str] = []
    for currency, card in PUBLIC_RATES.items():
        rates = card.model_dump(exclude_none=True, exclude={"methods"})
        lines += [f"# [fees.{currency}]", *(f"# {name} = {_toml(value)}" for name, value in rates.items())]
        for method, rate in card.methods.items():
            own = ", ".join(f"{name} = {value}" for name, value in rate.model_dump(exclude_none=True).items())
            lines.append(f"# methods.{method} = {{ {own} }}")
    return "\n".join(lines)


def _toml(value: str | int) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


_SAMPLE = """\
# paysleuth reads this file from the folder it is started in, else from your configuration folder.
# The account `demo` always exists and needs nothing here.

[accounts.main]
mode = "test"                      # or "live"; the key must be of the same mode
# time_zone = "America/Detroit"    # for the dates that you read and write
# connected = ["acct_..."]         # connected accounts that may be read, and no others

# Make a restricted key (it begins with rk_) with read permissions alone, in the Dashboard under Developers > API keys.
# Name exactly one place to take it from. It never stands in this file.
[accounts.main.key]
file = "~/.config/paysleuth/stripe.key"
# keyring = "main"                                 # set with: keyring set paysleuth main
# command = ["op", "read", "op://Payments/Stripe/paysleuth"]
# env = "STRIPE_API_KEY"                           # other programs you start can read it there

# What checks that a webhook's signature is Stripe's (it begins with whsec_), for `paysleuth webhook verify`. Like the
# key it never stands in this file.
# [accounts.main.webhook_secret]
# file = "~/.config/paysleuth/webhook.secret"

# What one question may spend. The bounds below are examples; leave a line out for paysleuth's own.
[budget]
# steps = 40
# stripe_reads = 300
# dollars = 2.00
# seconds = 600

# Metadata whose values may be shown, each with the pattern that the whole value must match. All other metadata stays
# hidden. Giving this section replaces the list:
# [metadata]
@METADATA@

[bookings]
# booking_key = "booking_id"       # the metadata key that ties a payment to a booking
# provider_key = "provider_id"
# What the metadata of every payment of a booking must hold: a pattern, or the value of another field (transfer_group,
# charge.transfer_group, destination, customer, amount, currency). Each mismatch is reported.
# required = [{ key = "booking_id", pattern = "booking_[A-Za-z0-9]+", equals = "transfer_group" }]

# What you agreed on with Stripe for payments that settle in a currency: hundredths of a percent, a fixed part in minor
# units, and what is added for cards from outside your home country and for conversion. Without this section no fee is
# compared. These are Stripe's public prices in the United States:
@FEES@

[escrow]
# When a provider's share of a payment is due, and how much it is. Without keep, no amount is compared.
# release_key = "release_at"       # the metadata key that says from when the share is due: 2026-11-20T14:00:00Z
# release_days = 7                 # days after the charge, for payments without that key; if left out, 7 are presumed
# grace_hours = 24                 # after that it is late
# split_key = "split"              # the metadata key that says who shares: provider_11:60 provider_12:40
# service_key = "service_type"     # the metadata key that says which entry of keep holds
# keep = { default = 15, moving_help = 20 }    # what you keep, in percent of what was captured less refunds
# application_fee = { fixed = 3 }  # or { percent = 15 }: of payments that go to their provider with the charge

[providers]
# The connected account of a provider. Without an entry it is found by the payments that name the provider.
# provider_67890 = "acct_..."

# Yesterday's report, written and delivered by `paysleuth report run --due`: see docs/scheduling.md.
# [reports.daily]
# at = "08:00"                     # in the account's time zone
# accounts = ["main"]
# channels = []                    # none: it is written and kept, and delivered nowhere
# catch_up = "each"                # of missed days: each, merge (one report of them all) or skip
# days = 7                         # how far back missed days are caught up

[storage]
# folder = "/var/lib/paysleuth"    # PAYSLEUTH_HOME comes first
"""
