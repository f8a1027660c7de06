"""The file of a recorded account: the same bytes for the same reads, fit to be read, and without a secret."""

import json
import random
from pathlib import Path

import pytest

from evals.recorded.account import RecordedAccount, load, write, written
from evals.recorded.faults import NotRecordable, UnusableRecording
from evals.recorded.secrets import CANARY, refuse_secrets
from tests.evals.recorded.asked import incident

ACCOUNT = incident()[1]


def with_body(body: dict[str, object]) -> RecordedAccount:
    first, *rest = ACCOUNT.reads
    return ACCOUNT.model_copy(update={"reads": [first.model_copy(update={"body": body}), *rest]})


def test_a_file_is_the_same_whatever_the_order_of_its_reads() -> None:
    shuffled = list(ACCOUNT.reads)
    random.Random(7).shuffle(shuffled)  # noqa: S311
    assert [one.place for one in shuffled] != [one.place for one in ACCOUNT.reads]
    assert written(ACCOUNT.model_copy(update={"reads": shuffled})) == written(ACCOUNT)
    assert ACCOUNT.digest() != with_body({"object": "charge", "id": "ch_1"}).digest()


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    write(ACCOUNT, tmp_path / "one.account.json")
    assert load(tmp_path / "one.account.json") == ACCOUNT


def test_each_row_of_a_list_stands_on_a_line_of_its_own() -> None:
    pages = [read.body["data"] for read in ACCOUNT.reads if read.body and "data" in read.body]
    rows = [row for page in pages if isinstance(page, list) for row in page]
    assert len(rows) > 5
    lines = {line.strip().rstrip(",").removesuffix("]}}") for line in written(ACCOUNT).splitlines()}
    assert all(json.dumps(row, ensure_ascii=False) in lines for row in rows)


@pytest.mark.parametrize(
    "leak",
    [
        *("sk_live_51Hh2", "rk_test_0123abc", "sk-ant-api03-abcdef", "whsec_abc"),
        *("-----BEGIN RSA PRIVATE KEY", "zoe.quark@example.com"),
    ],
)
def test_what_must_not_be_kept_is_not_written(leak: str, tmp_path: Path) -> None:
    place = tmp_path / "one.account.json"
    with pytest.raises(NotRecordable) as refused:
        write(with_body({"object": "charge", "id": "ch_1", "description": f"so {leak} it is"}), place)
    assert leak not in str(refused.value)
    assert not place.exists()


def test_the_mark_of_truths_is_kept_out_of_everything_else() -> None:
    with pytest.raises(NotRecordable):
        refuse_secrets(f"so {CANARY} it is", "one.account.json")


def test_ids_codes_and_placeholders_are_no_secrets() -> None:
    refuse_secrets("pi_3xTRjQ7TTo39jc2B risk_level [email-0123456789] sk_or rk_ insufficient_funds", "a file")


@pytest.mark.parametrize(
    ("text", "problem"), [("{", "Expecting"), ('{"reads": []}', "account"), ('{"schema_version": 2}', "schema_version")]
)
def test_a_file_that_is_no_recorded_account_is_told_with_what_is_wrong(text: str, problem: str, tmp_path: Path) -> None:
    place = tmp_path / "one.account.json"
    place.write_text(text)
    with pytest.raises(UnusableRecording, match=problem):
        load(place)
    with pytest.raises(UnusableRecording, match="No such file"):
        load(tmp_path / "none.account.json")
