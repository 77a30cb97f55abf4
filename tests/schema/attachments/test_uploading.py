"""Attachments as a client asks for them."""

from __future__ import annotations

from db.models import Attachment
from schema import schema
from schema.graph.ids import global_id
from tests.builders import an_attachment
from tests.schema.asking import ask
from tests.statements import counted_statements

FIELDS = "... on Attachment { id name mediaType sizeBytes sha256 createdAt downloadLink { url } }"


async def test_an_attachment_is_a_node() -> None:
    attachment = await an_attachment(b"held", name="Offer.pdf")
    answer = await ask(f'{{ node(id: "{global_id(attachment)}") {{ {FIELDS} }} }}')
    found = answer["node"]
    assert (found["name"], found["mediaType"], found["sizeBytes"]) == ("Offer.pdf", "application/pdf", 4)
    assert len(found["sha256"]) == 64 and found["downloadLink"]["url"].startswith(
        "http://127.0.0.1:8000/attachments/"
    )


async def test_many_attachments_take_as_many_statements_as_one() -> None:
    counts = []
    for many in (1, 5):
        ids = [global_id(await an_attachment()) for _ in range(many)]
        with counted_statements() as statements:
            answer = await ask(f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ {FIELDS} }} }}", ids=ids)
        assert len({each["sha256"] for each in answer["nodes"]}) == many
        counts.append(len(statements))
    assert counts == [2, 2]  # attachments, and the bytes behind them


async def test_links_to_one_attachment_are_told_apart_from_those_to_another() -> None:
    attachments = [await an_attachment() for _ in range(2)]
    urls = set()
    for attachment in attachments:
        answer = await ask(
            f'{{ node(id: "{global_id(attachment)}") {{ ... on Attachment {{ downloadLink {{ url }} }} }} }}'
        )
        urls.add(answer["node"]["downloadLink"]["url"])
    assert len(urls) == await Attachment.all().count() == 2


def test_a_file_is_a_scalar_with_a_specification() -> None:
    upload = schema._schema.type_map["Upload"]
    assert upload.specified_by_url == "https://github.com/jaydenseric/graphql-multipart-request-spec"  # type: ignore[attr-defined]
