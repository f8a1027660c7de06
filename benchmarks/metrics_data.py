"""Months of ordinary traffic as Parquet, to count metrics over: the `attempts` of `tools.metrics.facts`.

`python -m benchmarks.metrics_data --out DIR` writes ten files, compressed with zstd, whose rows are in no order of
time or of anything else. The same seed and number of rows write the same bytes. Each file has customers of its own.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownParameterType=false
# pyright: reportUnknownArgumentType=false, reportMissingTypeStubs=false
# pyarrow carries no types.

import argparse
import time
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from benchmarks import metrics_words as words
from benchmarks.metrics_traffic import PROVIDERS_EACH, Attempts, Payments, Random, Whole, attempts, payments
from evals.world import market, traffic
from evals.world.draw import ALPHABET, DAY, HOUR
from tools.metrics.facts import ATTEMPTS, BIGINT

DAYS = 730
FILES = 10
UNTIL = 1_795_132_800
"""The midnight that the traffic goes up to: 20 November 2026, UTC."""
ACCOUNT = "PxT4w9KdLm"

_LETTERS = np.frombuffer(ALPHABET.encode(), np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.metrics_data", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--out", type=Path, required=True, help="a folder, made if it isn't there")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    begun = time.perf_counter()
    written = write(asked.rows, asked.out, asked.seed)
    size = sum(path.stat().st_size for path in written)
    print(f"{asked.rows:,} rows, {size / 2**20:,.0f} MiB, {time.perf_counter() - begun:.1f} s")


def write(rows: int, out: Path, seed: int) -> list[Path]:
    """Writes so many attempts into a folder, in ten files; gives these. Raises OSError if it can't."""
    out.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for place in range(FILES):
        many = rows * (place + 1) // FILES - rows * place // FILES
        path = out / f"attempts-{place}.parquet"
        pq.write_table(table(many, seed, place), path, compression="zstd", row_group_size=250_000, store_schema=False)
        written.append(path)
    return written


def table(rows: int, seed: int, place: int = 0) -> pa.Table:
    """So many attempts, as one file holds them."""
    daily = np.random.default_rng([seed, FILES]).uniform(0.75, 1.3, DAYS).tolist()
    random = np.random.default_rng([seed, place])
    made = payments(random, rows, daily, UNTIL - DAYS * DAY)
    one = attempts(random, made, UNTIL)
    kept = random.permutation(_whole(one, rows))
    one = Attempts(*(getattr(one, field.name)[kept] for field in fields(Attempts)))
    return facts(random, made, one, place)


def facts(random: Random, made: Payments, one: Attempts, place: int = 0) -> pa.Table:
    """Attempts as facts tell of them."""
    columns = _named(random, made, one, place) | _told(made, one) | _followed(random, made, one)
    given = {name: columns[name] for name in ATTEMPTS.columns}
    return pa.table({name: _typed(column, ATTEMPTS.columns[name]) for name, column in given.items()})


def _whole(one: Attempts, rows: int) -> Whole:
    """The places of so many attempts, of whole payments but for the last."""
    order = np.lexsort((one.number, one.payment))
    return order[:rows]


def _typed(column: pa.Array, kind: str) -> pa.Array:
    return column.cast(pa.int64()) if kind == BIGINT else column


def _named(random: Random, made: Payments, one: Attempts, place: int) -> dict[str, pa.Array]:
    """What names an attempt, its payment and whose it is."""
    stems = _stems(made.created)
    endings = _random_letters(random, len(made.created), 8)
    identities = np.concatenate([_repeated("pi_3", len(stems)), stems, endings], axis=1)
    of = one.payment
    own = np.concatenate([_repeated("ch_3", len(of)), stems[of], _random_letters(random, len(of), 8)], axis=1)
    own[one.bank, :2] = np.frombuffer(b"py", np.uint8)
    customers = _random_letters(np.random.default_rng([place]), int(made.customer.max()) + 1, 14)
    customers = np.concatenate([_repeated("cus_", len(customers)), customers], axis=1)
    return {
        "id": _strings(own),
        "payment": _strings(identities[of]),
        "customer": _strings(customers[made.customer[of]]),
        "card": _strings(np.concatenate([customers[made.customer[of]], _own_letter(one)], axis=1)),
    }


def _own_letter(one: Attempts) -> NDArray[np.uint8]:
    """What tells a customer's cards apart: the brand, the funding, and whether it is an account at a bank."""
    return _LETTERS[(one.brand * 8 + one.funding * 2 + one.bank) % len(_LETTERS)].reshape(-1, 1)


def _repeated(text: str, many: int) -> NDArray[np.uint8]:
    return np.tile(np.frombuffer(text.encode(), np.uint8), (many, 1))


def _random_letters(random: Random, many: int, length: int) -> NDArray[np.uint8]:
    return _LETTERS[random.integers(0, len(_LETTERS), (many, length), dtype=np.uint8)]


def _stems(at: Whole) -> NDArray[np.uint8]:
    """What ids minted at one moment share: five letters that grow with time, and the account's own ten."""
    digits = [_LETTERS[at // len(ALPHABET) ** power % len(ALPHABET)] for power in (4, 3, 2, 1, 0)]
    return np.concatenate([np.stack(digits, axis=1), _repeated(ACCOUNT, len(at))], axis=1)


def _strings(letters: NDArray[np.uint8]) -> pa.Array:
    many, length = letters.shape
    ends = pa.py_buffer(np.arange(0, (many + 1) * length, length, dtype=np.int32))
    return pa.StringArray.from_buffers(many, ends, pa.py_buffer(np.ascontiguousarray(letters)))


def _words(places: Whole, known: Sequence[str], none: NDArray[np.bool_] | None = None) -> pa.Array:
    """A column of words, by their places in a list; the empty word is null, and so is what `none` says."""
    absent = np.array([not word for word in known])[places]
    absent = absent if none is None else absent | none
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32), mask=absent), pa.array(list(known)))


def _told(made: Payments, one: Attempts) -> dict[str, pa.Array]:
    """What the payment and its try say of themselves."""
    of, bank, billed = one.payment, one.bank, made.subscription[one.payment]
    method = np.where(bank, np.where(made.currency[of] == 2, 2, 1), 0)
    level = np.where(bank, 3, np.digitize(one.score, (65, 75)))
    bands = [f"{low:02d}-{low + 4:02d}" for low in range(0, 100, 5)]
    returning = _returning(made, one)
    providers = sum(max(2, round(weight / 5)) * PROVIDERS_EACH for _, weight in market.METROS)
    return {
        "created": pa.array(one.created),
        "currency": _words(made.currency[of], words.CURRENCIES),
        "method": _words(method, words.METHODS),
        "brand": _words(one.brand, words.BRANDS, bank),
        "funding": _words(one.funding, words.FUNDINGS, bank),
        "wallet": _words(one.wallet, words.WALLETS, bank),
        "country": _words(made.country[of], words.COUNTRIES),
        "service": _words(made.service[of], [row[0] for row, _ in market.SERVICES], billed),
        "metro": _words(made.metro[of], [metro.slug for metro, _ in market.METROS], billed),
        "provider": _words(made.provider[of], [f"provider_{10_200 + place}" for place in range(providers)], billed),
        "kind": _words(billed.astype(np.int64), ("one_time", "subscription")),
        "customer_kind": _words(returning.astype(np.int64), ("new", "returning")),
        "amount": pa.array(made.amount[of]),
        "ending": _words(one.ending, words.ENDINGS),
        "network": _words(one.network, words.NETWORKS),
        "code": _words(one.code, [code for code, _ in words.CODES]),
        "category": _words(words.CATEGORY_OF[one.code], words.CATEGORIES),
        "advice": _words(one.advice, words.ADVICE),
        "risk_level": _words(level, words.LEVELS),
        "risk_score": pa.array(one.score, mask=bank),
        "risk_band": _words(np.maximum(one.score, 0) // 5, bands, bank),
        "rule": _words(one.rule, words.RULES),
        "three_d_secure": _words(one.secure, words.SECURE, bank),
        "number": _words(one.number, ("", "1", "2", "3", "4+")),
        "delay": _words(one.delay, words.DELAYS),
        "after": _words(one.after, words.CATEGORIES),
        "after_advice": pa.nulls(len(one.after), pa.string()),
        "same_method": _words(one.same, words.SAME),
    }


def _returning(made: Payments, one: Attempts) -> NDArray[np.bool_]:
    """Whether the customer had paid before an attempt was made."""
    customer, paid = made.customer[one.payment], one.ending < 2
    first = np.full(int(customer.max()) + 1, UNTIL)
    np.minimum.at(first, customer[paid], one.created[paid])
    return one.created > first[customer]


def _first_paid(made: Payments, one: Attempts, captured: NDArray[np.bool_]) -> Whole:
    """When the customer of each attempt first paid what was captured."""
    customer = made.customer[one.payment]
    first = np.full(int(customer.max()) + 1, UNTIL)
    np.minimum.at(first, customer[captured], one.created[captured])
    return first[customer]


def _followed(random: Random, made: Payments, one: Attempts) -> dict[str, pa.Array]:
    """What became of the money: fees, refunds, disputes, and what was sent on to providers."""
    of, many = one.payment, len(one.payment)
    amount, captured = made.amount[of], one.ending == 0
    gross, fee, moved = _settled(made, one)
    done, trouble = np.maximum(made.done[of], one.created), random.random(many)
    back = captured & (trouble < traffic.REFUNDED) & (done + 3 * DAY < UNTIL)
    part = np.where(random.random(many) < 0.6, 100, random.choice((20, 25, 35, 50), many))
    refunded = np.where(back, amount * part // 100, 0)
    refunded -= np.where(made.currency[of] == 4, refunded % 10, 0)
    later = done + random.integers(5, 46, many) * DAY
    upset = captured & ~one.bank & (trouble >= traffic.REFUNDED)
    calm = traffic.REFUNDED + traffic.DISPUTED
    disputed = upset & (trouble < calm) & (later < UNTIL)
    warned = upset & (trouble >= calm) & (trouble < calm + traffic.WARNED) & (later < UNTIL)
    warned |= disputed & (random.random(many) < 0.33)
    keeps = np.array([market.KEEPS[row[0]] for row, _ in market.SERVICES])[made.service[of]]
    share = np.where(captured & ~made.subscription[of], (amount - refunded) * (100 - keeps) // 100, 0)
    sent = done + DAY + random.integers(HOUR // 6, 20 * HOUR - HOUR // 6, many)
    share = np.where(sent < UNTIL, share, 0)
    return {
        "captured": pa.array(np.where(captured, amount, 0)),
        "first_paid": pa.array(_first_paid(made, one, captured), mask=~captured),
        "refunded": pa.array(refunded),
        "fee": pa.array(fee, mask=~moved),
        "fee_currency": _words(np.where(made.currency[of] > 2, 0, made.currency[of]), words.CURRENCIES, ~moved),
        "gross": pa.array(gross, mask=~moved),
        "platform_fee": pa.array(np.zeros(many, np.int64)),
        "transferred": pa.array(share),
        "disputed": pa.array(disputed.astype(np.int64)),
        "warned": pa.array(warned.astype(np.int64)),
        "available": pa.array((one.created + 2 * DAY) // DAY * DAY, mask=~moved),
        "released": pa.array(sent, mask=share == 0),
    }


def _settled(made: Payments, one: Attempts) -> tuple[Whole, Whole, NDArray[np.bool_]]:
    """What arrived on the balance, what it cost, and of which attempts there is anything there."""
    of = one.payment
    amount, currency = made.amount[of], made.currency[of]
    numerator, denominator = np.array((1, 1, 1, 6493, 32_573)), np.array((1, 1, 1, 10_000, 100_000))
    gross = _nearest(amount * numerator[currency], denominator[currency])
    share = 29 + 15 * (made.country[of] != 0) + 10 * (currency > 2)
    fixed = np.array((30, 30, 25, 30, 30))[currency]
    card, bank = _nearest(gross * share, np.full(len(of), 1000)) + fixed, _nearest(gross * 8, np.full(len(of), 1000))
    return gross, np.where(one.bank, np.minimum(bank, 500), card), np.isin(one.ending, (0, 5))


def _nearest(numerator: Whole, denominator: Whole) -> Whole:
    """The nearest whole number, halves upwards."""
    return (2 * numerator + denominator) // (2 * denominator)


if __name__ == "__main__":
    main()
