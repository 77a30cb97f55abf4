"""Salutations, their formulas and greetings, as clients ask for them."""

from __future__ import annotations

from typing import Any

from schema.graph.ids import global_id
from tests.builders import a_company, a_contact, a_salutation, a_salutation_formula
from tests.schema.asking import ask, refusal
from tests.statements import counted_statements

CREATE = """mutation ($input: CreateSalutationInput!) { createSalutation(input: $input) {
    salutation { id code description revision } salutationEdge { cursor node { code } }
    replayed clientMutationId userErrors { code path } } }"""

ADD = """mutation ($input: CreateSalutationFormulaInput!) { createSalutationFormula(input: $input) {
    salutationFormula { id language formality text parts salutation { code } }
    salutationFormulaEdge { cursor node { id } } salutation { revision } replayed
    userErrors { code message path } } }"""

CHANGE = """mutation ($input: UpdateContactInput!) { updateContact(input: $input) {
    contact { name firstName middleName surname initials salutation { code } } changed
    userErrors { code path } } }"""

FORMULAS = """query ($after: String) { salutation(by: { code: "m" }) {
    formulas(first: 1, after: $after) { edges { cursor node { id formality } } totalCount } } }"""


async def test_a_salutation_is_made_changed_found_and_deleted() -> None:
    values = {"code": "m", "description": "Man", "clientMutationId": "c"}
    created = (await ask(CREATE, input=values))["createSalutation"]
    salutation = created["salutation"]
    assert (salutation["code"], salutation["revision"], created["clientMutationId"]) == ("M", 1, "c")
    assert created["salutationEdge"]["node"] == {"code": "M"}
    listed = await ask(
        'query ($id: ID!) { salutations(where: { code: { startsWith: "M" } }) { edges { cursor } totalCount }'
        " salutation(by: { id: $id }) { description formulas { totalCount } } }",
        id=salutation["id"],
    )
    assert listed["salutations"]["edges"] == [{"cursor": created["salutationEdge"]["cursor"]}]
    assert listed["salutation"] == {"description": "Man", "formulas": {"totalCount": 0}}
    change = """mutation ($input: UpdateSalutationInput!) { updateSalutation(input: $input) {
        salutation { description } changed userErrors { code } } }"""
    values = {"salutationId": salutation["id"], "expectedRevision": 1, "description": "Sir"}
    updated = (await ask(change, input=values))["updateSalutation"]
    assert updated == {"salutation": {"description": "Sir"}, "changed": True, "userErrors": []}
    delete = """mutation ($input: DeleteSalutationInput!) { deleteSalutation(input: $input) {
        deletedSalutationId userErrors { code } } }"""
    deleted = (await ask(delete, input={"salutationId": salutation["id"]}))["deleteSalutation"]
    assert deleted == {"deletedSalutationId": salutation["id"], "userErrors": []}
    assert await ask('{ salutation(by: { code: "M" }) { id } }') == {"salutation": None}


async def test_a_formula_is_added_changed_and_taken_away() -> None:
    salutation = global_id(await a_salutation(code="M"))
    values = {"salutationId": salutation, "language": "en", "formality": "FORMAL"}
    values |= {"text": "Dear %1 %2,", "parts": ["FIRST_NAME", "SURNAME"]}
    added = (await ask(ADD, input=values, idempotency_key="k"))["createSalutationFormula"]
    formula = added["salutationFormula"]
    assert formula == {
        "id": formula["id"], "language": "en", "formality": "FORMAL", "text": "Dear %1 %2,",
        "parts": ["FIRST_NAME", "SURNAME"], "salutation": {"code": "M"},
    }  # fmt: skip
    again = (await ask(ADD, input=values, idempotency_key="k"))["createSalutationFormula"]
    assert (again["replayed"], again["salutationFormula"]) == (True, formula)
    change = """mutation ($input: UpdateSalutationFormulaInput!) { updateSalutationFormula(input: $input) {
        salutationFormula { text parts revision } salutation { code } changed userErrors { code path } } }"""
    values = {"salutationFormulaId": formula["id"], "text": "Dear %1,"}
    refused = (await ask(change, input=values))["updateSalutationFormula"]
    assert refused["userErrors"] == [{"code": "SALUTATION_SLOTS_INVALID", "path": ["input", "text"]}]
    updated = (await ask(change, input=values | {"parts": ["INITIALS"]}))["updateSalutationFormula"]
    assert updated["salutationFormula"] == {"text": "Dear %1,", "parts": ["INITIALS"], "revision": 2}
    delete = """mutation ($input: DeleteSalutationFormulaInput!) { deleteSalutationFormula(input: $input) {
        deletedSalutationFormulaId salutation { formulas { totalCount } } userErrors { code } } }"""
    deleted = (await ask(delete, input={"salutationFormulaId": formula["id"]}))["deleteSalutationFormula"]
    assert deleted["deletedSalutationFormulaId"] == formula["id"]
    assert deleted["salutation"] == {"formulas": {"totalCount": 0}}


async def test_the_edge_of_a_new_formula_is_its_place_in_the_list() -> None:
    salutation = await a_salutation(code="M")
    values: dict[str, Any] = {"salutationId": global_id(salutation), "language": "en", "text": "Dear all,"}
    edges = [
        (await ask(ADD, input=values | {"formality": formality}))["createSalutationFormula"]
        for formality in ("FORMAL", "INFORMAL")
    ]
    after = None
    for place, formality in enumerate(("FORMAL", "INFORMAL")):
        page = (await ask(FORMULAS, after=after))["salutation"]["formulas"]
        [edge] = page["edges"]
        assert (edge["node"]["formality"], page["totalCount"]) == (formality, 2)
        assert edge["cursor"] == edges[place]["salutationFormulaEdge"]["cursor"]
        after = edge["cursor"]


async def test_a_person_is_created_by_the_parts_of_the_name() -> None:
    salutation = global_id(await a_salutation(code="F"))
    create = """mutation ($input: CreateContactInput!) { createContact(input: $input) {
        contact { id name } userErrors { code path } } }"""
    ann = {"kind": "PERSON", "firstName": "Ann", "surname": "Cox", "salutationId": salutation}
    contact = (await ask(create, input=ann))["createContact"]["contact"]
    assert contact["name"] == "Ann Cox"
    values = {"contactId": contact["id"], "middleName": "Bea", "initials": "AB"}
    updated = (await ask(CHANGE, input=values))["updateContact"]
    assert updated["contact"] == {
        "name": "Ann Bea Cox", "firstName": "Ann", "middleName": "Bea", "surname": "Cox", "initials": "AB",
        "salutation": {"code": "F"},
    }  # fmt: skip
    for refused, path in (
        ({"kind": "COMPANY", "name": "Acme", "surname": "Cox"}, "surname"),
        ({"kind": "PERSON", "initials": "AB"}, "name"),
        ({"kind": "COMPANY"}, "name"),
    ):
        [error] = (await ask(create, input=refused))["createContact"]["userErrors"]
        assert error["path"] == ["input", path]


async def test_marketing_setup_names_the_salutations_of_new_contacts() -> None:
    company, person = [global_id(await a_salutation(code=code)) for code in ("C", "P")]
    change = """mutation ($input: UpdateMarketingSetupInput!) { updateMarketingSetup(input: $input) {
        marketingSetup { defaultCompanySalutation { code } defaultPersonSalutation { code } }
        userErrors { code path } } }"""
    values = {"defaultCompanySalutationId": company, "defaultPersonSalutationId": person}
    setup = (await ask(change, input=values))["updateMarketingSetup"]["marketingSetup"]
    assert setup == {"defaultCompanySalutation": {"code": "C"}, "defaultPersonSalutation": {"code": "P"}}
    await a_company()
    await a_contact()
    listed = await ask("{ contacts { nodes { kind salutation { code } } } }")
    assert [(each["kind"], each["salutation"]["code"]) for each in listed["contacts"]["nodes"]] == [
        ("COMPANY", "C"),
        ("PERSON", "P"),
    ]


async def test_a_contact_is_greeted_as_a_letter_would() -> None:
    formula = await a_salutation_formula()
    await a_contact(surname="Cox", language="en", salutation_id=formula.salutation_id)
    document = """{ contacts { nodes { greeting informal: greeting(formality: INFORMAL)
        english: greeting(language: "EN") german: greeting(language: "de") } } }"""
    [greeted] = (await ask(document))["contacts"]["nodes"]
    assert greeted == {"greeting": "Dear Cox,", "informal": None, "english": "Dear Cox,", "german": None}
    message = await refusal('{ contacts { nodes { greeting(language: "klingon") } } }')
    assert message.startswith("klingon is not a known language")


async def test_the_greetings_of_a_page_are_one_statement() -> None:
    formula = await a_salutation_formula()
    for _ in range(5):
        await a_contact(surname="Cox", language="en", salutation_id=formula.salutation_id)
    for first in (1, 5):
        with counted_statements() as statements:
            answer = await ask(f"{{ contacts(first: {first}) {{ nodes {{ greeting }} }} }}")
        assert answer["contacts"]["nodes"] == [{"greeting": "Dear Cox,"}] * first
        assert len(statements) == 2
