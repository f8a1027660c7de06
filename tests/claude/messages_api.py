"""The scripted Messages API of `evals.recordings`, by the name that the tests of Claude's adapter know it by."""

from evals.recordings.messages_api import (
    Body,
    Breaks,
    Fails,
    MessagesApi,
    Reply,
    Says,
    Script,
    call,
    messages_api,
    text,
)

__all__ = ["Body", "Breaks", "Fails", "MessagesApi", "Reply", "Says", "Script", "call", "messages_api", "text"]
