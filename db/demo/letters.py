"""Letters of the demo: the content of e-mails and business letters, in the languages of their templates."""

from __future__ import annotations

from db.demo.setting_up import LONG_AGO
from db.demo.world import World
from db.letter_contents.creating import create_letter_content
from db.models import TemplateLanguage
from db.templates.languages import update_template_language

# The language, the subject, the greeting of a contact whose salutation has none, the message, and the closing.
LETTER_TEXTS = (
    ("en", "{{ interaction.description }}", "Dear {{ contact.name }},",
     "this is about: {{ interaction.description }}. We will be glad to hear from you.", "Kind regards"),
    ("de", "{{ interaction.description }}", "Guten Tag {{ contact.name }},",
     "es geht um: {{ interaction.description }}. Wir freuen uns, von Ihnen zu hören.", "Freundliche Grüße"),
    ("ru", "{{ interaction.description }}", "Здравствуйте, {{ contact.name }}!",
     "пишем вам по поводу: {{ interaction.description }}. Будем рады вашему ответу.", "С уважением"),
)  # fmt: skip
TEMPLATES_WITH_LETTERS = ("EMAIL", "BUS")


async def write_letters(world: World) -> None:
    begun = world.ago(LONG_AGO, 9)
    for language, subject, else_greeted, message, ending in LETTER_TEXTS:
        greeted = (
            f"{{% if greeting.formal %}}{{{{ greeting.formal }}}}{{% else %}}{else_greeted}{{% endif %}}"
        )
        text = f"{greeted}\n\n{message}\n\n{ending}\n{{{{ salesperson.name }}}}\n{{{{ salesperson.phone }}}}"
        html = "".join(f"<p>{part}</p>" for part in text.split("\n\n")).replace("\n", "<br>")
        written = {"subject": subject, "body_text": text, "body_html": html}
        content = (await create_letter_content(written, now=begun)).letter_content
        for code in TEMPLATES_WITH_LETTERS:
            spoken = await TemplateLanguage.get(template_id=world.templates[code].id, language=language)
            await update_template_language(spoken.id, {"letter_content_id": content.id}, now=begun)
