"""What the command line tells the people of a house is said for them, and is no docstring."""

import inspect

import click
import pytest
from click.testing import CliRunner

from medcircuit.cli import main


def commands(group, name="medcircuit"):
    yield name, group
    for own, command in getattr(group, "commands", {}).items():
        yield from commands(command, f"{name} {own}")


def test_every_command_and_every_option_says_what_it_is_for():
    silent = [
        f"{name} {option.opts[0]}"
        for name, command in commands(main)
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert not silent, silent


def test_no_command_shows_its_docstring():
    shown = [name for name, one in commands(main) if one.help in {None, inspect.getdoc(one.callback)}]
    assert not shown, shown


def test_the_list_of_commands_is_not_cut_short():
    cut = [name for name, command in commands(main) if command.get_short_help_str(70).endswith("...")]
    assert not cut, cut


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("frobnicate", "Erreur : Commande inconnue : frobnicate."),
        ("serve --foo", "Erreur : Option inconnue : --foo."),
        ("serve --port abc", "Valeur refusée pour '--port' : « abc » n'est pas un nombre qui convient."),
        ("serve --port 99999999", "99999999 est hors des limites 1<=x<=65535."),
        ("serve --port", "Erreur : L'option --port demande une valeur."),
        ("demo a b", "Erreur : Arguments en trop : a b"),
        ("catalogue import", "Il manque l'argument"),
        ("serve --help", "Afficher cette aide."),
    ],
)
def test_a_mistake_on_the_command_line_is_said_in_french(typed, said):
    answer = CliRunner().invoke(main, typed.split())
    assert said in answer.output
    for english in ("Usage: ", "Try ", "Error", "Invalid", "Missing", "No such", "Show this"):
        assert english not in answer.output
