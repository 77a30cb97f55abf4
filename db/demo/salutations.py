"""Salutations of the demo, and how they read in the languages of its contacts.

No dice are thrown, so all else stays as it was.
"""

from __future__ import annotations

from datetime import datetime

from db.demo.world import World
from db.models import Formality, NamePart
from db.salutations.formulas import create_salutation_formula
from db.salutations.salutations import create_salutation

SALUTATIONS = {
    "M": "Man",
    "F": "Woman",
    "UNISEX": "Person of whom no more is known",
    "COMPANY": "Company",
}

FIRST, MIDDLE, SURNAME = NamePart.FIRST_NAME, NamePart.MIDDLE_NAME, NamePart.SURNAME

BY_SURNAME, WHOLE, BY_FIRST_NAME, BY_PATRONYMIC, NOBODY = (
    (SURNAME,), (FIRST, MIDDLE, SURNAME), (FIRST,), (FIRST, MIDDLE), (),
)  # fmt: skip

# For each salutation the formal and the informal one.
FORMULAS = {
    "en": {
        "M": (("Dear Mr %1,", BY_SURNAME), ("Hi %1,", BY_FIRST_NAME)),
        "F": (("Dear Ms %1,", BY_SURNAME), ("Hi %1,", BY_FIRST_NAME)),
        "UNISEX": (("Dear %1 %2 %3,", WHOLE), ("Hi %1,", BY_FIRST_NAME)),
        "COMPANY": (("Dear Sir or Madam,", NOBODY), ("Dear all,", NOBODY)),
    },
    "de": {
        "M": (("Sehr geehrter Herr %1,", BY_SURNAME), ("Lieber %1,", BY_FIRST_NAME)),
        "F": (("Sehr geehrte Frau %1,", BY_SURNAME), ("Liebe %1,", BY_FIRST_NAME)),
        "UNISEX": (("Guten Tag %1 %2 %3,", WHOLE), ("Hallo %1,", BY_FIRST_NAME)),
        "COMPANY": (("Sehr geehrte Damen und Herren,", NOBODY), ("Guten Tag,", NOBODY)),
    },
    "ru": {
        "M": (("Уважаемый %1 %2!", BY_PATRONYMIC), ("Здравствуйте, %1!", BY_FIRST_NAME)),
        "F": (("Уважаемая %1 %2!", BY_PATRONYMIC), ("Здравствуйте, %1!", BY_FIRST_NAME)),
        "UNISEX": (("Здравствуйте, %1 %2!", BY_PATRONYMIC), ("Привет, %1!", BY_FIRST_NAME)),
        "COMPANY": (("Уважаемые господа!", NOBODY), ("Здравствуйте!", NOBODY)),
    },
    "fr": {
        "M": (("Monsieur,", NOBODY), ("Cher %1,", BY_FIRST_NAME)),
        "F": (("Madame,", NOBODY), ("Chère %1,", BY_FIRST_NAME)),
        "UNISEX": (("Madame, Monsieur,", NOBODY), ("Bonjour %1,", BY_FIRST_NAME)),
        "COMPANY": (("Madame, Monsieur,", NOBODY), ("Bonjour,", NOBODY)),
    },
}


async def agree_on_salutations(world: World, begun: datetime) -> None:
    for code, description in SALUTATIONS.items():
        values = {"code": code, "description": description}
        salutation = (await create_salutation(values, now=begun)).salutation
        world.salutations[code] = salutation
        for language, by_salutation in FORMULAS.items():
            for formality, (text, parts) in zip(Formality, by_salutation[code], strict=True):
                formula = {"language": language, "formality": formality, "text": text, "parts": parts}
                await create_salutation_formula(salutation.id, formula, now=begun)
