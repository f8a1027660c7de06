"""`paysleuth.toml`: what it may say, and how its faults are told."""

from decimal import Decimal
from pathlib import Path

import pytest

from tools.contract.account import DEMO_ESCROW, PUBLIC_RATES, VISIBLE_METADATA, Account, EscrowRule, FeeRule
from tools.contract.clock import MachineClock
from tools.operations import Misconfigured
from tools.operations.accounts import DemoWorld, load_accounts
from tools.operations.keys import Key
from tools.operations.sample import sample_settings
from tools.operations.settings import Settings, load_settings, parse_settings

ACCOUNT = '[accounts.main]\nmode = "test"\n'
KEY = '[accounts.main.key]\nfile = "stripe.key"\n'


def problem(text: str) -> str:
    with pytest.raises(Misconfigured) as wrong:
        parse_settings(text, "paysleuth.toml")
    assert wrong.value.next
    return str(wrong.value)


def test_the_sample_is_valid_as_it_stands_and_with_every_line_in_use() -> None:
    assert list(parse_settings(sample_settings(), "sample").accounts) == ["main"]
    lines = sample_settings().splitlines()
    used = [line[2:] if line.startswith("# ") and (" = " in line or line.startswith("# [")) else line for line in lines]
    one_key = [line for line in used if not line.startswith(("keyring", "command", "env"))]
    settings = parse_settings("\n".join(one_key).replace("acct_...", "acct_1"), "sample")
    assert settings.metadata == VISIBLE_METADATA
    assert settings.accounts["main"].connected == ["acct_1"]
    assert settings.budget.limits() == {"steps": 40, "stripe_reads": 300, "seconds": 600, "usd_micros": 2_000_000}
    assert settings.storage.folder == "/var/lib/paysleuth"
    assert settings.providers == {"provider_67890": "acct_1"}
    assert settings.escrow.application_fee == FeeRule(fixed=3)
    unruled = EscrowRule(
        **{name: getattr(settings.escrow, name) for name in ("keep", "application_fee", "release_days")}
    )
    assert settings.escrow == unruled, "the sample's other lines are the defaults"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[acounts.main]", "acounts is no setting (did you mean accounts?)"),
        (ACCOUNT, "accounts.main.key is missing"),
        (KEY, "accounts.main.mode is missing"),
        (ACCOUNT.replace("test", "tset") + KEY, "accounts.main.mode: input should be 'test' or 'live'"),
        (ACCOUNT + 'time_zone = "Mars/Olympus"\n' + KEY, "accounts.main.time_zone is no time zone"),
        (ACCOUNT + 'base_url = "https://evil.example"\n' + KEY, "accounts.main.base_url may only be"),
        (ACCOUNT + 'connected = ["*"]\n' + KEY, "accounts.main.connected.0: "),
        (ACCOUNT + KEY + 'env = "X"\n', "accounts.main.key needs exactly one of file, keyring, command, env"),
        (ACCOUNT + "[accounts.main.key]\n", "accounts.main.key needs exactly one of"),
        (ACCOUNT + '[accounts.main.key]\nfil = "x"\n', "accounts.main.key.fil is no setting (did you mean file?)"),
        (ACCOUNT + '[accounts.main.key]\ncommand = "op read x"\n', "accounts.main.key.command: "),
        (ACCOUNT + "[accounts.main.key]\ncommand = []\n", "accounts.main.key.command: "),
        ("[accounts.demo]\nmode='test'\n", "accounts.demo is taken"),
        ("[accounts.'My Shop']\nmode='test'\n", "is no account name"),
        ("[metadata]\nx = '('\n", "metadata.x is no regular expression"),
        ("[budget]\nsteps = 0\n", "budget.steps: "),
        ("[fees.usd]\nbasis_points = -1\n", "fees.usd.basis_points: "),
        ("[fees.usd]\npercent = 2\n", "fees.usd.percent is no setting"),
        ("[fees.dollars]\nfixed = 2\n", "fees.dollars: "),
        ("[fees.usd.methods.card]\ncaps = 2\n", "fees.usd.methods.card.caps is no setting (did you mean cap?)"),
        ("[[bookings.required]]\nkey = 'a'\nequals = 'moon'\n", "bookings.required.0.equals: "),
        ("[[bookings.required]]\nkey = 'a'\nequal = 'x'\n", "equal is no setting (did you mean equals?)"),
        ("[[bookings.required]]\nkey = 'a'\npattern = '('\n", "bookings.required.0.pattern is no regular expression"),
        (ACCOUNT + KEY + "[accounts.main.webhook_secret]\nfil = 'x'\n", "webhook_secret.fil is no setting"),
        (ACCOUNT + "webhook_secret = 'whsec_s3cret'\n" + KEY, "the secret itself never stands in this file"),
        ("[budget]\nstep = 9\n", "budget.step is no setting (did you mean steps?)"),
        ("[escrow]\ngrace = 2\n", "escrow.grace is no setting (did you mean grace_hours?)"),
        ("[escrow]\nkeep = { default = 101 }\n", "escrow.keep.default: "),
        ("[escrow.application_fee]\n", "escrow.application_fee needs exactly one of fixed, percent"),
        ("[escrow.application_fee]\npercents = 2\n", "percents is no setting (did you mean percent?)"),
        ("[providers]\nprovider_1 = 'provider_1'\n", "providers.provider_1: "),
        ("[storage]\nfolder = ''\n", "storage.folder holds a placeholder or nothing"),
        ("[budget\n", "is no valid TOML (at line 1, column 8)"),
    ],
)
def test_each_fault_is_told_by_its_place(text: str, told: str) -> None:
    assert told in problem(text)


@pytest.mark.parametrize("placeholder", ["${STRIPE_KEY}", "$STRIPE_KEY", "<your key>", "a/${user_config.key}", " "])
def test_a_placeholder_that_nobody_filled_in_is_refused(placeholder: str) -> None:
    for place in ("file", "keyring", "env"):
        assert "accounts.main.key" in problem(f'{ACCOUNT}[accounts.main.key]\n{place} = "{placeholder}"\n')
    assert "command.1 holds" in problem(f'{ACCOUNT}[accounts.main.key]\ncommand = ["cat", "{placeholder}"]\n')


@pytest.mark.parametrize(
    "text",
    [
        ACCOUNT + 'key = "rk_live_s3cret"\n',
        ACCOUNT + 'rk_live_s3cret = "x"\n' + KEY,
        '[accounts.main]\nmode = "rk_live_s3cret"\n' + KEY,
        ACCOUNT + '[accounts.main.key]\nenv = "rk_live_s3cret!"\n',
        'key = "rk_live_s3cret',
    ],
)
def test_a_key_in_the_wrong_place_is_not_repeated(text: str) -> None:
    assert "s3cret" not in problem(text)


def test_the_working_folder_comes_before_the_configuration_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    working, usual = tmp_path / "working", tmp_path / "config" / "paysleuth"
    working.mkdir()
    assert load_settings(working) == (Settings(), None)
    usual.mkdir(parents=True)
    (usual / "paysleuth.toml").write_text("[escrow]\nrelease_days = 3\n")
    settings, place = load_settings(working)
    assert (settings.escrow.release_days, place) == (3, usual / "paysleuth.toml")
    (working / "paysleuth.toml").write_text("[escrow]\nrelease_days = 4\n")
    assert load_settings(working)[0].escrow.release_days == 4


def test_settings_that_can_not_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "paysleuth.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(Misconfigured, match="can't be read"):
        load_settings(tmp_path)


def test_the_sample_s_rate_card_is_stripe_s_public_one() -> None:
    section = sample_settings().partition("# [fees.usd]")[2].partition("[escrow]")[0]
    lines = [line.removeprefix("# ") for line in ("[fees.usd]" + section).splitlines()]
    assert parse_settings("\n".join(lines), "sample").fees == PUBLIC_RATES


def test_given_metadata_replaces_the_list() -> None:
    assert parse_settings("[metadata]\nsku = '[A-Z]{3}'\n", "x").metadata == {"sku": "[A-Z]{3}"}


def test_what_the_platform_keeps_is_that_of_the_service_or_else_the_default() -> None:
    rule = parse_settings("[escrow]\nkeep = { default = 15, moving_help = 12.5 }\n", "x").escrow

    assert [rule.kept(one) for one in ("moving_help", "lawn_care", None)] == [Decimal("12.5"), 15, 15]
    assert EscrowRule().kept("moving_help") is None
    assert EscrowRule(keep={"lawn_care": Decimal(18)}).kept("moving_help") is None


def test_the_demo_account_shares_by_the_market_s_rule_until_the_file_has_one() -> None:
    world = DemoWorld(url="http://127.0.0.1:1", key=Key("rk_test_demo0001"))

    def demo(text: str) -> Account:
        return load_accounts(parse_settings(text, "x"), None, MachineClock()).find("demo", world).account

    assert demo("").escrow == DEMO_ESCROW
    assert demo("[escrow]\nrelease_days = 3\n").escrow == EscrowRule(release_days=3)
    given = demo("[providers]\nprovider_1 = 'acct_1'\n[bookings]\nprovider_key = 'pro'\n")
    assert (given.providers, given.provider_key, given.booking_key) == ({"provider_1": "acct_1"}, "pro", "booking_id")


def test_a_daily_report_is_due_at_eight_unless_another_time_is_given() -> None:
    settings = parse_settings(f'{ACCOUNT}{KEY}[reports.daily]\naccounts = ["main"]\n', "paysleuth.toml")
    daily = settings.reports.daily
    assert daily is not None
    assert (daily.time.isoformat(), daily.catch_up, daily.days, daily.channels) == ("08:00:00", "each", 7, [])
    assert Settings().reports.daily is None


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('at = "8:00"', "reports.daily.at"),
        ('at = "24:00"', "reports.daily.at"),
        ("days = 0", "reports.daily.days"),
        ('catch_up = "all"', "reports.daily.catch_up"),
        ('chanels = ["ops"]', "did you mean channels?"),
        ("accounts = []", "reports.daily.accounts"),
    ],
)
def test_a_fault_in_a_report_s_section_is_told_by_its_place(line: str, place: str) -> None:
    accounts = "" if "accounts" in line else 'accounts = ["main"]\n'
    assert place in problem(f"{ACCOUNT}{KEY}[reports.daily]\n{accounts}{line}\n")
