"""The enums of rows and callers, declared for the graph; their meanings stand where they are defined.

A module of schema/ that shows one imports it from here, or from the noun that declares it, never from db/: so an
enum is declared before anything names it. tests/test_agreement.py holds that.
"""

from __future__ import annotations

import strawberry

from db.callers import CallerKind, Role, Scope
from db.models import (
    ContactKind,
    CorrespondenceType,
    DeliveryStatus,
    Evaluation,
    Formality,
    InformationFlow,
    InitiatedBy,
    InteractionStatus,
    NamePart,
    SegmentStatus,
)

for _shown in (
    CorrespondenceType,
    InformationFlow,
    InitiatedBy,
    Evaluation,
    DeliveryStatus,
    InteractionStatus,
    SegmentStatus,
    ContactKind,
    Formality,
    NamePart,
    Role,
    Scope,
    CallerKind,
):
    strawberry.enum(_shown)
