"""What we keep, in PostgreSQL: units of work, tables, grants and migrations."""

from foundation.records.unit_of_work import Records, RecordsBusy, RecordsRefused, RecordsUnavailable, UnitOfWork

__all__ = ["Records", "RecordsBusy", "RecordsRefused", "RecordsUnavailable", "UnitOfWork"]
