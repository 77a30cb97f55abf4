"""The GraphQL multipart request: what it does, what it refuses, and that nothing malformed is a fault of ours."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.settings import settings as ours
from db.attachments.sweeping import delete_unused_attachments
from db.models import Attachment
from tests.api.conftest import Client
from tests.api.uploading import PDF, PREFLIGHT, UPLOAD, Part, post, refusals, upload
from tests.db.attachments.stored import files_in

OPERATIONS = {"query": UPLOAD, "variables": {"input": {"file": None}}}
PLACES = {"0": ["variables.input.file"]}
PART = {"0": PDF}


async def test_a_file_becomes_an_attachment(client: Client, storage_folder: Path) -> None:
    payload = await upload(client.http, clientMutationId="m-1")
    attachment = payload["attachment"]
    assert (payload["userErrors"], payload["replayed"], payload["clientMutationId"]) == ([], False, "m-1")
    assert (attachment["name"], attachment["mediaType"], attachment["sizeBytes"]) == (
        "Offer.pdf", "application/pdf", 8,
    )  # fmt: skip
    assert attachment["sha256"] == sha256(b"%PDF-1.7").hexdigest()
    assert attachment["createdAt"].endswith("Z")
    assert list(files_in(storage_folder).values()) == [b"%PDF-1.7"]


async def test_several_files_go_with_one_document(client: Client) -> None:
    document = """mutation ($a: Upload!, $b: Upload!) {
        a: uploadAttachment(input: { file: $a }) { attachment { name } }
        b: uploadAttachment(input: { file: $b, name: "Второй.pdf" }) { attachment { name } } }"""
    operations = {"query": document, "variables": {"a": None, "b": None}}
    places = {"x": ["variables.b"], "y": ["variables.a"]}
    response = await post(
        client.http, operations, places, {"x": ("X.pdf", b"x", PDF[2]), "y": ("Ä.pdf", b"y", PDF[2])}
    )
    assert response.json()["data"] == {
        "a": {"attachment": {"name": "Ä.pdf"}},
        "b": {"attachment": {"name": "Второй.pdf"}},
    }


async def test_a_refusal_is_a_user_error_with_its_path(client: Client) -> None:
    html = ("Page.html", b"<p>", "text/html")
    assert refusals(await upload(client.http, html)) == [("ATTACHMENT_TYPE_NOT_ALLOWED", "input.file")]
    assert refusals(await upload(client.http, ("Empty.pdf", b"", PDF[2]))) == [("INVALID", "input.file")]
    assert refusals(await upload(client.http, name="a/b")) == [("INVALID", "input.name")]
    assert refusals(await upload(client.http, ("../up.pdf", b"x", PDF[2]))) == [("INVALID", "input.name")]
    large = ("Large.pdf", bytes(ours().max_attachment_size + 1), PDF[2])
    payload = await upload(client.http, large)
    assert refusals(payload) == [("ATTACHMENT_TOO_LARGE", "input.file")]
    assert "10485760" in payload["userErrors"][0]["message"]
    assert await Attachment.all().count() == 0


async def test_a_key_gives_the_first_answer_again_and_means_name_type_and_bytes(client: Client) -> None:
    first = await upload(client.http, idempotencyKey="k")
    again = await upload(client.http, idempotencyKey="k")
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert first["attachment"]["id"] == again["attachment"]["id"]
    named = await upload(client.http, ("Other.pdf", *PDF[1:]), idempotencyKey="k", name=PDF[0])
    assert named["attachment"]["id"] == first["attachment"]["id"]
    others: list[tuple[Part, dict[str, Any]]] = [
        (("Offer.pdf", b"%PDF-1.8", "application/pdf"), {}),
        (("Offer.pdf", b"%PDF-1.7", "text/plain"), {}),
        (PDF, {"name": "Other.pdf"}),
    ]
    for part, values in others:
        payload = await upload(client.http, part, idempotencyKey="k", **values)
        assert refusals(payload) == [("IDEMPOTENCY_MISMATCH", "input.idempotencyKey")]
    assert await Attachment.all().count() == 1


async def test_a_replay_after_a_sweep_says_that_the_attachment_is_gone(client: Client) -> None:
    await upload(client.http, idempotencyKey="k")
    await delete_unused_attachments(now=datetime.now(UTC) + timedelta(days=2))
    again = await upload(client.http, idempotencyKey="k")
    assert (again["replayed"], again["attachment"], again["userErrors"]) == (True, None, [])


async def test_the_key_of_the_header_counts_too(client: Client) -> None:
    headers = {**PREFLIGHT, "Idempotency-Key": "h", "X-Request-Id": "mine"}
    assert [(await upload(client.http, headers=headers))["replayed"] for _ in range(2)] == [False, True]
    response = await post(client.http, OPERATIONS, PLACES, PART, headers)
    assert response.headers["X-Request-Id"] == "mine"


@pytest.mark.parametrize("header", ["GraphQL-Preflight", "Apollo-Require-Preflight", "X-Requested-With"])
async def test_a_request_that_a_form_could_send_is_refused(header: str, client: Client) -> None:
    for headers in ({}, {header: " "}):
        response = await post(client.http, OPERATIONS, PLACES, PART, headers)
        assert response.status_code == 400
        [error] = response.json()["errors"]
        assert error["extensions"] == {"code": "BAD_REQUEST"} and "GraphQL-Preflight: 1" in error["message"]
    assert (await post(client.http, OPERATIONS, PLACES, PART, {header: "1"})).status_code == 200


NULLS = {"query": UPLOAD, "variables": {"input": {"file": None}, "list": [None], "text": "x"}}
MALFORMED: dict[str, tuple[object, object, Any]] = {
    "operations are no JSON": ("{", PLACES, PART),
    "operations are a list": ([OPERATIONS], PLACES, PART),
    "no query": ({"variables": {"input": {"file": None}}}, PLACES, PART),
    "query is a number": ({**OPERATIONS, "query": 5}, PLACES, PART),
    "variables are a list": ({"query": UPLOAD, "variables": [None]}, {"0": ["variables.0"]}, PART),
    "no variables": ({"query": UPLOAD}, PLACES, PART),
    "an operation that is not there": ({**OPERATIONS, "operationName": "Other"}, PLACES, PART),
    "map is no JSON": (OPERATIONS, "}", PART),
    "map is a list": (OPERATIONS, [["variables.input.file"]], PART),
    "map names no file": (OPERATIONS, {}, PART),
    "map names a file that is not there": (OPERATIONS, {**PLACES, "1": ["variables.input.file"]}, PART),
    "paths are a text": (OPERATIONS, {"0": "variables.input.file"}, PART),
    "paths are none": (OPERATIONS, {"0": []}, PART),
    "paths are two": (NULLS, {"0": ["variables.input.file", "variables.list.0"]}, PART),
    "path is a number": (OPERATIONS, {"0": [1]}, PART),
    "path is empty": (OPERATIONS, {"0": [""]}, PART),
    "path leads out of the variables": (OPERATIONS, {"0": ["query"]}, PART),
    "path is all variables": ({"query": UPLOAD, "variables": None}, {"0": ["variables"]}, PART),
    "path leads to what is not null": (NULLS, {"0": ["variables.text"]}, PART),
    "path leads past a text": (NULLS, {"0": ["variables.text.0"]}, PART),
    "path leads nowhere": (NULLS, {"0": ["variables.input.files"]}, PART),
    "path leads behind a list": (NULLS, {"0": ["variables.list.1"]}, PART),
    "path leads before a list": (NULLS, {"0": ["variables.list.-1"]}, PART),
    "path has no number for a list": (NULLS, {"0": ["variables.list.x"]}, PART),
    "path has a long number": (NULLS, {"0": [f"variables.list.{'9' * 5000}"]}, PART),
    "two files for one variable": (OPERATIONS, PLACES | {"1": ["variables.input.file"]}, {**PART, "1": PDF}),
    "two parts of one name": (OPERATIONS, PLACES, [("0", PDF), ("0", PDF)]),
    "more files than ten": (OPERATIONS, PLACES, {str(place): PDF for place in range(11)}),
}


async def test_a_malformed_request_is_told_what_is_wrong(client: Client) -> None:
    for name, parts in MALFORMED.items():
        response = await post(client.http, *parts)
        assert response.status_code == 400, name
        [error] = response.json()["errors"]
        assert error["extensions"] == {"code": "BAD_REQUEST"} and error["message"].endswith("."), name
    assert await Attachment.all().count() == 0


async def test_ten_files_are_accepted(client: Client) -> None:
    names = [f"f{place}" for place in range(10)]
    document = f"mutation ({' '.join(f'${name}: Upload!' for name in names)}) {{"
    document += " ".join(
        f"{n}: uploadAttachment(input: {{ file: ${n} }}) {{ attachment {{ id }} }}" for n in names
    )
    operations = {"query": document + "}", "variables": dict.fromkeys(names)}
    places = {name: [f"variables.{name}"] for name in names}
    response = await post(client.http, operations, places, dict.fromkeys(names, PDF))
    assert response.status_code == 200 and await Attachment.all().count() == 10


async def test_a_file_is_no_value_of_another_type_and_a_text_is_no_file(client: Client) -> None:
    """Both are errors of validation, as for any variable."""
    as_text = {
        "query": "query ($s: String) { contacts(search: $s) { totalCount } }",
        "variables": {"s": None},
    }
    answers = [((await post(client.http, as_text, {"0": ["variables.s"]}, PART)).json(), ["$s"])]
    for file in ("Offer.pdf", 5, {"name": "x"}, [None], None):
        answers.append((await client.ask(UPLOAD, input={"file": file}), ["$input", "file"]))
    written = 'mutation { uploadAttachment(input: { file: "x" }) { replayed } }'
    answers.append((await client.ask(written), ["uploadAttachment", "input", "file"]))
    for answer, path in answers:
        [error] = answer["errors"]
        assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED", "path": path}


async def test_a_query_may_come_with_files_that_it_makes_nothing_of(client: Client) -> None:
    document = "query ($f: Upload) { contacts { totalCount } a: __typename @skip(if: true) }"
    response = await post(
        client.http, {"query": document, "variables": {"f": None}}, {"0": ["variables.f"]}, PART
    )
    assert response.status_code == 200


BOUNDARY = "b0"
PIECES = st.sampled_from(
    [
        f"--{BOUNDARY}\r\n", f"--{BOUNDARY}--\r\n", "\r\n", "\r\n\r\n", "--", ":", ";", "\0", "é",
        'Content-Disposition: form-data; name="operations"\r\n', 'Content-Disposition: form-data; name="map"\r\n',
        'Content-Disposition: form-data; name="0"; filename="a.pdf"\r\n', "Content-Disposition: form-data\r\n",
        "Content-Type: application/pdf\r\n", json.dumps(OPERATIONS), json.dumps(PLACES), "[" * 2000,
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(PIECES | st.text(max_size=5), max_size=14),
    kind=st.sampled_from(["", f"; boundary={BOUNDARY}"]),
)
async def test_no_body_is_a_fault_of_ours(pieces: list[str], kind: str, client: Client) -> None:
    headers = {**PREFLIGHT, "Content-Type": f"multipart/form-data{kind}"}
    content = "".join(pieces).encode("utf-8", "surrogatepass")
    response = await client.http.post("/graphql", content=content, headers=headers)
    assert response.status_code in (200, 400), response.text
