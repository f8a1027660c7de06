"""Starting the eval suite as a process of its own: nothing of the product knows what is in it."""

import json
import subprocess
import sys
from collections.abc import Mapping

from pydantic import JsonValue

from agent.cli.faults import told
from tools.operations.environment import for_children

COMMAND = (sys.executable, "-P", "-m", "evals")
KEEP = frozenset({"ANTHROPIC_API_KEY"})


@told
def start(command: str, given: Mapping[str, JsonValue]) -> int:
    """Starts the suite with what it is given, and waits for it, whatever is pressed meanwhile."""
    asked = json.dumps({name: value for name, value in given.items() if value is not None}, default=str)
    command_line = [*COMMAND, command, asked]
    with subprocess.Popen(command_line, stdin=subprocess.PIPE, env=for_children(KEEP)) as process:  # noqa: S603
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # it has been told as well, and says what is done
                continue
