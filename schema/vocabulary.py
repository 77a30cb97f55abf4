"""The words that several nouns choose from, as clients see them."""

from __future__ import annotations

import strawberry

from db import models

WORDS = {
    models.CorrespondenceType: {
        "NONE": "Not written to.",
        "HARD_COPY": "A letter on paper.",
        "EMAIL": "An e-mail.",
    },
    models.InformationFlow: {
        "INBOUND": "From the contact to us.",
        "OUTBOUND": "From us to the contact.",
    },
    models.InitiatedBy: {"US": "We began.", "THEM": "The contact began."},
    models.Evaluation: {
        "VERY_POSITIVE": "Went very well.",
        "POSITIVE": "Went well.",
        "NEUTRAL": "Neither well nor badly.",
        "NEGATIVE": "Went badly.",
        "VERY_NEGATIVE": "Went very badly.",
    },
    models.InteractionStatus: {
        "POSTPONED": "Begun, to be finished later. Counts nowhere.",
        "LOGGED": "Done, an entry of the log.",
        "CANCELED": "Marked as a mistake. Stays in the log and counts nowhere.",
    },
    models.SegmentStatus: {
        "OPEN": "Being prepared.",
        "LOGGED": "Logged: read-only, its contacts have their entries.",
        "CANCELED": "Logged and then canceled, its entries too.",
    },
    models.ContactKind: {"COMPANY": "A company.", "PERSON": "A person, who may belong to a company."},
}

for _enum, _meanings in WORDS.items():
    strawberry.enum(_enum, description=_enum.__doc__)
    for _value in _enum.__strawberry_definition__.values:  # type: ignore[attr-defined]
        _value.description = _meanings[_value.name]
