"""The one gate from counts to what is published: tables for the equality officer and for everybody.

A table is published on the finest grouping on which it is safe with all that is published beside it and was before;
where no grouping is, it is withheld and the release says why. Safe is: of no small count can a reader rule out nobody,
or as many people as would be shown. The officer reads both versions, so that both together are safe for the officer.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from foundation.equality.characteristics import NOT_ASKED, Rung
from foundation.equality.counted import Counted
from foundation.equality.opinions import OPINIONS, columns_for, fewer_columns
from foundation.equality.proposals import Proposal, Question, propose
from foundation.equality.register import Known, Register, Sum, lines_about
from foundation.equality.release.counts import Counts, Step, Table, Withheld
from foundation.equality.release.kinds import Kind
from foundation.equality.settings import SETTINGS, Settings
from foundation.equality.structure import (
    answers_cell,
    declined_cell,
    is_of,
    released,
    structure,
    structure_alone,
    structure_crossed,
    structure_of_the_young,
    summed,
)
from foundation.equality.tables import TableTooLarge

TOO_SMALL, TOO_MUCH_HIDDEN, WOULD_EXPOSE = "too_small", "too_much_hidden", "would_expose"
Name = tuple[str, str | None]
OFFERED, SUBMITTED, ANSWERED_ANY = "offered", "submitted", "answered_any"


@dataclass(frozen=True)
class EarlierKnown:
    """The lines of the register so far, of each version."""

    officer: Sequence[Known] = ()
    public: Sequence[Known] = ()


@dataclass(frozen=True)
class Gated:
    """Both versions of a release, and what each adds to the register."""

    officer: Counts
    public: Counts
    known_officer: tuple[Known, ...]
    known_public: tuple[Known, ...]


def release_counts(
    counted: Counted,
    kind: Kind,
    about: str,
    funnel: Sequence[Step],
    earlier: EarlierKnown,
    settings: Settings = SETTINGS,
) -> Gated:
    """Both versions of the counts of one period or one sample; opinions cross in kind families only.

    The same counts after the same earlier lines give the same release, however busy the machine. Raises BadFigure
    where the counts do not add up, and DoesNotAddUp where they contradict what was published before.
    """
    counted.check()
    alone, crossed = structure_alone(counted), structure_crossed(counted)
    cells = {declined_cell(counted.code), *(cell for line in (*alone, *crossed) for cell, _ in line.cells)}
    before = lines_about(cells, earlier.public)
    by_both = lines_about(cells, [*earlier.officer, *earlier.public])
    officer = _Reader(settings.t_officer, Register(by_both, alone, settings))
    public = _Reader(settings.t_public, Register(before, alone, settings))
    for reader in (officer, public):
        reader.guard(small for one in released(counted) for small in Question(counted, one).small(reader.t))
    opinions = OPINIONS if kind is Kind.FAMILIES else ()
    for_officer = _Version(counted, [officer], settings)
    for_officer.publish(opinions)
    for_public = _Version(counted, [public, officer], settings, for_officer)
    for_public.publish(opinions)
    if opinions:
        officer.forget_what_tells_of_the_young(counted, by_both, [for_officer, for_public], settings)
        public.forget_what_tells_of_the_young(counted, before, [for_public], settings)
    return Gated(
        for_officer.counts(about, funnel),
        for_public.counts(about, funnel),
        tuple(for_officer.known),
        tuple(for_public.known),
    )


class _Reader:
    """Somebody who reads: what they know, and which counts below t they must not work out."""

    def __init__(self, t: int, register: Register) -> None:
        self.t, self.register = t, register
        self._small: list[Sum] = []
        self._totals: Register | None = None
        self._told: dict[Sum, bool] = {}

    def guard(self, small: Iterable[Sum]) -> None:
        """From now on these small counts are guarded."""
        self._small += small

    def may_read(self, known: Sequence[Known], small: Sequence[Sum]) -> bool:
        """Whether these lines leave alone these small counts, and all that are guarded."""
        return self.register.admits(known, [*self.register.touched(self._small, known), *small], self.t)

    def read(self, known: Sequence[Known]) -> None:
        """Know these lines from now on."""
        self.register = self.register.and_also(known)

    def cross(self, built: Sequence[Known]) -> None:
        """From now on read crossed tables, which are built so. Their totals are as well known as they are now."""
        self._totals, self.register = self.register, self.register.and_also(built)

    def forget_what_tells_of_the_young(
        self, counted: Counted, earlier: Sequence[Known], versions: Sequence["_Version"], settings: Settings
    ) -> None:
        """Withhold tables of opinions, the last first, until no small count is told by who was too young to be asked.

        That ties the tables of an opinion together: to hold each new one against it would take four times as long.
        """
        built = (*structure(counted), *structure_of_the_young(counted))

        def known() -> Register:
            return Register([*earlier, *(line for version in versions for line in version.known)], built, settings)

        exposed = known().exposed([*dict.fromkeys(self._small)], self.t)
        for name in [name for name in reversed(versions[0].tables) if name[1]]:
            by_it = [one for one in exposed if is_of(one, name[1])]
            if by_it and not known().protects(by_it, self.t):
                for version in versions:
                    version.withhold(name)

    def can_tell(self, total: Sum) -> bool:
        """Whether they know this sum of answers to one characteristic exactly."""
        if self._totals is None:
            return _is_exact(self.register, total)
        if total not in self._told:
            self._told[total] = _is_exact(self._totals, total)
        return self._told[total]


def _is_exact(register: Register, total: Sum) -> bool:
    least, most = register.bounds(total)
    return least == most


class _Version:
    """One version of a release as it grows, table by table. Its own reader is the first of those who read it."""

    def __init__(
        self,
        counted: Counted,
        readers: Sequence[_Reader],
        settings: Settings,
        officers: "_Version | None" = None,
    ) -> None:
        self._counted, self._readers, self._settings, self._officers = counted, readers, settings, officers
        self._t = readers[0].t
        self._enough = counted.answers >= self._t
        self.tables: dict[Name, Table] = {}
        self.withheld: dict[Name, str] = {}
        self._totals: list[Known] = []
        self._told: dict[Name, tuple[Known, ...]] = {}

    @property
    def known(self) -> list[Known]:
        """What its readers know by it."""
        return [*self._totals, *(line for known in self._told.values() for line in known)]

    def withhold(self, name: Name) -> None:
        """Publish a table no more, if it is published."""
        if self.tables.pop(name, None):
            del self._told[name]
            self.withheld[name] = WOULD_EXPOSE

    def publish(self, opinions: Collection[str]) -> None:
        """Every table, or why it is withheld: totals before what adds up to them."""
        if self._enough:
            self._tell(Known(summed(answers_cell(self._counted.code)), self._counted.answers, self._counted.answers))
        if self._shows(self._counted.declined):
            self._tell(Known(summed(declined_cell(self._counted.code)), self._counted.declined, self._counted.declined))
        for one in released(self._counted):
            self._add(Question(self._counted, one))
        crossed = {(name, opinion) for name, _, opinion, _ in self._counted.crossed}
        if opinions:
            self._readers[0].cross(structure_crossed(self._counted))
        for one in released(self._counted):
            for opinion in opinions:
                if (one.code, opinion) in crossed:
                    self._add(Question(self._counted, one, opinion, self._columns(opinion)))

    def counts(self, about: str, funnel: Sequence[Step]) -> Counts:
        """What was published and withheld."""
        counted = self._counted
        declined = counted.declined if self._shows(counted.declined) else None
        return Counts(
            about,
            counted.begins_on,
            counted.ends_on,
            tuple(self._step(step) for step in funnel),
            counted.answers if self._enough else None,
            declined,
            tuple(sorted(counted.versions)),
            tuple(self.tables.values()),
            tuple(Withheld(*name, why) for name, why in self.withheld.items()),
        )

    def _shows(self, n: int) -> bool:
        return n == 0 or n >= self._t

    def _step(self, step: Step) -> Step:
        """A step of the funnel. Answers taken from those who sent something in would leave those who declined.

        Taken from those to whom it was offered they leave the most that can have declined.
        """
        of_answers = step.code in (SUBMITTED, ANSWERED_ANY)
        if step.n is None or not self._shows(step.n) or (of_answers and not self._enough):
            return Step(step.code, None)
        beside_answers = of_answers or (step.code == OFFERED and self._enough)
        if beside_answers and not self._shows(abs(step.n - self._counted.answers)):
            return Step(step.code, None)
        return step

    def _columns(self, opinion: str) -> Mapping[str, frozenset[str]]:
        return columns_for(opinion, self._counted.of(opinion), self._t, self._settings)

    def _add(self, question: Question) -> None:
        """The table on the finest rung that can be published, or why there is none."""
        name = (question.characteristic.code, question.opinion)
        self.withheld[name] = TOO_SMALL
        if not self._enough or len(question.columns_in_order) < (1 if question.opinion is None else 2):
            return
        for way, rung, carefully in self._ways(question, name):
            guarded = [list(way.small(reader.t)) for reader in self._readers]
            proposal = self._proposed(way, rung, name, carefully=carefully)
            if proposal is not None and self._is_safe(proposal, guarded):
                del self.withheld[name]
                self.tables[name] = proposal.table
                self._told[name] = proposal.known
                self._read(proposal.known)
                for reader, small in zip(self._readers, guarded, strict=True):
                    reader.guard(small if way.opinion else ())
                return
            self.withheld[name] = TOO_MUCH_HIDDEN if proposal is None else WOULD_EXPOSE

    def _ways(self, question: Question, name: Name) -> Iterator[tuple[Question, Rung, bool]]:
        """The columns and the rungs to try, and whether with care for what other tables tell, which is slower."""
        ladder: Sequence[Rung] = question.characteristic.ladder
        # Nobody is shown a table, or a finer one, that the officer is not; nor one finer than its own totals.
        finer = [(self._officers, name)] if self._officers else []
        finer += [(self, (name[0], None))] if question.opinion else []
        for version, of in finer:
            if of in version.withheld:
                self.withheld[name] = version.withheld[of]
                return
            codes = [rung.code for rung in ladder]
            shown = version.tables[of].rung
            ladder = ladder[codes.index(shown) :] if shown in codes else ladder
        for rung in ladder:
            if question.opinion is None:
                yield question, rung, False
            if question.opinion or self.withheld[name] == WOULD_EXPOSE:
                yield question, rung, True
            if question.opinion and question.columns and (fewer := fewer_columns(question.opinion, question.columns)):
                yield replace(question, columns=fewer), rung, True

    def _proposed(self, question: Question, rung: Rung, name: Name, *, carefully: bool) -> Proposal | None:
        told = self._readers[0].can_tell if carefully else None
        # How many were not asked can give away how many are of an age.
        hide = (NOT_ASKED,) if carefully and question.opinion is None else ()
        before = self._officers.tables.get(name) if self._officers else None
        try:
            return propose(question, rung, self._t, told, self._settings, before, hide)
        except TableTooLarge:
            return None

    def _is_safe(self, proposal: Proposal, guarded: Sequence[Sequence[Sum]]) -> bool:
        both = zip(self._readers, guarded, strict=True)
        return all(reader.may_read(proposal.known, small) for reader, small in both)

    def _tell(self, known: Known) -> None:
        self._totals.append(known)
        self._read([known])

    def _read(self, known: Sequence[Known]) -> None:
        for reader in self._readers:
            reader.read(known)
