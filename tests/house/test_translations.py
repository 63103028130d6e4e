"""Every sentence that the server says in French can be read in English."""

import ast
import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import medcircuit
from medcircuit.administration.rules import as_needed, reading
from medcircuit.administration.rules.deciding import CLOSED_BECAUSE
from medcircuit.administration.rules.findings import OVERRIDES
from medcircuit.administration.rules.informing import CONDUCT, HOW, WHY
from medcircuit.administration.rules.sites import NOT_SAID, SITES
from medcircuit.administration.rules.vocabulary import CORRECTIONS, REMOVALS, STATES, TYPED_LATER, UNREADABLE
from medcircuit.administration.schemas import outgoing, settling
from medcircuit.administration.service import presenting
from medcircuit.consultations import rules as consultations
from medcircuit.kernel.findings import KINDS
from medcircuit.kernel.http import ELSE, FRAMEWORK, TITLES
from medcircuit.kernel.phrases import PHRASES, recognised
from medcircuit.kernel.problems import every_problem
from medcircuit.medicines.rules import doses
from medcircuit.medicines.rules.codes.reading import REASONS
from medcircuit.medicines.rules.thesaurus import LEVELS
from medcircuit.prescriptions import review_schemas
from medcircuit.prescriptions.rules import review
from medcircuit.prescriptions.rules.checks import REASONS as CHECK_REASONS
from medcircuit.residents.rules.measures import KINDS as MEASURES
from medcircuit.residents.rules.people import ABSENCE_LABELS
from medcircuit.stock.rules.amounts import BOX, plural_french
from medcircuit.stock.service import names
from medcircuit.structure.rules.rounds import DEFAULT_MOMENTS, DEFAULT_ROUNDS

PACKAGE = Path(medcircuit.__file__).parent
CATALOGUE = PACKAGE / "web/translations/en/LC_MESSAGES/messages.po"
PLACES = re.compile(r"%\((\w+)\)s")
FACTS_OF_PROBLEMS = (
    "administration/rules/as_needed.py",
    "administration/rules/entry.py",
    "administration/rules/reading.py",
    "administration/rules/vital.py",
    "administration/service/settling.py",
    "administration/service/prn/asking.py",
    "administration/service/prn/effects.py",
    "delegations/rules/regimes.py",
    "delegations/service/authorising.py",
    "consultations/rules.py",
    "consultations/service/giving.py",
    "medicines/schemas.py",
    "posology/rules/fhir.py",
    "prescriptions/rules/lines.py",
    "prescriptions/rules/care.py",
    "prescriptions/rules/daily.py",
    "residents/rules/admission.py",
    "residents/rules/measures.py",
    "residents/rules/portraits.py",
    "residents/service/arrivals.py",
    "residents/service/away.py",
    "residents/service/dossiers.py",
    "stock/schemas.py",
    "structure/rules/on_call.py",
    "prescriptions/service/sealing.py",
    "prescriptions/service/review.py",
    "prescriptions/service/mentioned.py",
    "prescriptions/service/versions.py",
    "prescriptions/service/daily.py",
    "prescriptions/service/transcribing.py",
    "prescriptions/service/autonomy.py",
    "prescriptions/service/talking.py",
    "prescriptions/service/alerts.py",
    "administration/service/prn/counting.py",
    "ordering/service/drafts.py",
    "delegations/service/writing.py",
)
"""Modules that fill their problems with French texts of their own."""
TELLING = frozenset({"reason", "field", "status"})
"""The facts of a problem that hold such a text."""


@pytest.fixture(scope="session", autouse=True)
def _everything_is_loaded():
    for module in pkgutil.walk_packages(medcircuit.__path__, "medcircuit."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def english():
    with CATALOGUE.open("rb") as text:
        return {message.id: message.string for message in read_po(text) if message.id and not message.fuzzy}


def of_problems_and_findings():
    for problem in every_problem():
        yield from (problem.title, problem.sentence)
    for kind in KINDS.values():
        yield from (kind.sentence, kind.advice)
    yield from (sentence for _, sentence in FRAMEWORK.values())
    yield from TITLES.values()
    yield ELSE


def of_closed_lists():
    yield from (*consultations.REASONS.values(), *consultations.GLASS_REASONS.values())
    for word in STATES:
        yield word.word
        yield from (reason.label for reason in word.reasons)
    yield from (site.label for site in SITES)
    yield NOT_SAID
    yield from (kind.label for kind in MEASURES.values())
    told = (UNREADABLE, CORRECTIONS, REMOVALS, TYPED_LATER, CLOSED_BECAUSE, HOW, CONDUCT)
    for reasons in (*told, *OVERRIDES.values()):
        yield from (reason.label for reason in reasons)
    yield from (one.label for one in (*as_needed.REASONS, *as_needed.SCALES.values()))
    yield from outgoing.HEADLINES.values()
    yield from WHY.values()
    yield from settling.WORDS.values()
    yield from outgoing.BADGES.values()
    yield from (outgoing.GIVEN_BY_YOU, outgoing.GIVEN_BY_ANOTHER)
    yield from (reason.sentence for reason in REASONS.values())
    yield from (said for label in ABSENCE_LABELS.values() for said in (label, label.lower()))
    yield from (label for _, label, _ in DEFAULT_MOMENTS)
    yield from (known.label for known in DEFAULT_ROUNDS)
    yield from (*CHECK_REASONS.values(), *LEVELS.values())
    for labels in (review.KINDS, review.PROBLEMS, review.INTERVENTIONS, review.OUTCOMES):
        yield from labels.values()
    yield from (said for both in review_schemas.WHY.values() for said in both)
    yield from (said for one in review.TEMPLATES for said in (one.label, one.text))


def of_facts():
    yield from PHRASES
    yield from (words for _, words in reading.OWN_WORDS.values())
    yield from (reading.IDENTITY, presenting.OF_ANOTHER_UNIT, names.UNKNOWN)
    for path in FACTS_OF_PROBLEMS:
        yield from told((PACKAGE / path).read_text(encoding="utf-8"))


def told(source):
    """French texts given to a problem: by name, to `refuse` or a like function, or as what a fault is."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from texts(keyword.value for keyword in node.keywords if keyword.arg in TELLING)
            if getattr(node.func, "id", "") in {"refuse", "ValidationError", "_one_of"}:
                yield from (text for text in texts(node.args) if not text.isascii() or " " in text)
        if isinstance(node, ast.Return) and node.value is not None:
            yield from (text for text in texts([node.value]) if " " in text)
        if isinstance(node, ast.Dict):
            yield from texts(
                value
                for key, value in zip(node.keys, node.values, strict=True)
                if getattr(key, "value", "") == "what"
            )


def texts(nodes):
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def counted_words():
    """The words under which stock is counted."""
    folded = {word for words in doses.UNIT_WORDS.values() for word in words} | set(doses.CONTAINERS)
    return {
        BOX,
        names.CONTAINER,
        names.UNIT,
        "application",
        *(doses.UNIT_WORDS_FRENCH.get(word, word) for word in folded),
        *doses.UNIT_WORDS_FRENCH.values(),
    }


def test_the_stock_pages_know_the_english_of_every_unit():
    texts = (PACKAGE / "web/static/app/stock_texts.js").read_text()
    known = texts[texts.index("const UNITS_EN") :]
    assert not [
        word for word in counted_words() - {BOX} if f"{word}: " not in known and f'"{word}": ' not in known
    ]


def sentences():
    yield from of_problems_and_findings()
    yield from of_closed_lists()
    yield from of_facts()


def test_every_sentence_is_translated():
    known = english()
    missing = sorted({sentence for sentence in sentences() if sentence and not known.get(sentence)})
    assert not missing, "\n".join(missing)


def test_every_word_of_stock_is_translated_in_both_numbers():
    known = english()
    missing = [word for word in counted_words() if not all(known.get((word, plural_french(word)), ("",)))]
    assert not missing, missing


def test_a_translation_says_the_same_facts():
    wrong = [
        french
        for french, said in english().items()
        if isinstance(french, str) and sorted(PLACES.findall(french)) != sorted(PLACES.findall(said))
    ]
    assert not wrong, wrong


def test_nothing_is_translated_that_nobody_says():
    said = {*sentences(), *((word, plural_french(word)) for word in counted_words())}
    assert not [message for message in english() if message not in said]


def test_a_text_made_from_a_phrase_is_known_again():
    examples = {
        "time": "08:03",
        "day": "20/11",
        "count": "14",
        "digits": "34009364…",
        "number": "-2",
        "hour": "21",
        "minute": "40",
    }
    for message in PHRASES:
        facts = {name: examples.get(name, "x") for name in PLACES.findall(message)}
        assert recognised(message % facts) == (message, facts), message
