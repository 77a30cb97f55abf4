"""Numbers from a series: taken under the lock of the series, so that nobody gets the same one twice."""

from __future__ import annotations

from tortoise.models import Model

from db.errors import Code, Problems, refuse
from db.models import MarketingSetup, NumberSeries
from db.sql import statements
from db.sql.row_security import seeing_all
from db.sql.rows import noun_of
from db.writes.in_the_way import check_free
from db.writes.locking import locked_rows


async def the_setup() -> MarketingSetup:
    return await MarketingSetup.get(id=1)


async def lock_setup() -> None:
    """Lock the setup: for whoever deletes what it may name as a default, and so makes it forget that."""
    await locked_rows(MarketingSetup, [1])


async def take_number(series_id: int | None, model: type[Model]) -> str:
    return (await take_numbers(series_id, model, 1))[0]


async def take_numbers(series_id: int | None, model: type[Model], count: int) -> list[str]:
    """The next `count` numbers of the series; those that a row has already, given by hand, are skipped."""
    if series_id is None:
        refuse(
            Code.NUMBER_SERIES_MISSING,
            f"Marketing setup names no number series for a {noun_of(model)}. Choose one, or give the number.",
            "number",
        )
    numbers: list[str] = []
    while len(numbers) < count:
        wanted = count - len(numbers)
        [last] = await statements.change_returning(
            "UPDATE number_series SET last_value = last_value + :wanted WHERE id = :id RETURNING *",
            wanted=wanted, id=series_id,
        )  # fmt: skip
        series = NumberSeries(**{name: last[name] for name in ("prefix", "digits", "last_value")})
        candidates = [series.number_at(last["last_value"] - wanted + 1 + place) for place in range(wanted)]
        with seeing_all():
            taken = set(await model.filter(number__in=candidates).values_list("number", flat=True))
        numbers += [number for number in candidates if number not in taken]
    return numbers


async def check_manual_number(
    series_id: int | None, number: str, model: type[Model], problems: Problems
) -> None:
    """Report a number given by hand that the series does not allow, or that a row has already."""
    if series_id is not None and not (await NumberSeries.get(id=series_id)).allows_manual_numbers:
        problems.add(
            Code.NUMBER_NOT_ALLOWED,
            "The number series does not allow numbers given by hand. Leave the number out.",
            "number",
        )
    message = f"There is a {noun_of(model)} with the number {number} already."
    await check_free(model, {"number": number}, problems, message, "number")
