"""Names of the demo: made up, in the spellings that real names come in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Land:
    """A country of the contacts: its salesperson, names, cities and telephone numbers."""

    country_code: str
    language: str
    salesperson: str
    telephone: str | None
    cities: tuple[tuple[str, str | None, str], ...]
    """Each with its region, where letters name one, and its postal code."""
    street: str
    companies: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]
    jobs: tuple[str, ...]
    wives: tuple[str, ...] = ()
    """The surnames in their female form, where it differs."""


JOBS = ("Managing director", "Purchaser", "Production manager", "Accountant", "Assistant")

# A telephone number ends in the two or three digits that `#` stands for. Where a country keeps numbers free for
# films and books they are of that range; in Russia no number begins with 000; elsewhere nobody has one.
LANDS = (
    Land(
        "GB", "en", "AH", "+44 20 7946 0###",
        (("London", None, "SE1 7PB"), ("Bristol", None, "BS1 4ND"), ("Leeds", "West Yorkshire", "LS1 5QS")),
        "{} Mill Lane",
        (
            "Otterfold Bakeries Ltd", "Bramblewick Tools Ltd", "Quillhaven Print & Paper", "Saltmarrow Fisheries plc",
            "Thistledown Textiles", "Hedgerow & Daughters Ltd", "Copperkettle Catering", "Wrenfield Joinery",
            "O'Hanratty Instruments", "Lantern Yard Theatre Trust", "Puddlecote Nurseries", "Ffynnon Dairy Cyf",
        ),
        ("Nora", "Siân", "Imogen", "Zoë", "Prudence", "Aoife"),
        ("Edmund", "Rhys", "Callum", "Tobias", "Seán", "Humphrey"),
        ("Whitcombe", "O'Dowdall", "Llewellyn-Pryce", "Ashgrove", "MacAskilly", "Thornbury", "Peverel"),
        JOBS,
    ),
    Land(
        "US", "en", "EK", "+1 212 555 01##",
        (("New York", "NY", "10013"), ("Troy", "NY", "12180"), ("Albany", "NY", "12207")), "{} Harbor Avenue",
        (
            "Prairie Lantern Supply Co.", "Tumbleweed & Sons Freight", "Blue Heronette Canoes LLC",
            "Maple Hinge Doors Inc.", "Cicada Valley Orchards", "Northstair Elevators Inc.",
            "Double Acorn Toys", "Pelican Bend Boatyard",
        ),
        ("Marlene", "Dolores", "Wanda", "Ximena"), ("Casper", "Leroy", "Desmond", "José"),
        ("Kowalczyk-Reed", "Bellweather", "D'Amoretti", "Hollister", "Nguyễn", "Muñoz"),
        JOBS,
    ),
    Land(
        "DE", "de", "JR", "+49 30 23125 ###",
        (("Berlin", "Berlin", "10179"), ("Görlitz", "Sachsen", "02826"), ("Würzburg", "Bayern", "97070")),
        "Ölmühlenweg {}",
        (
            "Köhlerbrück Möbel GmbH", "Tüftelwerk Maschinenbau AG", "Ährenfeld Mühlen KG", "Süßholz Konfekt GmbH",
            "Öhrental Hörgeräte GmbH", "Grünspan Kupferdächer", "Schäfchen & Größl OHG", "Kieselgurt Filter GmbH",
            "Windlicht Energie eG", "Zaunkönig Gartenbau",
        ),
        ("Änne", "Käthe", "Friederike", "Şebnem", "Jördis"), ("Jörg", "Götz", "Matthäus", "Björn", "Emre"),
        ("Müßiggang", "Großkopf", "Schönwälder", "Yıldırımoğlu", "von der Aue", "Weiß", "Krämer-Böhm"),
        ("Geschäftsführung", "Einkauf", "Fertigungsleitung", "Buchhaltung", "Assistenz"),
    ),
    Land(
        "FR", "fr", "CB", "+33 1 99 00 ## ##",
        (("Paris", None, "75011"), ("Angoulême", None, "16000"), ("Besançon", None, "25000")), "{} rue de la Forêt",
        (
            "Ateliers Véronnet SARL", "Crémerie d'Auzelle", "L'Œil-de-Bœuf Optique", "Façades & Façonnages SA",
            "Hôtel du Grand Tilleul", "Pêcheries de l'Île-Noëlle", "Œillets & Épices",
        ),
        ("Anaïs", "Chloé", "Hélène", "Maëlle"), ("Gaël", "François", "Côme", "Jérôme"),
        ("L'Hérault", "Delaforêt", "Noël-Duçay", "Bœufort", "Sacré"),
        ("Direction", "Achats", "Production", "Comptabilité", "Secrétariat"),
    ),
    Land(
        "SE", "sv", "TO", "+46 8 465 004 ##",
        (("Malmö", None, "211 20"), ("Östersund", None, "831 31")), "Björkvägen {}",
        ("Åkervind AB", "Sjöfjäril Segelmakeri AB", "Tjäder & Örn Snickeri", "Lövånger Ljus AB", "Ängsblå Färg AB"),
        ("Åsa", "Märta", "Linnéa"), ("Håkan", "Göran", "Sören"),
        ("Öhrnberg", "Åkerblad", "Sjögrensson", "Lindqvister"),
        ("Vd", "Inköp", "Produktion", "Ekonomi", "Assistent"),
    ),
    Land(
        "RU", "ru", "MV", "+7 495 000-0#-##",
        (
            ("Москва", "Москва", "115035"), ("Псков", "Псковская область", "180000"),
            ("Тверь", "Тверская область", "170100"),
        ),
        "Яблочный переулок, д. {}",
        (
            "ООО «Тихоозёрские Вёсла»", "ООО «Синяя Сойка»", "АО «Медный Самовар»", "ООО «Ёлочный Двор»",
            "ООО «Подъёмные краны Журавль»", "ИП Щеглова Ж. Ю.", "ООО «Съёмный Объектив»", "АО «Тёплый Чугун»",
            "ООО «Щавель и Щука»", "ООО «Чернильный Ёж»", "ООО «Ясная Пасека»", "АО «Эхо-Прибор»",
        ),
        ("Алёна", "Ксения", "Людмила", "Юлия", "Зоя"), ("Семён", "Пётр", "Игорь", "Аркадий", "Фёдор"),
        ("Воробьёв", "Щукин", "Объедков", "Журавлёв", "Эхов", "Подъячев", "Ягодкин"),
        ("Генеральный директор", "Отдел закупок", "Начальник производства", "Бухгалтерия", "Секретарь"),
        ("Воробьёва", "Щукина", "Объедкова", "Журавлёва", "Эхова", "Подъячева", "Ягодкина"),
    ),
    Land(
        "PL", "pl", "JR", None,
        (("Łódź", None, "90-001"), ("Żywiec", None, "34-300")), "ul. Źródlana {}",
        ("Żółta Łódka Sp. z o.o.", "Świerk i Jodła S.A.", "Młyn Pod Gęsią", "Ćma Lampy Sp. z o.o."),
        ("Małgorzata", "Bożena", "Łucja"), ("Paweł", "Michał", "Włodzimierz"),
        ("Brzęczyszczak", "Źrebiec", "Łękawa", "Wójcikowicz"),
        ("Zarząd", "Zakupy", "Produkcja", "Księgowość", "Sekretariat"),
    ),
    Land(
        "ES", "es", "CB", None,
        (("A Coruña", "A Coruña", "15001"), ("Cádiz", "Cádiz", "11001")), "Calle del Ñandú, {}",
        ("Peñarroca y Muñiz S.L.", "La Cigüeña Textil", "Almacenes Ibáñez-Ordóñez", "Piñón & Azúcar S.A."),
        ("Begoña", "Inés", "María José"), ("Íñigo", "Ángel", "Raúl"),
        ("Núñez", "Güell-Ordóñez", "Ibáñez", "de la Peña"),
        ("Dirección", "Compras", "Producción", "Contabilidad", "Secretaría"),
    ),
)  # fmt: skip

CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya".replace("-", "").split(
            " "
        ),
        strict=True,
    )
)
OTHERS = {"ß": "ss", "ø": "o", "ł": "l", "ı": "i", "œ": "oe", "æ": "ae", "đ": "d"}
LATIN = str.maketrans(CYRILLIC | OTHERS)
