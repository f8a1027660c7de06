"""What a person is told when a command can't do its work, and the exit code that says so to a script."""

import errno
import functools
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from typing import ParamSpec, cast

import click

from agent.report import Report
from tools.contract.causes import Verdict
from tools.contract.fault import Fault
from tools.operations import Misconfigured

FAULT = 1
USAGE = 2
INCONCLUSIVE = 3
UNDELIVERED = 4

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO})
_UNANSWERED = frozenset({Verdict.INCONCLUSIVE, Verdict.NOT_FOUND})

P = ParamSpec("P")


class Stopped(Fault):
    """A run that a person stopped. `thread` is what can be resumed; null where nothing was begun."""

    def __init__(self, thread: str | None) -> None:
        rest = f"`paysleuth resume {thread}` goes on where it was." if thread else "Nothing was asked yet."
        super().__init__(f"Stopped. {rest}")


def exit_code(report: Report) -> int:
    """0 where the report answers its question, 3 where it could not be answered."""
    return INCONCLUSIVE if report.verdict in _UNANSWERED else 0


def told(command: Callable[P, int | None]) -> Callable[P, None]:
    """A command whose failures are sentences: what happened, to what, and what to do next.

    What nobody foresaw is told as such, in a line, and its traceback goes to a file.
    """

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = command(*args, **kwargs) or 0
            sys.stdout.flush()  # here, where a reader who has left is told from a fault
        except click.ClickException:
            raise
        except KeyboardInterrupt:
            code = _say(str(Stopped(None)), FAULT)
        except BrokenPipeError:
            _let_go_of_output()
            code = FAULT
        except Exception as fault:  # noqa: BLE001 - the one place where what nobody foresaw ends
            code = _tell(_innermost(fault))
        raise SystemExit(code)

    return run


def _let_go_of_output() -> None:
    """Send what is still buffered nowhere: whoever read it has left, and Python would try once more as it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _tell(fault: Exception) -> int:
    match fault:
        case Misconfigured():
            return _say(f"{_sentence(str(fault))} {_sentence(fault.next)}", USAGE)
        case Fault():
            return _say(str(fault), FAULT)
        case OSError(errno=number) if number in _NO_ROOM:
            written = "A report that was finished is stored: `paysleuth runs list` shows it."
            return _say(f"The output can't be written: {fault.strerror}. {written}", FAULT)
        case _:
            return _say(_unforeseen(fault), FAULT)


def _innermost(fault: Exception) -> Exception:
    """What went wrong, where the tasks that it ended have wrapped it."""
    if not isinstance(fault, ExceptionGroup):
        return fault
    group = cast("ExceptionGroup[Exception]", fault)
    return _innermost(group.exceptions[0]) if len(group.exceptions) == 1 else group


def _say(sentence: str, code: int) -> int:
    click.echo(f"paysleuth: {sentence}", err=True)
    return code


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _unforeseen(fault: Exception) -> str:
    with tempfile.NamedTemporaryFile("w", prefix="paysleuth-", suffix=".txt", delete=False) as file:
        traceback.print_exception(fault, file=file)
    kind = type(fault).__name__
    return (
        f"A fault of paysleuth's own ({kind}), please report it. Its traceback is in {file.name}, on this machine only."
    )
