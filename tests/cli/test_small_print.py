"""Small things that a person meets: dates out of reach, screens that lack letters, keys kept carelessly."""

from pathlib import Path

import pytest

from tests.cli.desk import QUESTION, Desk, environment, run, spawn


@pytest.mark.parametrize("moment", ["9999-12-31", "0001-01-01", "2015-12-31"])
def test_a_moment_out_of_reach_is_refused_with_the_years_that_are_in_reach(moment: str):
    said = run("ask", QUESTION, "--account", "demo", "--now", moment)
    assert said.code == 2
    assert "2016 to 2100" in said.err


def test_a_terminal_that_lacks_the_letters_gets_the_report_all_the_same(tmp_path: Path):
    variables = environment(PYTHONIOENCODING="ascii", PAYSLEUTH_HOME=str(tmp_path))
    said = spawn("ask", QUESTION, "--account", "demo", folder=tmp_path, variables=variables)
    assert said.code == 0, said.err
    assert said.out.startswith("demo ? test mode ? playbook")
    assert "45.50 USD" in said.out


def test_a_key_that_others_can_read_is_told_of(desk: Desk, served):  # type: ignore[no-untyped-def]
    with served():
        assert "can be read by others" not in run("ask", QUESTION).err
        (desk.folder / "main.key").chmod(0o644)
        assert "can be read by others" in run("ask", QUESTION).err
        assert run("ask", QUESTION, "--json").err == ""


def test_a_customer_who_does_not_exist_is_not_found(served):  # type: ignore[no-untyped-def]
    with served():
        said = run("ask", "why did cus_nobody0000000 fail?", "--json")
    assert said.code == 3
    assert '"verdict": "not_found"' in said.out or '"verdict": "inconclusive"' in said.out
    assert "does not accept the request" not in said.out
