"""Verbs and readings of the orders being written."""

from medcircuit.ordering.service.drafts import (
    Draft,
    Template,
    delete_template,
    draft_of,
    drop_draft,
    keep_template,
    save_draft,
    templates,
)
from medcircuit.ordering.service.previewing import Asked, Preview, preview
from medcircuit.ordering.service.signing import sign, to_sign

__all__ = [
    "Asked",
    "Draft",
    "Preview",
    "Template",
    "delete_template",
    "draft_of",
    "drop_draft",
    "keep_template",
    "preview",
    "save_draft",
    "sign",
    "templates",
    "to_sign",
]
