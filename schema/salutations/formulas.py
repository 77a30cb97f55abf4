"""Salutation formulas: the type, its inputs and payloads, its mutations, and the greetings that they make."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db import models
from db.errors import InvalidArgument, told_of
from db.salutations import formulas
from db.salutations.formulas import SORTS, find_salutation_formulas, greetings_of, parts_of
from db.writes import validation
from schema.execution.batch import batch
from schema.graph.edges import to_one
from schema.graph.enums import Formality, NamePart, Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.filters import RowWhere, StringWhere
from schema.graph.ids import GlobalId, Node, encoded, node
from schema.graph.inputs import ActionInput, RevisionCheckedInput, input_values
from schema.graph.listed import listed
from schema.graph.paging import Edge, edge_of
from schema.guards.available_actions import always_offered
from schema.guards.plain_actions import SalutationFormulaAction


@node(models.SalutationFormula, needs=Scope.SETUP_READ)
class SalutationFormula(Node):
    """How a salutation reads in one language, formal or informal."""

    revision: int
    """Grows with every change; give it as `expectedRevision` to change only what you have seen."""
    language: str
    """The language, as BCP 47 writes it: en, de-CH."""
    formality: Formality
    """How formal the greeting is."""
    text: str
    """The greeting with slots for the parts of the name, such as "Dear %1 %2,"."""
    created_at: datetime
    """When the formula was created."""
    updated_at: datetime
    """When the formula was last changed."""
    available_actions: list[SalutationFormulaAction] = always_offered(SalutationFormulaAction)
    """What the caller can do with it now."""
    salutation: models.Salutation = to_one("salutation_id")
    """The salutation that reads so."""

    @strawberry.field
    @batch(reads="parts")
    def parts(parents: list[models.SalutationFormula]) -> list[list[NamePart]]:
        """The part of the name for %1, for %2, and so on. An empty part drops its slot and the blank around it."""
        return [parts_of(parent) for parent in parents]


@listed(models.SalutationFormula, SORTS, default="by language, the formal one before the informal one")
class SalutationFormulaWhere(RowWhere):
    """Which formulas of a salutation; every field that is given must match, and null asks nothing."""

    language: StringWhere | None = strawberry.UNSET
    """By language, as BCP 47 writes it (en, de-CH)."""
    formality: list[Formality] | None = strawberry.UNSET
    """By how formal the greeting is: one of these; an empty list matches nothing."""


@strawberry.input
class CreateSalutationFormulaInput(ActionInput):
    """How a salutation reads in one language, formal or informal."""

    salutation_id: GlobalId[models.Salutation]
    """The salutation that gets the formula."""
    language: str
    """The language, as BCP 47 writes it: en, de-CH."""
    formality: Formality
    """How formal the greeting is. A salutation has one formula of each formality in a language."""
    text: str
    """The greeting, one line of at most 100 characters, with slots from %1 to %5 for parts of the name: "Dear %1
    %2,"."""
    parts: list[NamePart] = strawberry.field(default_factory=list)
    """The part of the name for slot %1, for %2, and so on, at most 5: exactly as many as the greeting has slots."""


@strawberry.type
class CreateSalutationFormulaPayload(Payload):
    """The new formula of a salutation."""

    salutation_formula: SalutationFormula | None = None
    """The formula that was created."""
    salutation_formula_edge: Edge[SalutationFormula] | None = None
    """The salutation formula as an edge of the `formulas` of the salutation."""
    salutation: models.Salutation | None = None
    """The salutation."""


@strawberry.input
class UpdateSalutationFormulaInput(RevisionCheckedInput):
    """Changes of a formula of a salutation. What is left out stays."""

    salutation_formula_id: GlobalId[models.SalutationFormula]
    """The formula to change."""
    language: str | None = strawberry.UNSET
    """The language, as BCP 47 writes it (en, de-CH); left out: it stays. Null is refused."""
    formality: Formality | None = strawberry.UNSET
    """How formal the greeting is; left out: it stays. Null is refused. A salutation has one formula of each formality
    in a language."""
    text: str | None = strawberry.UNSET
    """The greeting, one line of at most 100 characters, with slots from %1 to %5 for parts of the name ("Dear %1
    %2,"); left out: it stays. Null is refused."""
    parts: list[NamePart] | None = strawberry.UNSET
    """The part of the name for slot %1, for %2, and so on, at most 5: exactly as many as the greeting has slots; left
    out: they stay. Null is refused."""


@strawberry.type
class UpdateSalutationFormulaPayload(ChangePayload):
    """The changed formula of a salutation."""

    salutation_formula: SalutationFormula | None = None
    """The formula after the change."""
    salutation: models.Salutation | None = None
    """The salutation."""


@strawberry.input
class DeleteSalutationFormulaInput(RevisionCheckedInput):
    """A formula to take from its salutation."""

    salutation_formula_id: GlobalId[models.SalutationFormula]
    """The formula to delete."""


@strawberry.type
class DeleteSalutationFormulaPayload(Payload):
    """What was deleted."""

    deleted_salutation_formula_id: strawberry.ID | None = None
    """The id of what was deleted; null if the action was refused."""
    salutation: models.Salutation | None = None
    """The salutation that had the formula."""


@strawberry.type
class SalutationFormulasMutation:
    @mutation(needs=Scope.SETUP_WRITE)
    async def create_salutation_formula(
        info: Info, input: CreateSalutationFormulaInput
    ) -> CreateSalutationFormulaPayload:
        """Say how a salutation reads in a language, formal or informal."""
        values = input_values(input)
        created = await formulas.create_salutation_formula(
            values.pop("salutation_id"), values, now=info.context.now
        )
        return CreateSalutationFormulaPayload(
            salutation_formula=created.salutation_formula,
            salutation_formula_edge=edge_of(find_salutation_formulas(), created.salutation_formula),
            salutation=created.salutation,
        )

    @mutation(needs=Scope.SETUP_WRITE)
    async def update_salutation_formula(
        info: Info, input: UpdateSalutationFormulaInput
    ) -> UpdateSalutationFormulaPayload:
        """Change how a salutation reads in a language, formal or informal."""
        values = input_values(input)
        updated = await formulas.update_salutation_formula(
            values.pop("salutation_formula_id"),
            expected_revision=values.pop("expected_revision", None),
            values=values,
            now=info.context.now,
        )
        return UpdateSalutationFormulaPayload(
            salutation_formula=updated.salutation_formula,
            salutation=updated.salutation,
            changed=updated.changed,
        )

    @mutation(needs=Scope.SETUP_WRITE)
    async def delete_salutation_formula(
        info: Info, input: DeleteSalutationFormulaInput
    ) -> DeleteSalutationFormulaPayload:
        """Delete a formula of a salutation."""
        deleted = await formulas.delete_salutation_formula(**input_values(input))
        return DeleteSalutationFormulaPayload(
            deleted_salutation_formula_id=encoded("SalutationFormula", deleted.salutation_formula_id),
            salutation=deleted.salutation,
        )


async def greetings_below(
    parents: list[models.Contact], formality: Formality, language: str | None
) -> list[str | None]:
    """The greeting of each contact: one statement for all of them."""
    spoken = spoken_language(language)
    greetings = await greetings_of([parent.id for parent in parents], formality, spoken)
    return [greetings.get(parent.id) for parent in parents]


def spoken_language(language: str | None) -> str | None:
    """A language that an argument names, in its normal form."""
    with told_of("language"):
        try:
            return validation.language(language) if language else None
        except validation.Unfit as unfit:
            raise InvalidArgument(unfit.message) from None
