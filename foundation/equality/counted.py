"""The stored counts of one closed period or one sample survey: what every release is made from, and nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from foundation.equality.characteristics import NOT_ASKED, PREFER_NOT, UNANSWERED, Rung
from foundation.equality.figures import BadFigure


@dataclass(frozen=True)
class Counted:
    """How many gave which answer. No characteristic meets another; opinions are counted within each of them.

    `code` names the period or the sample in the release register. `declined` said no thanks to all questions together
    and are in no question's counts. `counts` is by question and answer, states among them; `crossed` by characteristic,
    answer to it, opinion and answer to that (families only). `versions` are those of the questionnaire.
    """

    code: str
    begins_on: date
    ends_on: date
    answers: int
    declined: int
    counts: Mapping[tuple[str, str], int]
    crossed: Mapping[tuple[str, str, str, str], int] = field(default_factory=dict)
    versions: frozenset[int] = frozenset()
    offered: int | None = None

    def of(self, question: str) -> dict[str, int]:
        """How many gave each answer to a question."""
        return {answer: n for (one, answer), n in self.counts.items() if one == question}

    def grouped(self, question: str, rung: Rung) -> dict[str, int]:
        """The same by the groups of a rung, and by state; every group and state is there."""
        found = dict.fromkeys((*rung.groups, PREFER_NOT, UNANSWERED, NOT_ASKED), 0)
        for answer, n in self.of(question).items():
            found[rung.group_of(answer)] += n
        return found

    def check(self) -> None:
        """Each question's counts add up to the answers, and crossed ones to those of their parts. Raises BadFigure."""
        for question in sorted({question for question, _ in self.counts}):
            if (total := sum(self.of(question).values())) != self.answers:
                raise BadFigure(question, f"Its counts add up to {total}, and there are {self.answers} answers.")
        for name, answer, opinion, total in self._crossed_totals():
            if total != (known := self.counts.get((name, answer), 0)):
                raise BadFigure(f"{name} by {opinion}", f"{answer} adds up to {total} and was counted {known} times.")

    def _crossed_totals(self) -> Iterator[tuple[str, str, str, int]]:
        """Of each characteristic by each opinion: what is in the row of each answer, and in the column of each."""
        rows: dict[tuple[str, str, str], int] = {}
        columns: dict[tuple[str, str, str], int] = {}
        for (name, answer, opinion, said), n in self.crossed.items():
            rows[name, answer, opinion] = rows.get((name, answer, opinion), 0) + n
            columns[opinion, said, name] = columns.get((opinion, said, name), 0) + n
        for (name, answer, opinion), total in sorted(rows.items()):
            yield name, answer, opinion, total
        for (opinion, said, name), total in sorted(columns.items()):
            yield opinion, said, name, total
