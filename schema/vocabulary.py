"""The enums of rows and callers, declared for the graph; their meanings stand where they are defined.

A module of schema/ that shows one imports it from here, or from the noun that declares it, never from db/: so an
enum is declared before anything names it. tests/test_agreement.py holds that.
"""

from __future__ import annotations

import strawberry

from db import callers, models

CorrespondenceType = strawberry.enum(models.CorrespondenceType)
InformationFlow = strawberry.enum(models.InformationFlow)
InitiatedBy = strawberry.enum(models.InitiatedBy)
Evaluation = strawberry.enum(models.Evaluation)
DeliveryStatus = strawberry.enum(models.DeliveryStatus)
InteractionStatus = strawberry.enum(models.InteractionStatus)
SegmentStatus = strawberry.enum(models.SegmentStatus)
ContactKind = strawberry.enum(models.ContactKind)
Formality = strawberry.enum(models.Formality)
NamePart = strawberry.enum(models.NamePart)
Role = strawberry.enum(callers.Role)
Scope = strawberry.enum(callers.Scope)
CallerKind = strawberry.enum(callers.CallerKind)
