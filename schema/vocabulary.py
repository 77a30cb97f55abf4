"""The words that several nouns choose from, as clients see them. Their meanings stand where they are defined."""

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
