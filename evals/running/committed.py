"""The suite as it is committed, put together for a run."""

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from evals.digests import LENGTH, case_digest, digest
from evals.gate import SUITE_VERSION
from evals.injections import injections
from evals.injections.cases import injected
from evals.nulls import Asked, Null, client, nulls
from evals.recorded import open_recorded, recorded_cases
from evals.recorded.cases import account_of, names
from evals.recorded.faults import UnusableRecording
from evals.recordings.keeping import replay_kept
from evals.recordings.recording import Desk
from evals.reference import reference
from evals.running.anew import drawn_anew
from evals.running.bench import Bench, Replayed
from evals.running.checking import checking
from evals.running.ran import Ran
from evals.running.results import Beside, FactState, Scored
from evals.running.run import Digests, Suite
from evals.scoring import Expected, judged
from evals.scoring.answer import Answer
from evals.scoring.conduct import strays, writes
from evals.scoring.facts import Matched, Matching
from evals.suite import suite
from evals.suite.accounts import Accounts, Objects, Opened
from evals.suite.case import Case, Computed
from evals.suite.families import FAMILIES
from evals.suite.manifest import load_manifest
from evals.suite.worlds import Worlds, sharing
from tools.contract.clock import MachineClock
from tools.operations.environment import read_environment


@contextmanager
def committed_bench(seed: int | None = None) -> Generator[Bench]:
    """The suite of the committed files, its accounts open for as long as the block runs.

    With a `seed`, its accounts are drawn anew.
    """
    with ExitStack() as stack:
        worlds = Worlds(folder=stack.enter_context(sharing()))
        cases = committed() if seed is None else drawn_anew(seed, worlds)
        accounts = stack.enter_context(Accounts(worlds, recorded=open_recorded))
        yield Bench(
            cases=cases,
            manifest=len(load_manifest().cases) + (_beside_manifest() if seed is None else 0),
            suite=Suite(
                open=accounts.open,
                score=scored,
                digests=_digests(worlds),
                version=SUITE_VERSION,
                beside=Unknowing(nulls(cases)).beside,
            ),
            titles=titles(),
            checks=checking,
            replays=_replays(cases, accounts, worlds),
        )


def _replays(cases: Sequence[Case], accounts: Accounts, worlds: Worlds) -> Callable[[Collection[str]], Replayed]:
    """Replays the turns that are kept, on the accounts that are open already."""

    def replayed(wanted: Collection[str]) -> Replayed:
        clock = MachineClock()
        desk = Desk(accounts.open, worlds, read_environment(), clock)
        try:
            found = replay_kept({case.id: case for case in cases}, desk, clock.now(), wanted)
        except UnusableRecording as fault:
            return Replayed(1, [str(fault)])
        return Replayed(found.count, list(found.stale()))

    return replayed


def committed() -> tuple[Case, ...]:
    """Every case that is gated: those of the manifest, the same with a stranger's text in the account, recordings."""
    computed = suite()
    return (*computed, *injected(computed), *recorded_cases())


def _beside_manifest() -> int:
    return len(names()) + sum(one.in_account for one in injections())


def titles() -> Mapping[str, str]:
    """What each family asks, by its name."""
    return {family.name: family.title for family in FAMILIES}


def scored(case: Case, ran: Ran, objects: Objects) -> Scored:
    """An answer's card, what became of each fact, and what was done that may never be."""
    expected = Expected(case, objects)
    answer = Answer(expected, ran)
    matched = Matching(answer).matched if ran.report is not None else []
    return Scored(
        judged(expected, ran),
        {one.fact.key: _state(one) for one in matched},
        [one.fact.key for one in matched if one.fact.kind == "money" and one.contradicted_by],
        [*writes(answer), *strays(answer)],
    )


NOBODY: Mapping[str, Null] = {}


@dataclass(frozen=True)
class Unknowing:
    """The agents that know nothing, asked each case while its account is open.

    A case with a stranger's text in it is its clean twin's question once more: it isn't put to them again.
    """

    agents: Mapping[str, Null]

    def beside(self, case: Case, opened: Opened) -> Beside:
        """What they pass, and a digest of what the scorers say of them and of the answer that the truth describes."""
        expected = Expected(case, opened.objects)
        agents = NOBODY if case.injection else self.agents
        with client(opened) as account:
            asked = Asked.of(case, account)
            cards = {name: judged(expected, agent(asked)) for name, agent in agents.items()}
        every = [*cards.values(), judged(expected, reference(case, opened.objects))]
        told = [[(one.scorer, one.passed, one.value) for one in card.scores] for card in every]
        return Beside({name: card.passed for name, card in cards.items()}, digest(told))


def _state(matched: Matched) -> FactState:
    if matched.contradicted_by:
        return "contradicted"
    return "stated" if matched.stated else "missing"


def _digests(worlds: Worlds) -> Callable[[Case], Digests]:
    """The digests of a case and of the account that it plays on."""

    known: dict[str, Digests] = {}

    def digests(case: Case) -> Digests:
        if case.id not in known:
            source = case.source
            world = worlds.of(source).shelves.digest if isinstance(source, Computed) else account_of(case).digest()
            known[case.id] = (case_digest(case), world[:LENGTH])
        return known[case.id]

    return digests
