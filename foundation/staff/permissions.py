"""Deny by default: a page that names no permission is refused to everybody."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from flask import Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.staff.roles import KNOWN
from foundation.staff.sessions import recognise

View = TypeVar("View", bound=Callable[..., Any])


def needs(permission: str) -> Callable[[View], View]:
    """Mark a view with the permission that it needs."""
    if permission not in KNOWN:
        raise ValueError(f"“{permission}” is no permission; see foundation/staff/roles.py")

    def mark(view: View) -> View:
        view.needs = permission  # type: ignore[attr-defined]
        return view

    return mark


def form_checks_token(view: View) -> View:
    """Mark a view that does nothing before its form is valid: where the page has gone stale the form itself answers,
    with what was typed, instead of a page of refusal. Every other view is refused before it runs.
    """
    view.form_checks_token = True  # type: ignore[attr-defined]
    return view


def asks_for_key(view: View) -> View:
    """Mark a view that is for partner systems: it asks for their key itself, and no cookie opens it."""
    view.asks_for_key = True  # type: ignore[attr-defined]
    return form_checks_token(view)


def guard(app: Flask, open_endpoints: Collection[str]) -> None:
    """Before every request: open, or for partner systems, or marked and permitted, or refused."""

    def check() -> ResponseReturnValue | None:
        endpoint = request.endpoint
        if endpoint is None or endpoint in open_endpoints:
            return None
        view = app.view_functions[endpoint]
        if getattr(view, "asks_for_key", False):
            return None
        permission = getattr(view, "needs", None)
        if permission is None:
            abort(403)
        staff = recognise()
        if staff is None:
            return redirect(url_for("signing_in.sign_in", next=_wanted()), 303)
        if not staff.may(permission):
            abort(403)
        return None

    app.before_request(check)


def _wanted() -> str | None:
    """The page to come back to; a sent form cannot be sent again, so only for pages that were asked for."""
    if request.method not in ("GET", "HEAD") or request.full_path in ("/?", "/"):
        return None
    return request.full_path.removesuffix("?")
