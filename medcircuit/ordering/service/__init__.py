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
from medcircuit.ordering.service.previewing import Asked, Day, Due, Preview, preview
from medcircuit.ordering.service.signing import Written, mentions_of, sign

__all__ = [
    "Asked",
    "Day",
    "Draft",
    "Due",
    "Preview",
    "Template",
    "Written",
    "delete_template",
    "draft_of",
    "drop_draft",
    "keep_template",
    "mentions_of",
    "preview",
    "save_draft",
    "sign",
    "templates",
]
