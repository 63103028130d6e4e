"""What the command line tells the people of a house is said for them, and is no docstring."""

import inspect

import click

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
