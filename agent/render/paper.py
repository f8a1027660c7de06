"""A self-contained page: a template of ours filled in, its style sheets within, and a policy that allows no more."""

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from agent.render.words import plain


def fill_page(template: str, sheets: list[str], **values: object) -> str:
    """The page of `template` under agent/render, with `style` and its `style_hash` beside the values.

    Every value is escaped; `seen` takes away what no eye sees.
    """
    room = files("agent.render")
    style = "".join((room / sheet).read_text("utf-8") for sheet in sheets)
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["seen"] = plain
    return environment.from_string((room / template).read_text("utf-8")).render(
        style=Markup(style),  # noqa: S704 - the page's own style sheets
        style_hash="sha256-" + b64encode(sha256(style.encode()).digest()).decode(),
        **values,
    )
