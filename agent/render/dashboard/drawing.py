"""Specifications drawn: PNG and SVG for messages, and SVG that is fit to stand in the page. Nothing is fetched."""

from xml.etree import ElementTree

import vl_convert  # pyright: ignore[reportMissingTypeStubs]

from agent.render.dashboard.theme import PAPER, Spec
from agent.render.words import plain

_VEGA_LITE = "v6.4"
_SVG = "{http://www.w3.org/2000/svg}"
_DRAWN = frozenset(
    "d transform fill fill-opacity stroke stroke-width stroke-dasharray stroke-opacity opacity x y x1 x2 y1 y2 width "
    "height rx ry text-anchor font-size font-weight".split()
)
_TAGS = frozenset({"svg", "g", "path", "rect", "line", "text", "tspan", "circle"})


def png(spec: Spec, scale: float = 2) -> bytes:
    """The chart as PNG, twice its size in points unless told, on white."""
    return vl_convert.vegalite_to_png(spec, vl_version=_VEGA_LITE, scale=scale, allowed_base_urls=[])


def svg(spec: Spec) -> str:
    """The chart as a file of SVG, on white."""
    return vl_convert.vegalite_to_svg(spec, vl_version=_VEGA_LITE, allowed_base_urls=[])


def inlined(spec: Spec, told: str) -> str:
    """The chart as SVG within a page: without its title and ground, and of shapes and text alone.

    `told` is what a reader who doesn't see it hears. Whatever isn't known to draw, such as a link, a style or an id, is
    left away, so that the page's policy holds and no two drawings meet.
    """
    bare = {**{key: value for key, value in spec.items() if key != "title"}, "background": None, "padding": 2}
    root = ElementTree.fromstring(svg(bare))  # noqa: S314 - drawn here, from a specification of ours
    size = root.get("viewBox") or f"0 0 {root.get('width')} {root.get('height')}"
    width = size.split()[2]
    _strip(root)
    root.attrib.clear()
    root.attrib.update({"viewBox": size, "width": width, "role": "img", "aria-label": plain(told)})
    return ElementTree.tostring(root, encoding="unicode")


def _strip(element: ElementTree.Element) -> None:
    """Take away every element and attribute that isn't known to draw, and the names' prefix."""
    element.tag = element.tag.removeprefix(_SVG)
    for key in [key for key in element.attrib if key not in _DRAWN]:
        del element.attrib[key]
    if element.text:
        element.text = plain(element.text)
    for child in list(element):
        if child.tag.removeprefix(_SVG) not in _TAGS or _is_blank(child):
            element.remove(child)
        else:
            _strip(child)


def _is_blank(element: ElementTree.Element) -> bool:
    """A shape that nobody sees: Vega draws the ground of each group."""
    clear = element.get("fill", "none") in ("none", "transparent", PAPER) and element.get("stroke", "none") == "none"
    shape = element.tag.removeprefix(_SVG) == "path" and "background" in (element.get("class") or "")
    return shape and clear
