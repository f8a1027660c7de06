"""The pages on paper: light, and broken between rows and panels, not within them nor before what is long."""

import re
from importlib.resources import files

SHEETS = {name: (files("agent.render") / name).read_text("utf-8") for name in ("report.css", "dashboard/dashboard.css")}


def faults(sheet: str) -> set[str]:
    """What makes a page dark on paper, leaves half of its sheets empty, or tears it within a row."""
    paper = "".join(re.findall(r"@media print \{(.*)\}\s*\Z", sheet, re.DOTALL))
    rules = {
        part.strip(): held for names, held in re.findall(r"([^{}]+)\{([^{}]*)\}", paper) for part in names.split(",")
    }
    whole = [name for name, held in rules.items() if "break-inside: avoid" in held]
    found = {f"{name} is kept whole however long it is" for name in whole if name in ("section", "table", "main", "ul")}
    found |= {"dark"} if re.search(r"@media (?!screen)[^{]*prefers-color-scheme", sheet) else set()
    return found | {"as on a phone" for phone in re.findall(r"@media ([^{]*)max-width", sheet) if "screen" not in phone}


def test_paper_is_light_and_as_wide_as_a_screen_and_what_is_long_may_break():
    assert {name: faults(sheet) for name, sheet in SHEETS.items()} == {name: set[str]() for name in SHEETS}


def test_rows_panels_and_what_heads_them_stay_together():
    report, dashboard = (re.sub(r"\s+", " ", sheet.partition("@media print")[2]) for sheet in SHEETS.values())
    assert "li, tr, dl div, .flow li { break-inside: avoid; }" in report
    assert "h1, h2, h3, .caption { break-after: avoid; }" in report
    assert "thead { display: table-header-group; }" in report
    assert ".panel:has(.chart) { break-inside: avoid; }" in dashboard


def test_a_sheet_that_does_it_wrong_is_found_out():
    wrong = "@media (prefers-color-scheme: dark) { a { color: red } } @media (max-width: 40rem) { a { color: red } }"
    assert faults(f"{wrong} @media print {{ section {{ break-inside: avoid-page; }} }}") == {
        "dark", "as on a phone", "section is kept whole however long it is",
    }  # fmt: skip
