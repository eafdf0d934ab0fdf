"""Accounts: how they are made, how a link or a password opens them, how they end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from staffing import EMAIL, PASSWORD, an_account

from foundation.records import RecordsRefused
from foundation.records.models import Account, SignInLink
from foundation.staff import accounts


@pytest.fixture
def add(operator, council, moment):
    def adding(**different):
        return an_account(operator, council, moment, password=None, **different)

    return adding


@pytest.fixture
def spend(records_as):
    console = records_as("heard_console")

    def spending(token, moment):
        with console.unit_of_work() as uow:
            return accounts.spend_link(uow, token, moment)

    return spending


def new_link(operator, account, moment):
    with operator.unit_of_work() as uow:
        return accounts.new_sign_in_link(uow, account, moment)


def kept(records, account):
    with records.unit_of_work() as uow:
        return accounts.find_account(uow, account)


def test_an_email_address_is_kept_in_lower_case_and_without_space_around(add, operator):
    assert kept(operator, add(email="  Chris@Example.GOV.uk ")).email == EMAIL


def test_one_email_address_has_one_account_however_it_is_typed(add):
    add()
    with pytest.raises(accounts.EmailTaken, match="another address"):
        add(email="CHRIS@example.gov.uk")


@pytest.mark.parametrize("email", ["", "chris", "chris@", "a b@example.com", "chris@example", "c\0@example.com"])
def test_what_is_no_email_address_is_refused_with_an_example(add, email):
    with pytest.raises(accounts.NotAnEmail, match="name@example"):
        add(email=email)


@pytest.mark.parametrize("name", ["", "  ", "two\nlines", "nul\0"])
def test_an_account_needs_a_name_on_one_line(add, name):
    with pytest.raises(accounts.NameMissing):
        add(name=name)


def test_an_unknown_role_is_refused_and_the_roles_are_named(add):
    with pytest.raises(accounts.UnknownRole, match="complaints_manager"):
        add(role="admin")


@pytest.mark.parametrize("role, team", [("service_team", None), ("service_team", "nowhere"), ("practitioner", "send")])
def test_a_service_team_has_a_team_of_the_council_and_nobody_else_has_one(add, role, team):
    with pytest.raises(accounts.UnknownTeam):
        add(role=role, team=team)


def test_only_the_operator_adds_accounts_and_links(records_as, council, moment, account):
    console = records_as("heard_console")
    with pytest.raises(RecordsRefused), console.unit_of_work() as uow:
        accounts.add_account(
            uow, email="x@example.com", name="X", role="practitioner", team=None, council=council, moment=moment
        )
    with pytest.raises(RecordsRefused), console.unit_of_work() as uow:
        accounts.new_sign_in_link(uow, account, moment)


def test_a_link_opens_its_account_once(operator, account, moment, spend):
    token = new_link(operator, account, moment)
    assert spend(token, moment).id == account
    with pytest.raises(accounts.LinkSpent, match="new link"):
        spend(token, moment)


def test_of_two_who_press_at_the_same_time_one_gets_in(operator, account, moment, spend):
    token = new_link(operator, account, moment)

    def press(_):
        try:
            return spend(token, moment).id
        except accounts.LinkSpent:
            return "refused"

    with ThreadPoolExecutor(6) as people:
        assert sorted(map(str, people.map(press, range(6)))) == sorted([str(account), *["refused"] * 5])


def test_a_link_works_for_a_day_and_no_longer(operator, account, moment, spend):
    with pytest.raises(accounts.LinkExpired):
        spend(new_link(operator, account, moment), moment + timedelta(hours=24))
    assert spend(new_link(operator, account, moment), moment + timedelta(hours=23, minutes=59))


@pytest.mark.parametrize("token", ["", "nonsense", "é" * 40, "\ud800"])
def test_a_link_that_nobody_made_is_refused(moment, spend, token):
    with pytest.raises(accounts.LinkUnknown):
        spend(token, moment)


def test_only_the_hash_of_a_link_is_kept(operator, account, moment):
    token = new_link(operator, account, moment)
    with operator.unit_of_work() as uow:
        [link] = uow.session.query(SignInLink).all()
    assert len(token) >= 43
    assert token.encode() not in link.token_hash
    assert len(link.token_hash) == 32


def test_a_disabled_account_opens_by_no_link_and_no_password_and_gets_no_new_link(operator, account, moment, spend):
    token = new_link(operator, account, moment)
    with operator.unit_of_work() as uow:
        assert accounts.disable_account(uow, email=EMAIL.upper(), moment=moment) == account
    with pytest.raises(accounts.LinkUnknown):
        spend(token, moment)
    with pytest.raises(accounts.NotSignedIn), operator.unit_of_work() as uow:
        accounts.check_password(uow, EMAIL, PASSWORD)
    with pytest.raises(accounts.NoSuchAccount):
        new_link(operator, account, moment)


def test_disabling_twice_keeps_the_first_moment(operator, account, moment):
    for later in range(2):
        with operator.unit_of_work() as uow:
            accounts.disable_account(uow, email=EMAIL, moment=moment + timedelta(days=later))
    assert kept(operator, account).disabled_at == moment


def test_disabling_somebody_unknown_says_so(operator, moment):
    with pytest.raises(accounts.NoSuchAccount, match="Check it"), operator.unit_of_work() as uow:
        accounts.disable_account(uow, email="nobody@example.com", moment=moment)


def test_the_right_password_opens_the_account(records_as, account):
    with records_as("heard_survey_staff").unit_of_work() as uow:
        assert accounts.check_password(uow, " Chris@EXAMPLE.gov.uk", PASSWORD).id == account


@pytest.mark.parametrize("email, password", [(EMAIL, "three small wordz"), ("nobody@example.com", PASSWORD)])
def test_wrong_password_and_unknown_email_are_refused_in_the_same_words(operator, account, email, password):
    with pytest.raises(accounts.NotSignedIn) as refused, operator.unit_of_work() as uow:
        accounts.check_password(uow, email, password)
    assert str(refused.value) == "The e-mail address or the password is not right"


def test_an_account_without_a_password_does_not_open_by_any(add, operator):
    add()
    with pytest.raises(accounts.NotSignedIn), operator.unit_of_work() as uow:
        accounts.check_password(uow, EMAIL, "nobody has this password")


def test_a_password_needs_twelve_characters(operator, account):
    with pytest.raises(accounts.PasswordTooShort, match="12 characters"), operator.unit_of_work() as uow:
        accounts.set_password(uow, account, "eleven char")


def test_a_new_password_ends_other_sessions_and_the_old_password(operator, account):
    before = kept(operator, account).session
    with operator.unit_of_work() as uow:
        assert accounts.set_password(uow, account, "a quite new one").session != before
    with pytest.raises(accounts.NotSignedIn), operator.unit_of_work() as uow:
        accounts.check_password(uow, EMAIL, PASSWORD)


def test_a_password_is_the_same_however_its_accents_were_typed(operator, account):
    with operator.unit_of_work() as uow:
        accounts.set_password(uow, account, "caf\u00e9 au lait s\u2019il")
        assert accounts.check_password(uow, EMAIL, "cafe\u0301 au lait s\u2019il")


def test_a_hash_of_weaker_parameters_is_made_anew_at_the_next_sign_in(operator, account):
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with operator.unit_of_work() as uow:
        uow.session.get(Account, account).password_hash = weak
    with operator.unit_of_work() as uow:
        accounts.check_password(uow, EMAIL, PASSWORD)
    now_kept = kept(operator, account).password_hash
    assert now_kept != weak
    assert PasswordHasher().verify(now_kept, PASSWORD)
