"""What the house asks of every file."""

import ast
import importlib
import pkgutil
import re
import subprocess
from pathlib import Path

import pytest

import medcircuit
from medcircuit.kernel.findings import KINDS
from medcircuit.kernel.problems import every_problem

ROOT = Path(__file__).parents[2]


def tracked(*patterns):
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:  # not a checkout (an unpacked archive)
        return [path for pattern in patterns for path in ROOT.rglob(pattern) if ".venv" not in path.parts]
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).exists()]


def written_by_hand(*patterns):
    """Files a person writes and reads: a revision of the schema is as long as its tables."""
    return [path for path in tracked(*patterns) if path.parent.name != "versions"]


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.fixture(scope="session", autouse=True)
def _everything_is_loaded():
    for module in pkgutil.walk_packages(medcircuit.__path__, "medcircuit."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def test_a_function_fits_on_a_page():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path in written_by_hand("*.py")
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > 50
    ]
    assert not long, "\n".join(long)


def test_a_file_stays_under_four_hundred_lines():
    long = [
        f"{path.relative_to(ROOT)} has {count} lines"
        for path in written_by_hand("*.py", "*.js", "*.css")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    ]
    assert not long, "\n".join(long)


def test_no_file_is_a_catch_all():
    names = {"utils.py", "helpers.py", "common.py", "misc.py"}
    assert not [path for path in tracked("*.py") if path.name in names]


def test_every_problem_has_a_code_of_its_own_and_a_french_sentence():
    problems = every_problem()
    codes = [problem.code for problem in problems]
    assert len(set(codes)) == len(codes), sorted(code for code in codes if codes.count(code) > 1)
    assert not [problem for problem in problems if not re.fullmatch(r"[a-z][a-z0-9_]+", problem.code)]
    assert not [problem.code for problem in problems if not problem.sentence.rstrip().endswith((".", "?"))]


def test_every_finding_has_a_french_sentence():
    bad = [kind.code for kind in KINDS.values() if not kind.sentence.rstrip().endswith((".", "?", "!"))]
    assert not bad, bad
    assert all(re.fullmatch(r"[a-z][a-z0-9_]+", code) for code in KINDS)


def test_what_a_shape_refuses_is_a_phrase_that_is_translated():
    said = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in tracked("medcircuit/*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ValidationError"
        if isinstance(node.args[0], ast.Constant)
    ]
    assert not said, said


def test_every_function_of_a_test_file_is_a_test_a_fixture_or_used():
    unused = []
    for path in tracked("tests/*.py"):
        text = path.read_text(encoding="utf-8")
        everywhere = (
            text
            if path.name.startswith("test_")
            else "".join(p.read_text(encoding="utf-8") for p in tracked("tests/*.py"))
        )
        for node in functions(path):
            if node.name.startswith(("test_", "pytest_", "__")) or node.decorator_list:
                continue
            if len(re.findall(rf"\b{re.escape(node.name)}\b", everywhere)) < 2:
                unused.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not unused, "\n".join(unused)


def test_nothing_tracked_names_this_machine_or_a_registry():
    marks = [str(ROOT) + "/", "index-url", "registry.npmjs", "files.pythonhosted", "pypi.org/simple"]
    texts = [
        "*.py",
        "*.js",
        "*.css",
        "*.html",
        "*.md",
        "*.toml",
        "*.json",
        "*.lock",
        "bin/*",
        ".ci/*",
        "*.txt",
        "*.po",
    ]
    found = [
        f"{path.relative_to(ROOT)} holds {mark}"
        for path in tracked(*texts)
        if path != Path(__file__)
        for mark in marks
        if mark in path.read_text(encoding="utf-8", errors="replace")
        and not (path.parent.name == "bin" and mark == "index-url")
    ]
    assert not found, "\n".join(found)


def test_no_french_text_breaks_the_rules_of_writing_doses():
    """No trailing zero, a leading zero, no µg and no lone U or UI."""
    wrong = re.compile(r"\d,0\b|(?<![\d\w]),\d|µg|\bUI?\b(?=[ .]*$)")
    sentences = [problem.sentence for problem in every_problem()]
    sentences += [text for kind in KINDS.values() for text in (kind.sentence, kind.advice)]
    examples = re.compile(r"par exemple.*")
    assert not [text for text in sentences if wrong.search(examples.sub("", text))]
