"""What a newcomer reads names everything that is there, and the hazard log names tests that exist."""

import re
from pathlib import Path

import click

from medcircuit.cli import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands(group, path=()):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name))


def test_the_readme_begins_with_what_it_is_and_the_two_commands():
    assert README.index("bin/demo") < README.index("bin/test") < README.index("![")


def test_the_readme_names_every_command():
    missing = [
        name for name in commands(main) if f"`{name}`" not in README and f"medcircuit {name}" not in README
    ]
    assert not missing, missing


def test_the_readme_names_every_setting():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "medcircuit").rglob("*.py"))
    settings = set(re.findall(r"MEDCIRCUIT_[A-Z_]+", code))
    assert not [name for name in settings if f"`{name}`" not in README and name not in README]


def test_every_link_of_the_documents_leads_somewhere():
    missing = [
        f"{document.name}: {target}"
        for document in ROOT.glob("*.md")
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8"))
        if not target.startswith("http") and not (ROOT / target).exists()
    ]
    assert not missing, missing


def test_every_hazard_names_a_test_that_exists():
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    rows = [
        line
        for line in (ROOT / "SAFETY.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| H")
    ]
    assert rows
    wrong = []
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row)
        if not named:
            wrong.append(f"{row[:6]} names no test")
        wrong += [f"{row[:6]} names {name}" for name in named if f"def {name}(" not in tests]
    assert not wrong, "\n".join(wrong)
