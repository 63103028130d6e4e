"""What click itself says on the command line (usage, errors, headings), in French.

It asks gettext, which would follow the machine's language, and it ships no French.
"""

from __future__ import annotations

from click import core, decorators, exceptions, formatting, parser, types

SAID = {
    "Usage:": "Usage :",
    "Options": "Options",
    "Commands": "Commandes",
    "Positional arguments": "Arguments",
    "Error: {message}": "Erreur : {message}",
    "Try '{command} {option}' for help.": "Pour de l'aide : {command} {option}",
    "Show this message and exit.": "Afficher cette aide.",
    "Aborted!": "Abandonné. Rien de plus n'est fait.",
    "Do you want to continue?": "Continuer ?",
    "required": "obligatoire",
    "default: {default}": "par défaut : {default}",
    "env var: {var}": "variable : {var}",
    "Missing command.": "Il manque la commande.",
    "Missing argument": "Il manque l'argument",
    "Missing option": "Il manque l'option",
    "Missing parameter": "Il manque le paramètre",
    "Missing parameter: {param_name}": "Il manque le paramètre : {param_name}",
    "Choose from:\n\t{choices}": "À choisir parmi :\n\t{choices}",
    "No such option {name!r}.": "Option inconnue : {name}.",
    "No such command {name!r}.": "Commande inconnue : {name}.",
    "Did you mean {possibility}?": "Vouliez-vous écrire {possibility} ?",
    "(Did you mean one of: {possibilities}?)": "Vouliez-vous écrire l'un de ceux-ci : {possibilities} ?",
    "Invalid value: {message}": "Valeur refusée : {message}",
    "Invalid value for {param_hint}: {message}": "Valeur refusée pour {param_hint} : {message}",
    "{value!r} is not {choice}.": "« {value} » n'est pas {choice}.",
    "{value!r} is not one of {choices}.": "« {value} » n'est pas l'un de ces choix : {choices}.",
    "{value!r} is not a valid {number_type}.": "« {value} » n'est pas un nombre qui convient.",
    "{value} is not in the range {range}.": "{value} est hors des limites {range}.",
    "{value!r} does not match the format {format}.": "« {value} » n'a pas la forme {format}.",
    "{value!r} does not match the formats {formats}.": "« {value} » n'a aucune de ces formes : {formats}.",
    "Got unexpected extra argument ({args})": "Argument en trop : {args}",
    "Got unexpected extra arguments ({args})": "Arguments en trop : {args}",
    "Option {name!r} requires an argument.": "L'option {name} demande une valeur.",
    "Option {name!r} requires {nargs} arguments.": "L'option {name} demande {nargs} valeurs.",
    "Option {name!r} does not take a value.": "L'option {name} ne prend pas de valeur.",
    "Argument {name!r} takes {nargs} values.": "L'argument {name} demande {nargs} valeurs.",
    "Could not open file {filename!r}: {message}": "Le fichier {filename} ne s'ouvre pas : {message}",
    "unknown error": "cause inconnue",
    "file": "Fichier",
    "directory": "Dossier",
    "path": "Chemin",
    "File": "Fichier",
    "Directory": "Dossier",
    "Path": "Chemin",
    "{name} {filename!r} does not exist.": "{name} introuvable : {filename}.",
    "{name} {filename!r} is a file.": "{filename} est un fichier : un dossier est attendu.",
    "{name} {filename!r} is a directory.": "{filename} est un dossier : un fichier est attendu.",
    "{name} {filename!r} is not readable.": "{name} illisible : {filename}. Vérifiez ses droits.",
    "{name} {filename!r} is not writable.": "{name} protégé en écriture : {filename}. Vérifiez ses droits.",
}
"""Each sentence as click writes it, and ours with the same places; one that is not here stays as it is."""


def _said(sentence: str) -> str:
    return SAID.get(sentence, sentence)


def _said_of(one: str, many: str, n: int) -> str:
    return _said(one if n == 1 else many)


def speak_french() -> None:
    """Have click say its own sentences in French, in whatever language the machine is."""
    for module in (core, decorators, exceptions, formatting, parser, types):
        vars(module).update(_=_said, ngettext=_said_of)
