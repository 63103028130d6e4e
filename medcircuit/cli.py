"""The command line: each slice brings its own group of commands."""

from __future__ import annotations

import sys

import click

from medcircuit.administration.commands import administration, verify
from medcircuit.administration.commands.delegation import delegation
from medcircuit.administration.commands.prn import prn
from medcircuit.administration.commands.rebuild import rebuild
from medcircuit.bench.commands import bench
from medcircuit.cli_cases import identifier, words
from medcircuit.cli_french import speak_french
from medcircuit.demo.commands import demo
from medcircuit.kernel.db import DatabaseFailed, storage_faults_said
from medcircuit.kernel.problems import Problem
from medcircuit.medicines.commands.catalogue import catalogue
from medcircuit.medicines.commands.code import code_group
from medcircuit.medicines.commands.interactions import interactions
from medcircuit.posology.commands import posology
from medcircuit.prescriptions.commands import prescription
from medcircuit.prescriptions.seal_commands import seal
from medcircuit.residents.rules.identity import read_scan
from medcircuit.staff.commands import staff
from medcircuit.structure import commands as structure
from medcircuit.web import commands as web

speak_french()


class _Commands(click.Group):
    """Says a problem as a sentence and ends with status 1; a traceback is for bugs."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            with storage_faults_said(DatabaseFailed):
                return super().invoke(ctx)
        except Problem as problem:
            click.echo(str(problem), err=True)
            sys.exit(1)


@click.group(cls=_Commands, help="Circuit du médicament : servir, alimenter, vérifier.")
@click.version_option(package_name="medcircuit", help="Afficher la version.")
def main() -> None:
    """The medication circuit: serve it, feed it, check it."""


main.add_command(web.init)
main.add_command(web.serve)
main.add_command(structure.upgrade)
main.add_command(structure.backup)
main.add_command(demo)
main.add_command(bench)
main.add_command(posology)
main.add_command(prescription)
main.add_command(code_group(read_scan))
main.add_command(identifier)
main.add_command(words)
main.add_command(administration)
main.add_command(prn)
main.add_command(delegation)
main.add_command(catalogue)
main.add_command(interactions)
main.add_command(seal)
main.add_command(staff)
main.add_command(verify)
main.add_command(rebuild)
