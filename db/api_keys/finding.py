"""Lists of API keys, and their scopes."""

from __future__ import annotations

from db.callers import Scope, narrowed
from db.errors import Code, refuse
from db.models import ApiKey, Salesperson
from db.sql.filters import Where, is_one_of, moment, text, which_of
from db.sql.found import Order, found
from db.sql.keyset_pages import Listing, Sort

CONDITIONS = {
    "prefix": text("prefix", str.lower),
    "role": is_one_of("role"),
    "salesperson": which_of("salesperson_id"),
    "created_at": moment("created_at"),
    "expires_at": moment("expires_at"),
    "revoked_at": moment("revoked_at"),
    "last_used_at": moment("last_used_at"),
}
SORTS = {"NAME": Sort("name"), "CREATED_AT": Sort("created_at")}


def find_api_keys(where: Where | None = None, order: Order = ()) -> Listing[ApiKey]:
    """All keys, revoked and expired ones included, the latest first."""
    return found(ApiKey, where, CONDITIONS, order, Sort("id", descending=True))


async def all_api_keys() -> list[ApiKey]:
    return await ApiKey.all().order_by("-id")


async def api_key_with(prefix: str) -> ApiKey:
    """The key with this prefix; any longer part of the key that begins with it will do."""
    named = prefix.strip().lower().removeprefix("tb_").split("_", 1)[0]
    key = await ApiKey.get_or_none(prefix=named)
    if key is None:
        refuse(
            Code.NOT_FOUND, f"There is no API key with the prefix {named}. Run: touchbase key list", "prefix"
        )
    return key


async def salesperson_with(code: str) -> Salesperson:
    salesperson = await Salesperson.get_or_none(code=code.strip().upper())
    if salesperson is None:
        refuse(Code.NOT_FOUND, f"There is no salesperson with the code {code}.", "salesperson")
    return salesperson


async def codes_of(keys: list[ApiKey]) -> dict[int, str]:
    """The codes of the salespeople of keys, by their ids."""
    wanted = {key.salesperson_id for key in keys if key.salesperson_id is not None}
    return {row.id: row.code for row in await Salesperson.filter(id__in=wanted)} if wanted else {}


def scopes_of(key: ApiKey) -> list[Scope]:
    """The scopes of a key, in the order of the enum."""
    own = narrowed(key.role, None if key.scopes is None else key.scopes.split())
    return [each for each in Scope if each in own]
