"""Prompts load strictly: a place without a value, or a value without a place, is an error."""

from pathlib import Path

import pytest

import prompts
from agent.playbook.connect.accounts import ACCOUNT_BOOKS
from agent.playbook.router import METRICS, NAMES
from prompts import PromptError, load, skill, skills, system


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of prompts in place of the product's own."""
    monkeypatch.setattr(prompts, "files", lambda package: tmp_path)
    skill.cache_clear()
    (tmp_path / "skills").mkdir()
    return tmp_path


def add_skill(folder: Path, name: str, text: str) -> None:
    (folder / "skills" / name).mkdir()
    (folder / "skills" / name / "SKILL.md").write_text(text)


def test_places_are_filled_and_the_slots_of_prose_are_left(folder: Path) -> None:
    (folder / "greeting.md").write_text("Dear {{ name }}, {{name}}: {E2.amount}.")
    assert load("greeting", name="reader {{x}}") == "Dear reader {{x}}, reader {{x}}: {E2.amount}."


@pytest.mark.parametrize(
    ("template", "values", "fault"),
    [
        ("{{name}}", {}, "no value for: name"),
        ("hello", {"name": "x"}, "no place for: name"),
        ("{{a name}}", {"name": "x"}, "places that are no names: a name"),
        ("{{}}", {}, "places that are no names"),
    ],
)
def test_a_template_and_its_values_must_agree(folder: Path, template: str, values: dict[str, str], fault: str) -> None:
    (folder / "greeting.md").write_text(template)
    with pytest.raises(PromptError, match=fault):
        load("greeting", **values)


def test_a_prompt_that_does_not_exist_is_named() -> None:
    with pytest.raises(PromptError, match="'farewell'"):
        load("farewell")


def test_a_skill_is_its_front_matter_and_its_text(folder: Path) -> None:
    add_skill(folder, "late-payout", "---\nname: late-payout\ndescription: Why a payout: late\n---\n\nLook at it.\n")
    assert skills() == [skill("late-payout")]
    assert (skill("late-payout").description, skill("late-payout").text) == ("Why a payout: late", "Look at it.")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Look at it.", "lacks its front matter"),
        ("---\nname: late-payout\n---\n\nLook.", "holds name and description"),
        ("---\nname: late-payout\ndescription: Why\nowner: me\n---\n\nLook.", "holds name and description"),
        ("---\nname: other\ndescription: Why\n---\n\nLook.", "calls itself 'other'"),
        ("---\nname: late-payout\ndescription Why\n---\n\nLook.", "no `key: value`"),
    ],
)
def test_a_skill_that_is_not_well_formed_is_refused(folder: Path, text: str, fault: str) -> None:
    add_skill(folder, "late-payout", text)
    with pytest.raises(PromptError, match=fault):
        skill("late-payout")


def test_the_product_has_a_skill_for_each_playbook_that_a_question_can_take() -> None:
    assert [one.name for one in skills()] == sorted({*NAMES, *ACCOUNT_BOOKS, METRICS})
    assert all(len(one.text.split()) < _LONGEST for one in skills() if one.name != "failed-payment")


_LONGEST = 160


def test_the_system_prompt_holds_the_report_prompt_and_every_skill_and_no_open_place() -> None:
    told = system()
    assert load("report").strip() in told
    assert all(one.text in told for one in skills())
    assert "{{" not in told
