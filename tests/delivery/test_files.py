"""The folder that reports are written to."""

import json
from pathlib import Path
from threading import Thread

import pytest

from agent.delivery import Refused
from agent.delivery.files import FileChannel
from agent.render import data
from tests.delivery.posted import ID, PNG, told
from tests.render.sample import NOW, report
from tools.operations.delivery import FileTarget


def channel(folder: Path) -> FileChannel:
    return FileChannel("archive", FileTarget(kind="file", folder=str(folder)), folder)


def test_each_form_is_written_once(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    receipt = channel(folder).send(told())
    place = folder / receipt.ext_id
    assert sorted(one.name for one in place.iterdir()) == ["report.html", "report.json", "report.md", "success.png"]
    assert (
        json.loads((place / "report.json").read_bytes()) == json.loads(data.render(report()))
        and (place / "success.png").read_bytes() == PNG
    )
    assert [one.name for one in folder.iterdir()] == [receipt.ext_id]
    found = channel(folder).find(ID, NOW)
    assert found == receipt and channel(folder).find("another", NOW) is None


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    place = tmp_path / channel(tmp_path).send(told()).ext_id
    (place / "report.md").write_text("read and annotated")
    channel(tmp_path).send(told())
    assert (place / "report.md").read_text() == "read and annotated"


def test_several_at_once_leave_one_whole(tmp_path: Path) -> None:
    writers = [Thread(target=channel(tmp_path).send, args=(told(),)) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    (place,) = tmp_path.iterdir()
    assert len(list(place.iterdir())) == 4


def test_a_name_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    channel(folder).send(told(identity="../../outside"))
    assert [one.name for one in tmp_path.iterdir()] == ["reports"]


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("")
    with pytest.raises(Refused, match="can't be written"):
        channel(tmp_path / "reports").send(told())
