"""Migrating, and the doctor: an installation as it is, broken on purpose, and mended as the doctor says."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from typed_commands import Typed, a_parked_message, as_superuser

from chaos.installation import Installation
from foundation.contracts.equality import POOLS
from foundation.pages import app as pages
from foundation.records.readiness import newest
from foundation.runtime.clock import london_today
from foundation.runtime.settings import PROJECT
from heard.setting_up import NEEDED
from worker.surveys.keys import KeyFolder

pytestmark = pytest.mark.xdist_group("commands")


@pytest.fixture
def broken_rules(tmp_path: Path) -> Path:
    """A council whose rule file has a mistake in line 100."""
    rules = (PROJECT / "councils" / "herefordshire" / "rules.yaml").read_text("utf-8").splitlines()
    number = next(n for n, line in enumerate(rules) if "team: assessment" in line)
    rules[number] = rules[number].replace("assessment", "nobody")
    (tmp_path / "rules.yaml").write_text("\n".join(rules), "utf-8")
    (tmp_path / "line").write_text(str(number + 1))
    return tmp_path


class TestMigrateAndDoctor:
    """What the doctor finds, and that the cure it names is one."""

    def test_migrate_twice_and_the_doctor_finds_nothing(self, prepared: Installation, typed: Typed) -> None:
        for _ in range(2):
            assert typed(prepared, "migrate").exit_code == 0
        found = typed(prepared, "doctor")
        assert found.exit_code == 0, found.output
        warnings = [line for line in found.output.splitlines() if line.split()[0] != "ok"]
        assert [line.split(": ")[0] for line in warnings] == [
            f"warning answers {which} can be sealed" for which in ("to surveys", "about oneself")
        ], "the worker has never run here"
        assert all("the worker makes one" in line for line in warnings)

    def test_a_key_for_this_month_and_each_period_and_the_private_half_that_opens_what_was_sealed_to_it(
        self, prepared: Installation, typed: Typed
    ) -> None:
        folder, this_month = KeyFolder(prepared.profile.key_folder), london_today().replace(day=1)
        with prepared.records() as records, records.unit_of_work() as uow:
            key_id = folder.make_key(uow, month=this_month)
            periods = [folder.make_period(uow, pool, this_month, this_month + timedelta(days=90)) for pool in POOLS]
        found = typed(prepared, "doctor")
        assert {line.split()[0] for line in found.output.splitlines()} == {"ok"}, found.output
        as_superuser(prepared, f"update equality.period set state = 'lost' where id = '{periods[0]}'")  # noqa: S608
        found = self.wrong(typed(prepared, "doctor"))
        assert f"no period of {POOLS[0]} is open; the worker makes one" in found
        assert f"put {periods[0]}.key back" in found
        as_superuser(prepared, "delete from equality.period")
        private = prepared.profile.key_folder / f"{key_id}.key"
        private.rename(private.with_suffix(".away"))
        found = self.wrong(typed(prepared, "doctor"))
        assert f"every key that opens them is there: 1 missing in {folder.path}" in found
        folder.destroy(key_id)
        as_superuser(prepared, "update survey.sealing_key set destroyed = true")
        assert "there is no key for this month" in self.wrong(typed(prepared, "doctor"))
        as_superuser(prepared, "delete from survey.sealing_key")

    def wrong(self, result: Result) -> str:
        assert result.exit_code == 1, result.output
        return "\n".join(line for line in result.output.splitlines() if not line.startswith("ok "))

    def test_missing_secrets(self, prepared: Installation, typed: Typed) -> None:
        kept = prepared.profile.secrets_file.read_text()
        prepared.profile.secrets_file.write_text("HEARD_SESSION_SECRET=short\n")
        try:
            found = self.wrong(typed(prepared, "doctor"))
        finally:
            prepared.profile.secrets_file.write_text(kept)
        assert all(name in found for name in NEEDED)
        assert "`heard init`" in found
        assert "short" not in found.replace("shorter", "")

    def test_a_mistake_in_the_rule_file_with_its_line(
        self, prepared: Installation, typed: Typed, broken_rules: Path
    ) -> None:
        found = self.wrong(typed(prepared, "doctor", HEARD_COUNCIL=str(broken_rules)))
        assert f"line {(broken_rules / 'line').read_text()}" in found
        assert "nobody" in found

    def test_a_database_that_does_not_answer(self, empty: Installation, typed: Typed) -> None:
        typed(empty, "init")
        found = self.wrong(typed(empty, "doctor"))
        assert "does not answer" in found
        assert "make run" in found
        assert str(empty.profile.database.log) in found

    def test_rights_that_are_missing_and_migrate_is_the_cure(self, prepared: Installation, typed: Typed) -> None:
        as_superuser(prepared, "revoke insert on intake.submission from heard_intake")
        found = self.wrong(typed(prepared, "doctor"))
        assert "heard_intake may not insert intake.submission: run `heard migrate`" in found
        typed(prepared, "migrate")
        assert typed(prepared, "doctor").exit_code == 0

    def test_another_migration_is_named_with_the_one_needed(self, prepared: Installation, typed: Typed) -> None:
        as_superuser(prepared, "update operation.alembic_version set version_num = '0000'")
        try:
            found = self.wrong(typed(prepared, "doctor"))
        finally:
            as_superuser(prepared, f"update operation.alembic_version set version_num = '{newest()}'")  # noqa: S608 -- our own number
        assert f"at 0000, this program needs {newest()}" in found
        assert "`heard migrate`" in found

    def test_a_database_that_was_never_migrated_and_migrate_is_the_cure(
        self, empty: Installation, typed: Typed
    ) -> None:
        typed(empty, "init")
        empty.profile.database.start(fsync="off")
        assert "`heard migrate`" in self.wrong(typed(empty, "doctor"))
        assert typed(empty, "migrate").exit_code == 0
        assert typed(empty, "doctor").exit_code == 0

    def test_a_log_that_may_quote_rows(self, prepared: Installation, typed: Typed) -> None:
        as_superuser(prepared, "alter database heard set log_statement = 'all'")
        try:
            found = self.wrong(typed(prepared, "doctor"))
        finally:
            as_superuser(prepared, "alter database heard reset log_statement")
        assert "log_statement is all" in found

    def test_pages_that_were_not_built(
        self, prepared: Installation, typed: Typed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr("heard.doctor.STATIC", tmp_path)
        assert "`make assets`" in self.wrong(typed(prepared, "doctor"))
        (tmp_path / "manifest.json").write_text('{"heard.css": "heard-gone.css"}')
        assert "heard-gone.css is missing; run `make assets`" in self.wrong(typed(prepared, "doctor"))
        assert (pages.STATIC / "manifest.json").exists()

    def test_a_message_that_is_parked_is_worth_a_warning_and_no_failure(
        self, prepared: Installation, typed: Typed
    ) -> None:
        parked = a_parked_message(prepared)
        found = typed(prepared, "doctor")
        typed(prepared, "parked", "drop", str(parked), "--because", "a test")
        assert found.exit_code == 0
        assert re.search(r"^warning .*parked: see `heard parked list`", found.output, re.M)
