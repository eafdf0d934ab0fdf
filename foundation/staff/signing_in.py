"""Signing in and out, and choosing a password: the same pages for every service of staff."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import logout_user
from flask_wtf.csrf import CSRFError, CSRFProtect

from foundation.pages.fields import Form, line, password
from foundation.records import Records
from foundation.runtime.logs import get_logger
from foundation.staff import accounts, sessions
from foundation.staff.passwords import SHORTEST, nobodys_hash
from foundation.staff.permissions import needs
from foundation.staff.roles import OWN_ACCOUNT

log = get_logger("staff")

OPEN = frozenset({"signing_in.sign_in", "signing_in.once"})
PER_ADDRESS, PER_EMAIL = "10 per minute", "5 per minute"
# What a browser would not read as a path of ours: another host, a backslash, a space or control character.
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


@dataclass(frozen=True)
class StaffDoor:
    """What the sign-in pages work with."""

    records: Records
    home: str
    now: Callable[[], datetime]


class SignInForm(Form):
    """E-mail address and password."""

    email = line(
        "E-mail address",
        missing="Enter your e-mail address",
        autocomplete="username",
        type="email",
        spellcheck="false",
    )
    password = password("Password", missing="Enter your password", autocomplete="current-password")


class PasswordForm(Form):
    """A new password twice; and the one now, from those who did not just come by a link."""

    current = password("Your password now", missing="Enter the password you have now", autocomplete="current-password")
    new = password(
        "New password",
        f"{SHORTEST} characters or more. Three words you can remember do well.",
        missing="Enter a new password",
        autocomplete="new-password",
    )
    again = password("New password again", missing="Enter the new password a second time", autocomplete="new-password")


def add(app: Flask, door: StaffDoor) -> None:
    """Give an application the sign-in pages, CSRF protection on whatever changes something, and limits on guessing."""
    app.extensions["staff_door"] = door
    app.config["WTF_CSRF_SSL_STRICT"] = False  # it wants a Referer, and our pages tell browsers to send none
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # checked below
    csrf = CSRFProtect(app)

    def check_token() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if view is not None and not getattr(view, "form_checks_token", False):
            csrf.protect()

    app.before_request(check_token)
    app.register_error_handler(CSRFError, _stale)
    sessions.add(app, door.records, door.now)
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://", strategy="moving-window")
    app.register_blueprint(_blueprint(limiter))
    nobodys_hash()


def _blueprint(limiter: Limiter) -> Blueprint:
    bp = Blueprint("signing_in", __name__)
    per_address = limiter.limit(PER_ADDRESS, methods=["POST"])
    per_email = limiter.limit(PER_EMAIL, methods=["POST"], key_func=_email_key)
    both = ["GET", "POST"]
    bp.add_url_rule("/sign-in", view_func=per_address(per_email(sign_in)), methods=both)
    bp.add_url_rule("/sign-in/once/<token>", view_func=per_address(once), methods=both)
    bp.add_url_rule("/password", view_func=per_address(choose_password), methods=both)
    bp.add_url_rule("/sign-out", view_func=sign_out, methods=["POST"])
    return bp


def sign_in() -> ResponseReturnValue:
    """E-mail and password; then on to the page that was wanted."""
    form = SignInForm()
    if form.validate_on_submit():
        try:
            with _door().records.unit_of_work() as uow:
                account = accounts.check_password(uow, form.email.data, form.password.data)
        except accounts.NotSignedIn as refused:
            log.info("sign-in refused")
            form.email.errors = [str(refused)]
        else:
            sessions.begin(account, _door().now())
            log.info("signed in", account=str(account.id))
            return redirect(own_path(request.args.get("next"), _door().home), 303)
    return render_template("staff/sign_in.html", heading="Sign in", form=form), _status(form)


def once(token: str) -> ResponseReturnValue:
    """A link that works once. Opening it does nothing, because mail scanners open links; pressing does."""
    form = Form()
    if not form.validate_on_submit():
        page = render_template("staff/once.html", heading="Sign in for the first time", form=form)
        return page, _status(form)
    try:
        with _door().records.unit_of_work() as uow:
            account = accounts.spend_link(uow, token, _door().now())
    except accounts.LinkRefused as refused:
        log.info("sign-in link refused", reason=type(refused).__name__)
        heading = "This link does not work"
        return render_template("staff/link_refused.html", heading=heading, said=str(refused)), 410
    sessions.begin(account, _door().now(), by_link=True)
    log.info("signed in by link", account=str(account.id))
    return redirect(url_for("signing_in.choose_password"), 303)


@needs(OWN_ACCOUNT)
def choose_password() -> ResponseReturnValue:
    """Choose a password; all other sessions of the account end."""
    form = PasswordForm()
    if session.get(sessions.BY_LINK):
        del form.current
    if form.validate_on_submit() and _changed(form):
        flash("Your new password is set. Wherever else you were signed in, you are signed out.")
        return redirect(_door().home, 303)
    heading = "Change your password" if "current" in form else "Choose a password"
    return render_template("staff/password.html", heading=heading, form=form), _status(form)


@needs(OWN_ACCOUNT)
def sign_out() -> ResponseReturnValue:
    """Out, and nothing stays in the cookie."""
    logout_user()
    session.clear()
    flash("You are signed out.")
    return redirect(url_for("signing_in.sign_in"), 303)


def own_path(wanted: str | None, home: str) -> str:
    """The path to go to after signing in: on this site and nowhere else."""
    return wanted if wanted and _OWN_PATH.fullmatch(wanted) else home


def _changed(form: PasswordForm) -> bool:
    if form.new.data != form.again.data:
        form.again.errors = ["The two new passwords are not the same. Enter it again"]
        return False
    account_id = sessions.signed_in().account_id
    try:
        with _door().records.unit_of_work() as uow:
            if "current" in form:
                email = accounts.find_account(uow, account_id).email
                accounts.check_password(uow, email, form.current.data)
            account = accounts.set_password(uow, account_id, form.new.data)
    except accounts.NotSignedIn:
        form.current.errors = ["This is not your password now. Enter it again"]
        return False
    except accounts.PasswordTooShort as refused:
        form.new.errors = [str(refused)]
        return False
    sessions.begin(account, _door().now())
    log.info("password changed", account=str(account_id))
    return True


def _stale(_error: CSRFError) -> ResponseReturnValue:
    heading = "This page was open for too long"
    next_step = "Nothing was changed. Go back, load the page again and send it once more."
    return render_template("refusal.html", heading=heading, next_step=next_step, status=400), 400


def _email_key() -> str:
    return sha256(accounts.normalised(request.form.get("email", "")).encode()).hexdigest()


def _status(form: Form) -> int:
    return 400 if form.is_submitted() else 200


def _door() -> StaffDoor:
    found: StaffDoor = current_app.extensions["staff_door"]
    return found
