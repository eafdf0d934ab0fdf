"""A long list: its filters, order and page stand in the address, so that a link can be sent to a colleague."""

from collections.abc import Callable
from typing import Any, ClassVar

from flask import request

from foundation.pages.fields import Form, line

FURTHEST_PAGE = 1_000_000


class ListingForm(Form):
    """The filters and the order of one list, and the page that is wanted. What is not in the lists is refused by name.

    Each list adds its filters, their names as `narrowing`, and its orders as `sort`.
    """

    narrowing: ClassVar[tuple[str, ...]]
    page = line("Page")

    def __init__(self, sort: str) -> None:
        """`sort` is the order where none is asked for."""
        super().__init__(formdata=request.args, meta={"csrf": False}, data={"sort": sort, "page": "1"})
        self.sort.data = self.sort.data or sort
        self.page.data = self.page.data or "1"

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Is every filter one that we know? Each error names its field."""
        super().validate(*args, **kwargs)
        typed = self.page.data or ""
        if not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:10]) <= FURTHEST_PAGE):
            self.page.errors = ["Page: give a number from 1"]
        return not self.errors

    def address(self) -> dict[str, str]:
        """The filters that narrow something, to be carried by links of this page."""
        return {name: self[name].data for name in self.narrowing if name in self and self[name].data}


def page_links(page: int, pages: int, address: Callable[[int], str]) -> dict[str, Any] | None:
    """What the pagination of GOV.UK is told: the first page, the last and those beside this one. None where all fit."""
    if pages == 1:
        return None
    near = sorted({1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)})
    items: list[dict[str, Any]] = []
    for before, number in zip([0, *near], near, strict=False):
        if number - before > 1:
            items.append({"ellipsis": True})
        items.append({"number": number, "href": address(number), "current": number == page})
    links: dict[str, Any] = {"items": items}
    if page > 1:
        links["previous"] = {"href": address(page - 1)}
    if page < pages:
        links["next"] = {"href": address(page + 1)}
    return links
