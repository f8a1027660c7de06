"""By what a question narrows payments: each dimension of the metrics with its values, and the words for each of them.

A dimension states its words once. `tools/metrics` says which dimensions there are; values are as Stripe's objects hold
them (docs.stripe.com/api/charges/object, payment_method_details).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from agent.playbook.asked.countries import COUNTRIES, Country

_PAID = r"(?:payments?|charges?|transactions?|attempts?|renewals?|revenue|volume|sales)"
_PEOPLE = r"(?:customers?|buyers?|clients?|payers?)"
_OF_COUNTRY = rf"(?:cards?|{_PEOPLE}|banks?|issuers?)"
JOINED = r"(?:\s*(?:,|/|&|\band\b|\bor\b|\bvs\b\.?|\bversus\b|\bagainst\b|\bcompared\s+(?:to|with)\b)\s*)"
"""What stands between two values that are named together."""
_NEAR = r"(?:[\s,/&]+(?!(?:about|at|by|for|from|how|in|of|on|our|the|what|which|with)\b)[\w-]+){0,2}\s+"
"""What stands between a word and the noun that it is said of."""
_TIMES = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|last|this|today|yesterday|on|by"
    r"|since|during|from|in|with|per|each|and|or)\w*"
)
"""What begins with a capital behind a country and is no part of a name."""
_NEXT = rf"(?:{JOINED}[\w-]+)?\s+"


@dataclass(frozen=True)
class Value:
    """A value of a dimension: what a report calls it, and the words of a question for it, as a regular expression."""

    title: str
    words: str


@dataclass(frozen=True)
class Dimension:
    """What payments are narrowed by.

    `said` is how a report speaks of those with a value, `{}` in the value's place. `frame` is what must stand around
    a value's words, with `{}` in their place; `nouns` may follow them and belong to them, as the cards of a brand.
    `pair`: there are two values and no more, so that a question of both is of all, split by them.
    """

    said: str
    values: Mapping[str, Value]
    frame: str = r"\b{}\b"
    nouns: str = ""
    pair: bool = False

    def told(self, value: str) -> str | None:
        """The payments of a value, as a report speaks of them; None of a value without words."""
        known = self.values.get(value)
        return self.said.format(known.title) if known else None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds a value's words; the group that is named after the value tells which it is."""
        each = "|".join(f"(?P<v_{name}>{value.words})" for name, value in self.values.items())
        nouns = rf"(?:\s+{self.nouns}\b)?" if self.nouns else ""
        return re.compile(self.frame.replace("{}", f"(?:{each})", 1) + nouns, re.IGNORECASE)


def _called(**values: str) -> dict[str, Value]:
    """Values by what they are called, a bar between the names, the title first; ` ` may be left out or be a hyphen."""
    return {
        name: Value(words.split("|")[0], "|".join(each.replace(" ", r"[\s-]*") for each in words.split("|")))
        for name, words in values.items()
    }


def _written(**values: str) -> dict[str, Value]:
    """Values whose names are words as well, so that they count as they are written alone."""
    return {name: Value(words, rf"(?-i:{words})") for name, words in values.items()}


def _country(country: Country) -> Value:
    """A country by its names, and by its adjectives where they are said of cards, banks, customers or payments.

    The USA alone also by its code: most others are words, cities, states or brands as well.
    """
    names = f"{_any_of(country.names)}{'|(?-i:US)' if 'USA' in country.names else ''}"
    said = rf"|(?:{_any_of(country.adjectives)})(?={_NEAR}(?:{_OF_COUNTRY}|{_PAID})\b)" if country.adjectives else ""
    return Value(country.names[0], f"{names}{said}")


def _any_of(words: tuple[str, ...]) -> str:
    each = sorted(words, key=len, reverse=True)
    return "|".join(one.replace(".", r"\.").replace(" ", r"\s+") for one in each)


_CURRENCIES = {
    "usd": r"u\.?s\.? dollars?", "eur": "euros?", "gbp": "(?:british )?pounds?(?: sterling)?|sterling",
    "jpy": "(?:japanese )?yen",
    "cad": "canadian dollars?", "aud": "australian dollars?", "nzd": "new zealand dollars?", "chf": "swiss francs?",
    "sek": "swedish krono?r|swedish kronas?", "nok": "norwegian kroner?|norwegian kron[ae]s?",
    "dkk": "danish kroner?|danish kron[ae]s?", "pln": "(?:polish )?z[lł]oty(?:ch|s)?", "mxn": "mexican pesos?",
    "brl": "reais|brazilian reals?",
    "inr": "rupees?|indian rupees?", "sgd": "singapore dollars?", "hkd": "hong kong dollars?", "krw": "korean won",
    "kwd": "kuwaiti dinars?", "bhd": "bahraini dinars?", "cny": "(?:chinese )?(?:yuan|renminbi)",
}  # fmt: skip

DIMENSIONS: dict[str, Dimension] = {
    "brand": Dimension(
        "of {} cards",
        {
            **_called(visa="Visa", mastercard="Mastercard|master card", amex="American Express|amex", jcb="JCB",
                      diners="Diners Club|diners", unionpay="UnionPay|union pay", cartes_bancaires="Cartes Bancaires"),
            "discover": Value("Discover", r"(?<!^)(?-i:Discover)(?!\s+(?:how|what|why|the|which|that|any)\b)"),
        },
        nouns="cards?",
    ),
    "wallet": Dimension(
        "paid by {}", _called(apple_pay="Apple Pay", google_pay="Google Pay|gpay", samsung_pay="Samsung Pay")
    ),
    "method": Dimension(
        "paid by {}",
        {
            **_called(
                sepa_debit="SEPA debit|sepa direct debits?|sepa debits?|sepa",
                bacs_debit="Bacs debit|bacs debits?|bacs",
                us_bank_account="bank account in the USA|ach direct debits?|ach debits?|ach|u\\.?s\\.? bank accounts?",
                acss_debit="pre-authorized debit|acss debits?|acss", au_becs_debit="BECS debit|becs debits?|becs",
                klarna="Klarna", bancontact="Bancontact", giropay="giropay", afterpay_clearpay="Afterpay|clearpay",
                p24="Przelewy24|p24", blik="BLIK", konbini="Konbini", oxxo="OXXO", boleto="Boleto",
                multibanco="Multibanco", paypal="PayPal", cashapp="Cash App Pay|cash app", alipay="Alipay",
                wechat_pay="WeChat Pay", grabpay="GrabPay", paynow="PayNow", promptpay="PromptPay", twint="TWINT",
                revolut_pay="Revolut Pay", amazon_pay="Amazon Pay",
            ),
            **_written(affirm="Affirm", ideal="iDEAL", eps="EPS", pix="Pix", swish="Swish"),
            "card": Value(
                "card",
                rf"(?:(?<=\b(?:of|by|on)\s)|(?<=\bfor\s)|(?<=\b(?:with|from)\s))cards|cards?(?=\s+{_PAID}\b)",
            ),
        },
    ),
    "currency": Dimension(
        "in {}",
        {code: Value(code.upper(), rf"{words.replace(' ', r'[ -]')}|{code}") for code, words in _CURRENCIES.items()},
        frame=rf"(?:(?P<in>\b(?:in|of|for|about)\s+|{JOINED})|(?<!\d)(?<!\d )\b){{}}\b"
        rf"(?(in)|(?=\s+(?:{_PAID}|gmv|turnover)\b))",
    ),
    "funding": Dimension(
        "of {} cards",
        {
            "credit": Value("credit", rf"credit(?={_NEAR}cards?\b)"),
            "debit": Value("debit", rf"(?<!bank )(?<!direct )(?<!sepa )(?<!ach )debit(?={_NEAR}cards?\b)"),
            "prepaid": Value("prepaid", r"pre-?paid"),
        },
        nouns="cards?",
    ),
    "country": Dimension(
        "from {}",
        {code: _country(country) for code, country in COUNTRIES.items()},
        frame=rf"(?:(?P<in>\b(?:in|from|for|of|about|within|across)\s+(?:the\s+)?|{JOINED}(?:the\s+)?)"
        r"|(?<!south )(?<!north )(?<!northern )(?<!latin )(?<!central )(?<!new )\b)"
        rf"{{}}(?:['\u2019]s\b|(?![\w'\u2019-]|\s+(?:Express|time)\b)(?(in)(?!\s+(?!{_TIMES}\b)(?-i:[A-Z][a-z]))"
        rf"|(?={_NEAR}(?:{_OF_COUNTRY}|{_PAID})\b)))",
        nouns="(?:cards?|banks?|issuers?)",
    ),
    "customer_kind": Dimension(
        "of {} customers",
        {
            "new": Value("new", rf"(?:new|first[\s-]time)(?={_NEXT}{_PEOPLE}\b)"),
            "returning": Value("returning", rf"(?:returning|repeat)(?={_NEXT}{_PEOPLE}\b)"),
        },
        pair=True,
    ),
    "kind": Dimension(
        "{}",
        {
            "subscription": Value(
                "of subscriptions",
                rf"(?:subscription|recurring)(?={_NEXT}{_PAID}\b)|(?<=\bof\s)subscriptions|(?<=\bfor\s)subscriptions"
                r"|(?<=\bfrom\s)subscriptions",
            ),
            "one_time": Value("paid one time", rf"one[\s-]?(?:time|off)(?={_NEXT}{_PAID}\b)"),
        },
        pair=True,
    ),
}  # fmt: skip
"""Every dimension by which a question may narrow, in the order in which their words are looked for."""
