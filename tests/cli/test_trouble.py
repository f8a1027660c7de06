"""What a person is told when Stripe, a key, a setting or a store fails them."""

import shutil
import socket
from pathlib import Path

import pytest

from evals.world.http.faults import Fault, What
from tests.cli.conftest import Serve
from tests.cli.desk import QUESTION, Desk, Said, run

LIVE_SECRET = "sk_live_" + "0" * 24
RUBBISH = b"this was a database once, and is none any more\n" * 8


def ask(*options: str) -> Said:
    return run("ask", QUESTION, *(options or ("--account", "main")), "--plain")


def told(said: Said) -> str:
    return " ".join(said.out.split())


def no_traceback(said: Said) -> bool:
    return "Traceback" not in said.out + said.err and "fault of paysleuth's own" not in said.err


def closed_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# Keys


@pytest.mark.parametrize(
    ("key", "mode", "sentence"),
    [
        (None, "test", "shop.key can't be read. Put the key there, on one line, with chmod 600."),
        (
            "",
            "test",
            "The key of account 'shop' is empty or a placeholder. Put the key itself where paysleuth reads it.",
        ),
        ("hello", "test", "The key of account 'shop' is not a Stripe key. Give one that begins with rk_test_"),
        (LIVE_SECRET, "live", "may do anything (sk_live_), and paysleuth takes only restricted live keys. Make a"),
        ("rk_live_0000abcd", "test", 'its key is of live mode. Give a test key, or set mode = "live".'),
    ],
)
def test_a_key_that_may_not_be_used_is_told_before_anything_is_asked(
    desk: Desk, key: str | None, mode: str, sentence: str
):
    desk.account("shop", f"http://127.0.0.1:{closed_port()}", key or "", mode)
    if key is None:
        (desk.folder / "shop.key").unlink()
    said = ask("--account", "shop")

    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("paysleuth: ")
    assert sentence in said.err
    assert len(said.err.splitlines()) == 1
    assert not key or key not in said.err


def test_a_key_that_stripe_refuses_is_told_with_what_to_do(served: Serve, desk: Desk):
    with served() as world:
        desk.account("shop", world.url, "rk_test_" + "0" * 20 + "abcd")
        said = ask("--account", "shop")

    assert said.code == 3
    assert "Stripe did not accept the key in use." in told(said)
    assert "Give the key access: Stripe refused the key itself: it may have been rolled" in told(said)
    assert "the report was refused" not in said.err
    assert "abcd" not in said.out + said.err


def test_a_key_that_was_replaced_is_read_again(served: Serve, desk: Desk):
    with served() as world:
        desk.account("shop", world.url, "rk_test_" + "0" * 24)
        before = ask("--account", "shop")
        (desk.folder / "shop.key").write_text(world.key)
        after = ask("--account", "shop")

    assert (before.code, after.code) == (3, 0)


# Permissions


def test_without_a_permission_the_rest_is_answered_and_the_missing_part_named(served: Serve):
    with served(denied=["webhook_read"]):
        said = ask()

    assert said.code == 0
    assert "EXPLAINED  The account behind the card had too little money" in said.out
    assert "endpoints: not read. Enable Webhook Endpoints: Read on the key (webhook_read)" in told(said)


def test_without_the_charges_no_attempt_that_is_left_is_taken_for_the_cause(served: Serve):
    with served(denied=["charge_read"]):
        said = ask()

    assert said.code == 3
    assert "INCONCLUSIVE" in said.out
    assert "Its charges could not be read, and only they tell who stopped it and why." in told(said)
    assert "charges, refunds, reviews: not read. Enable Charges: Read on the key (charge_read)" in told(said)
    assert "Not seen in full: the attempts that reached a charge, refunds and manual reviews; the key" in told(said)
    assert told(said).count("Charges: Read and ask again.") == 1, "what one permission would settle is said once"
    assert "https://dashboard.stripe.com/test/apikeys" in said.out
    assert "The customer's authentication failed" not in said.out


def test_without_the_payment_itself_the_permission_is_asked_for(served: Serve):
    with served(denied=["payment_intent_read", "charge_read", "event_read", "v2_event_read"]):
        said = ask()

    assert said.code == 3
    assert "Enable *PaymentIntents: Read* on this key" in said.err
    assert "Give the key access: Give the platform's restricted key PaymentIntents: Read" in told(said)


# Stripe


def test_no_network_is_told_with_what_to_check(desk: Desk, no_waiting: None):
    desk.account("shop", f"http://127.0.0.1:{closed_port()}", "rk_test_" + "0" * 24)
    said = ask("--account", "shop")

    assert said.code == 3
    assert "✗ E1 payment_flow payment_intent=pi_failed123  Stripe could not be reached." in said.err
    assert "check this machine's connection to Stripe." in told(said)
    assert no_traceback(said)


@pytest.mark.parametrize(
    "storm",
    [
        Fault("*", What.RATE_LIMIT),
        Fault("*", What.ERROR, status=500),
        Fault("*", What.CUT),
    ],
    ids=lambda storm: storm.what.value,
)
def test_a_storm_ends_in_a_sentence_and_a_next_step(served: Serve, no_waiting: None, storm: Fault):
    with served(faults=[storm]):
        said = ask()

    assert said.code == 3
    assert "Stripe could not be read at this moment." in told(said)
    assert "Wait: Ask again in a while" in told(said)
    assert no_traceback(said)


def test_a_gust_is_outlived(served: Serve, no_waiting: None):
    gust = [Fault("*", What.RATE_LIMIT, nth=frozenset({1, 3})), Fault("/v1/charges", What.ERROR, nth=frozenset({1}))]
    with served(faults=gust):
        said = ask()

    assert said.code == 0
    assert "✓ E1 payment_flow" in said.err


def test_charges_that_can_not_be_read_now_are_not_guessed_at(served: Serve, no_waiting: None):
    with served(faults=[Fault("/v1/charges", What.ERROR, status=503)]):
        said = ask()

    assert said.code == 3
    assert "Its charges could not be read, and only they tell who stopped it and why." in told(said)
    assert "Wait: Ask again in a while" in told(said)


# Settings


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[accounts.main\n", "paysleuth.toml is no valid TOML (at line 1, column 15). Mend it there."),
        ('[acounts.main]\nmode = "test"\n', "acounts is no setting (did you mean accounts?)."),
        (
            '[accounts.main]\nmode = "test"\n[accounts.main.key]\nfile = "a"\nenv = "B"\n',
            "accounts.main.key needs exactly one of file, keyring, command, env.",
        ),
        (
            '[accounts.main]\nmode = "test"\nkey = "rk_test_0123456789"\n',
            "accounts.main.key is a section that says where it is; the secret itself never stands in this file.",
        ),
    ],
)
def test_settings_that_are_broken_are_told_by_their_place(desk: Desk, text: str, sentence: str):
    (desk.folder / "paysleuth.toml").write_text(text)
    said = ask("--account", "main")

    assert (said.code, said.out) == (2, "")
    assert sentence in said.err
    assert "rk_test_0123456789" not in said.err


def test_init_writes_settings_that_can_be_read_and_never_replaces_them_unasked(desk: Desk):
    first = run("init")
    settings = desk.folder / "paysleuth.toml"
    settings.write_text(settings.read_text() + "# mine\n")
    again = run("init")
    kept = settings.read_text()
    forced = run("init", "--force")

    assert (first.code, again.code, forced.code) == (0, 2, 0)
    assert "paysleuth.toml is there already. Edit it, or replace it with --force." in again.err
    assert kept.endswith("# mine\n")
    assert not settings.read_text().endswith("# mine\n")


def test_after_init_a_question_says_that_the_key_is_missing(desk: Desk):
    run("init")
    said = ask("--account", "main")

    assert (said.code, said.out) == (2, "")
    assert "There is no key for account 'main': the file " in said.err
    assert "Put the key there, on one line, with chmod 600." in said.err


# Stores


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a home is kept that was used once."""
    return tmp_path_factory.mktemp("used") / "home"


@pytest.mark.parametrize(
    "store",
    ["threads.sqlite", "reads.sqlite", "checkpoints.sqlite", "audit.sqlite", "vaults/main.sqlite", "vaults/main.key"],
)
def test_a_store_that_is_damaged_is_named_with_what_to_do(served: Serve, paysleuth_home: Path, used: Path, store: str):
    with served():
        if not used.exists():
            assert ask().code == 0
            shutil.copytree(paysleuth_home, used)
        shutil.copytree(used, paysleuth_home, dirs_exist_ok=True)
        for beside in paysleuth_home.glob(f"{store}-*"):
            beside.unlink()
        (paysleuth_home / store).write_bytes(RUBBISH)
        said = ask()

    assert (said.code, said.out) == (1, "")
    last = said.err.splitlines()[-1]
    assert last.startswith("paysleuth: ")
    assert Path(store).name in last
    assert "ove it away" in last
    assert no_traceback(said)


def test_a_home_that_can_not_be_written_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    (desk.folder / "file").write_text("")
    monkeypatch.setenv("PAYSLEUTH_HOME", str(desk.folder / "file" / "home"))
    said = ask("--account", "demo")

    assert (said.code, said.out) == (2, "")
    assert "can't be written. Name another in PAYSLEUTH_HOME." in said.err


def test_without_any_home_the_stores_are_kept_beside_the_question(
    served: Serve, desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    (desk.folder / "file").write_text("")
    for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(desk.folder / "file"))
    monkeypatch.delenv("PAYSLEUTH_HOME")
    with served():
        said = ask()

    assert said.code == 0
    assert (desk.folder / ".paysleuth" / "threads.sqlite").exists()
    assert (desk.folder / ".paysleuth" / ".gitignore").read_text() == "*\n"


def test_what_nobody_foresaw_is_told_in_a_line_and_kept_in_a_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    def broken() -> None:
        raise LookupError("nobody foresaw this")

    monkeypatch.setattr("agent.cli.runs.Setting.find", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    said = run("runs", "list")
    (written,) = tmp_path.glob("paysleuth-*.txt")

    assert said.code == 1
    assert said.err == (
        "paysleuth: A fault of paysleuth's own (LookupError), please report it. "
        f"Its traceback is in {written}, on this machine only.\n"
    )
    assert "nobody foresaw this" in written.read_text()
