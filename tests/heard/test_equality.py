"""`heard equality compute`, line by line as an analyst's program types it."""

import ctypes
import json
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from heard.command import main
from heard.equality.kinds import KINDS
from heard.equality.solver_output import solver_prints_to_stderr

W1 = [[4, 20, 35], [16, 28, 31], [22, 9, 40]]
MONTHS = [14, 12, 15, 13, 11, 14, 16, 12, 13, 15, 14, 12]
RESIDENTS = 16613 / 187032


def type_in(*lines: object) -> Result:
    text = b"\n".join(
        line if isinstance(line, bytes) else line.encode() if isinstance(line, str) else json.dumps(line).encode()
        for line in lines
    )
    return CliRunner().invoke(main, ["equality", "compute"], input=text, prog_name="heard")


def answers(*lines: object) -> list[dict]:
    done = type_in(*lines)
    assert "fault of ours" not in done.stderr
    assert "Traceback" not in done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


# Each kind once: what is given, and some of what is answered.
ASKED = {
    "wilson": ({"x": 7, "n": 120, "conf": 0.95}, {"lo": 0.028541, "hi": 0.115526}),
    "jeffreys": ({"x": 7, "n": 120, "conf": 0.95}, {"lo": 0.026468, "hi": 0.111104}),
    "newcombe_difference": (
        {"x1": 18, "n1": 40, "x2": 70, "n2": 100, "conf": 0.95}, {"diff": -0.25, "lo": -0.414326, "hi": -0.070549},
    ),
    "disclosure": (
        {"substantive": 112, "prefer_not": 18, "unanswered": 10, "not_asked": 25},
        {"asked": 140, "not_asked": 25, "disclosure": 0.8, "pnts": 0.128571, "unanswered": 0.071429},
    ),
    "response_rate": (
        {"responses": 58, "invited": 320, "undeliverable": 0, "conf": 0.95},
        {"denominator": 320, "rate": 0.18125, "lo": 0.142905, "hi": 0.227157},
    ),
    "representation": (
        {"x": 5, "substantive": 140, "reference_share": RESIDENTS, "conf": 0.95},
        {"share": 0.035714, "lo": 0.015350, "hi": 0.080877, "ratio": 0.402078, "ratio_lo": 0.172810,
         "ratio_hi": 0.910532, "gap_pp": -5.311009, "shortfall": 7.435412},
    ),
    "midp_binomial": ({"x": 5, "n": 140, "reference_share": RESIDENTS}, {"p": 0.016534}),
    "exact_binomial_minlike": ({"x": 5, "n": 140, "reference_share": RESIDENTS}, {"p": 0.024636}),
    "benjamini_hochberg": (
        {"p": [0.001, 0.02, 0.03, 0.5, 0.04]},
        {"p_adj": [0.005, 0.05, 0.05, 0.5, 0.05], "rejected_at_0_05": [True, False, False, False, False]},
    ),
    "missing_data_bounds": (
        {"x": 5, "substantive": 140, "non_disclosed": 30, "reference_share": RESIDENTS, "conf": 0.95, "k": 2},
        {"n": 170, "manski_lo": 0.029412, "manski_hi": 0.205882, "manski_conf_lo": 0.012627,
         "manski_conf_hi": 0.272839, "k_lo": 0.032922, "k_hi": 0.042662, "k_conf_lo": 0.013680,
         "k_conf_hi": 0.090088, "tipping": 12.504150},
    ),
    "verdict": (
        {"x": 4, "substantive": 180, "non_disclosed": 20, "reference_share": 0.088824, "p_adj": 0.002},
        {"verdict": "under", "reason": "holds_to_k"},
    ),
    "coverage_table": (
        {"groups": [{"code": "white_british", "x": 9, "reference": 170419},
                    {"code": "all_other", "x": 5, "reference": 16613}], "non_disclosed": 24},
        {"rows": [{"code": code, "r": r, "share": None, "ratio": None, "ratio_lo": None, "ratio_hi": None, "p": None,
                   "p_adj": None, "verdict": "cannot_tell", "reason": "too_few_answers"}
                  for code, r in (("white_british", 170419 / 187032), ("all_other", RESIDENTS))]},
    ),
    "content_or_shut_out": (
        {"complaint_verdict": "under", "survey_verdict": "cannot_tell", "satisfied": [42, 45], "knows_how": [43, 45],
         "feels_able": [40, 44], "theta": 0.6},
        {"satisfaction": "high", "know": "high", "able": "high", "access": "high", "outcome": "content",
         "flags": ["reach_unknown"]},
    ),
    "spc_xmr": (
        {"y": MONTHS, "baseline": None, "screen": True},
        {"mean": 13.416667, "amr": 2.181818, "mr_dropped": 0, "upl": 19.220303, "lpl": 7.613030, "near_upl": 17.285758,
         "near_lpl": 9.547576, "lpl_display": 7.613030, "astronomical": [], "shift": [], "trend": [],
         "two_of_three": []},
    ),
    "suppress_two_way": (
        {"table": W1, "t": 5, "zeros": "show"},
        {"suppressed": [[0, 0], [0, 1], [2, 0], [2, 1]], "cost": 59,
         "attacker": {"r0c0": [0, 24], "r0c1": [0, 24], "r2c0": [2, 26], "r2c1": [5, 29]}},
    ),
    "attack_two_way": (
        {"table": W1, "suppressed": [[0, 0], [0, 1], [2, 0], [2, 1]], "known": [{"cell": [0, 0], "lo": 1, "hi": None}]},
        {"attacker": {"r0c0": [1, 24], "r0c1": [0, 23], "r2c0": [2, 25], "r2c1": [6, 29]}},
    ),
    "attack_rounded": (
        {"table": [[3, 24, 38], [17, 5, 46], [21, 33, 12]], "suppress_up_to": 7, "base": 5},
        {"attacker": {"r0c0": [1, 6], "r0c1": [23, 25], "r0c2": [38, 42], "r1c0": [15, 17], "r1c1": [4, 6],
                      "r1c2": [45, 47], "r2c0": [18, 22], "r2c1": [33, 35], "r2c2": [8, 12]}},
    ),
    "attack_linear": (
        {"microcells": 5, "releases": [{"weights": [1, 1, 1, 1, 0], "lo": 24, "hi": 24},
                                       {"weights": [0, 1, 1, 1, 1], "lo": 21, "hi": 21},
                                       {"weights": [1, 0, 0, 0, 0], "lo": 6, "hi": 6}], "target": [0, 0, 0, 0, 1]},
        {"bounds": [3, 3]},
    ),
    "intersection": (
        {"substantive": 120, "reference_shares": [0.5, 0.41, 0.05, 0.04], "forbidden_pair": False, "ways": 2},
        {"allowed": False, "reason": "sparse_expected"},
    ),
}  # fmt: skip


def test_each_kind_is_tried_here():
    assert set(ASKED) == set(KINDS)


def near(expected):
    return pytest.approx(expected, abs=5e-7) if isinstance(expected, float) else expected


@pytest.mark.parametrize("kind", ASKED)
def test_a_line_of_each_kind_has_its_answer(kind):
    given, expected = ASKED[kind]
    done = type_in({"kind": kind, "given": given})
    assert (done.exit_code, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert {name: found[name] for name in expected} == {name: near(value) for name, value in expected.items()}


def test_a_bad_line_is_named_and_the_others_go_on():
    wilson = {"kind": "wilson", "given": {"x": 7, "n": 120}}
    done = type_in(wilson, "", "nonsense", wilson, {"kind": "wilson", "given": {"x": 7, "n": 1.5}}, wilson)
    assert done.exit_code == 1
    well, bad, again, worse, last = (json.loads(line) for line in done.stdout.splitlines())
    assert well == again == last
    assert bad["error"].startswith("line 3: this is not JSON")
    assert worse == {"error": "line 5: n: Give a whole number, like 12."}


def test_a_table_of_too_few_people_is_refused_whole():
    given = {"table": [[1, 2]], "t": 5, "zeros": "show"}
    (found,) = answers({"kind": "suppress_two_way", "given": given})
    assert found == {"refuse": True, "suppressed": None, "cost": None, "attacker": None}


def test_cells_may_be_named():
    releases = [{"weights": {"adults": 1, "children": 1}, "lo": 46, "hi": 46}]
    releases.append({"weights": {"adults": 1}, "lo": 43, "hi": 43})
    given = {"microcells": ["adults", "children"], "releases": releases, "target": {"children": 1}}
    assert answers({"kind": "attack_linear", "given": given}) == [{"bounds": [3, 3]}]


SUPPRESS = {"kind": "suppress_two_way", "given": {"table": W1}}
# What is typed; what is said.
BAD = [
    ([1], "Give one JSON object"),
    (b"\xff", "this is not UTF-8 text"),
    (b'{"kind": "wilson", "kind": "wilson"}', "kind: This stands twice"),
    (b'{"kind": "wilson", "given": {"x": NaN, "n": 5}}', "NaN is no value of JSON"),
    (b"[" * 200_000, "nested too deep"),
    (b'{"kind": "wilson", "given": {"x": 1' + b"0" * 400 + b', "n": 5}}', "x: Give a number"),
    (b"1" * 1_000_001, "more than 1000000 bytes"),
    ({"kind": "mean", "given": {}}, "kind: Give one of wilson,"),
    ({"kind": ["wilson"], "given": {}}, "kind: Give one of wilson,"),
    ({"kind": "wilson", "given": [1]}, "given: Give a JSON object"),
    ({"kind": "wilson", "given": None}, "given: Give a JSON object"),
    ({"kind": "wilson", "given": {}, "also": 1}, "also: We do not know this field"),
    ({"kind": "wilson", "given": {"x": True, "n": "5"}}, "x: Give a number, like 0.95. n: Give a number"),
    ({"kind": "wilson", "given": {"x": 1, "n": 5, "m": 1}}, "m: We do not know this field"),
    ({"kind": "wilson", "given": {"x": 9, "n": 5}}, "x: Give a number from 0 to n, which is 5"),
    ({"kind": "wilson", "given": {"x": 1, "n": 5, "conf": 95}}, "conf: Give a confidence"),
    ({"kind": "wilson", "given": {"x": 1, "n": None}}, "n: This is needed"),
    ({"kind": "verdict", "given": ASKED["verdict"][0] | {"p_adj": None}}, "p_adj: Give a number from 0 to 1"),
    ({"kind": "coverage_table", "given": {"groups": [{"code": 5, "x": 1}, []], "non_disclosed": 0}},
     "groups[0].code: Give the code as text. groups[1]: Give a JSON object"),
    ({"kind": "content_or_shut_out", "given": ASKED["content_or_shut_out"][0] | {"satisfied": [1], "theta": 2}},
     "satisfied: Give two whole numbers"),
    ({"kind": "content_or_shut_out", "given": ASKED["content_or_shut_out"][0] | {"survey_verdict": "quiet"}},
     "survey_verdict: Give one of under, over, as_expected, cannot_tell"),
    ({"kind": "suppress_two_way", "given": {"table": [[1, 2], [3]]}}, "table: Row 1 has 1 counts, row 0 has 2"),
    ({"kind": "suppress_two_way", "given": {"table": [[1] * 121]}}, "table: this table has 121 cells"),
    ({"kind": "suppress_two_way", "given": {"table": W1, "zeros": "hide"}}, "zeros: Give one of show, sensitive"),
    ({"kind": "attack_two_way", "given": {"table": W1, "suppressed": [[9, 9]]}}, "suppressed[0]: There is no cell"),
    ({"kind": "attack_linear", "given": {"microcells": ["a", "a"], "releases": [], "target": [1, 0]}},
     "microcells: Give the names of the cells, each once"),
    ({"kind": "attack_linear", "given": {"microcells": 1, "releases": [], "target": {"b": 1}}},
     "target: There is no cell of the name 'b'"),
    ({"kind": "attack_linear", "given": {"microcells": 1, "releases": [], "target": ["b"]}}, "target: Give a number"),
    ({"kind": "spc_xmr", "given": {"y": [1, "2", 3]}}, "y[1]: Give a number"),
    ({"kind": "spc_xmr", "given": {"y": [1, 2], "screen": "no"}}, "screen: Give true or false"),
]  # fmt: skip


@pytest.mark.parametrize("given, said", BAD)
def test_what_cannot_be_reckoned_is_answered_in_plain_words(given, said):
    done = type_in(given, SUPPRESS)
    assert done.exit_code == 1
    bad, well = (json.loads(line) for line in done.stdout.splitlines())
    assert bad["error"].startswith("line 1: ")
    assert said in bad["error"]
    assert well["cost"] == 59
    assert done.stderr == ""


def test_what_the_solver_prints_goes_to_standard_error(capfd):
    printing = ctypes.CDLL(None)
    with solver_prints_to_stderr():
        printing.puts(b"the solver chatters")
    printing.puts(b"an answer")
    printing.fflush(None)
    assert capfd.readouterr() == ("an answer\n", "the solver chatters\n")


def test_nothing_but_answers_stands_in_a_pipe():
    # At this table the solver does print, to the standard output of the process.
    chatty = {"table": [[8, 108], [0, 42], [52, 9], [2, 0], [2, 29]], "t": 10, "zeros": "show"}
    lines = b"\n".join([json.dumps({"kind": "suppress_two_way", "given": chatty}).encode()] * 2)
    done = subprocess.run([sys.executable, "-m", "heard", "equality", "compute"], input=lines, capture_output=True)
    assert done.returncode == 0
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert first == second
    assert first["suppressed"]


def test_a_reader_who_has_seen_enough_is_no_fault(tmp_path):
    (tmp_path / "lines").write_text('{"kind": "wilson", "given": {"x": 7, "n": 120}}\n' * 5000)
    command = [sys.executable, "-m", "heard", "equality", "compute"]
    with (
        (tmp_path / "lines").open() as lines,
        subprocess.Popen(command, stdin=lines, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running,
    ):
        assert running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""


def test_no_other_command_waits_for_the_statistics_to_load():
    shown = (
        "import sys; from click.testing import CliRunner; from heard.command import main; "
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0; assert 'scipy' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", shown]).returncode == 0
