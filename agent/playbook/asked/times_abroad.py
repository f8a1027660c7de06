"""The days and times that a question names in German, French, Italian or Spanish, as English words of that meaning."""

import re

from agent.playbook.asked.tongues import ENGLISH_DAYS, ENGLISH_MONTHS, Said, Tongue, named, without_accents

_GERMAN_ONLY = re.compile(r"\b(?:der|das|dem|den|ist|wurden?|warum|wieso|und|nicht|kein\w*|was|zahlung\w*|kunde\w*)\b")
"""Words of a German question, in which "hier" means here."""
_LONG = r"(?P<unit>semana|mes|ano)"
_OF_YEAR = r"(?:\s+del?\s+(?P<year>(?:19|20)\d\d))?"

_SPANISH = Tongue(
    units={"horas": "hour", "hora": "hour", "dias": "day", "dia": "day", "semanas": "week", "semana": "week",
           "meses": "month", "mes": "month", "anos": "year", "ano": "year"},
    numbers={"un": "1", "una": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6", "siete": "7",
             "diez": "10", "quince": "15", "treinta": "30"},
    days=named("lunes martes miercoles jueves viernes sabado domingo", ENGLISH_DAYS),
    months={
        **named(
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre", ENGLISH_MONTHS
        ),
        "setiembre": "September",
    },
    phrases=(
        (rf"(?P<count>\d{{1,2}})\s+de\s+MONTH{_OF_YEAR}", "{count} {month} {year}"),
        (r"(?:l[oa]s\s+)?ultim[oa]s\s+COUNT\s+UNIT", "last {count} {unit}s"),
        (r"(?:l[oa]s\s+)?COUNT\s+ultim[oa]s\s+UNIT", "last {count} {unit}s"),
        (r"hace\s+COUNT\s+(?P<unit>dias?|semanas?)", "{count} {unit}s ago"),
        (r"anteayer|antes\s+de\s+ayer|antier", "2 days ago"),
        (r"ayer|anoche", "yesterday"),
        (r"hoy|esta\s+(?:manana|tarde|noche)", "today"),
        (rf"(?:la|el)\s+{_LONG}\s+(?:pasad[oa]|anterior)", "last {unit}"),
        (rf"(?:la|el)\s+(?:pasad[oa]|ultim[oa])\s+{_LONG}", "last {unit}"),
        (rf"est[ae]\s+{_LONG}", "this {unit}"),
        (rf"(?:la|el)\s+proxim[oa]\s+{_LONG}", "next {unit}"),
        (rf"(?:la|el)\s+{_LONG}\s+(?:que\s+viene|proxim[oa])", "next {unit}"),
        (r"(?:el\s+)?proximo\s+DAY", "next {day}"),
        (r"(?:el\s+)?DAY\s+(?:que\s+viene|proximo)", "next {day}"),
        (r"(?:(?:el|este)\s+)?DAY\s+pasado", "last {day}"),
        (r"(?:el|este)\s+(?:pasado\s+)?DAY", "last {day}"),
        (rf"(?:en|durante)\s+MONTH{_OF_YEAR}", "in {month} {year}"),
        (r"(?<!la )(?<!de )manana", "tomorrow"),
    ),
)  # fmt: skip
_GERMAN = Tongue(
    units={"tagen": "day", "tage": "day", "tag": "day", "stunden": "hour", "stunde": "hour", "wochen": "week",
           "woche": "week", "monaten": "month", "monate": "month", "monat": "month", "jahr": "year"},
    numbers={"einem": "1", "einer": "1", "zwei": "2", "drei": "3", "vier": "4", "sieben": "7", "zehn": "10"},
    days=named("montag dienstag mittwoch donnerstag freitag samstag sonntag", ENGLISH_DAYS),
    months=named(
        "januar februar marz april mai juni juli august september oktober november dezember", ENGLISH_MONTHS
    ),
    phrases=(
        (r"(?P<count>\d{1,2})\.\s*MONTHYEAR", "{count} {month} {year}"),
        (r"(?:letzten|vergangenen)\s+COUNT\s+UNIT", "last {count} {unit}s"),
        (r"vor\s+COUNT\s+UNIT", "{count} {unit}s ago"),
        (r"vorgestern", "2 days ago"),
        (r"gestern", "yesterday"),
        (r"heute", "today"),
        (r"(?:letzte[nrs]?|vergangene[nrs]?|vorige[nrs]?)\s+UNIT", "last {unit}"),
        (r"diese[nmrs]?\s+UNIT", "this {unit}"),
        (r"(?:nachste[nrs]?|kommende[nrs]?)\s+UNIT", "next {unit}"),
        (r"(?:am|letzten|vergangenen)\s+DAY", "last {day}"),
        (r"im\s+MONTHYEAR", "in {month} {year}"),
    ),
)  # fmt: skip
_FRENCH = Tongue(
    units={"jours": "day", "jour": "day", "heures": "hour", "heure": "hour", "semaines": "week", "semaine": "week",
           "mois": "month", "annee": "year", "an": "year"},
    numbers={"un": "1", "une": "1", "deux": "2", "trois": "3", "quatre": "4", "sept": "7", "dix": "10", "trente": "30"},
    days=named("lundi mardi mercredi jeudi vendredi samedi dimanche", ENGLISH_DAYS),
    months=named(
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre", ENGLISH_MONTHS
    ),
    phrases=(
        (r"(?P<count>\d{1,2})(?:er)?\s+MONTHYEAR", "{count} {month} {year}"),
        (r"COUNT\s+derni(?:er|ere)s\s+UNIT", "last {count} {unit}s"),
        (r"il\s+y\s+a\s+COUNT\s+UNIT", "{count} {unit}s ago"),
        (r"avant[- ]hier", "2 days ago"),
        (r"hier", "yesterday"),
        (r"aujourd.?hui|ce\s+(?:matin|soir)", "today"),
        (r"(?:la\s+|le\s+|l.)UNIT\s+(?:dernier|derniere|passee?)", "last {unit}"),
        (r"(?:cette|cet|ce)\s+UNIT", "this {unit}"),
        (r"(?:la\s+|le\s+|l.)UNIT\s+prochaine?", "next {unit}"),
        (r"DAY\s+prochain", "next {day}"),
        (r"(?:le\s+)?DAY\s+(?:dernier|passe)", "last {day}"),
        (r"(?:en|au\s+mois\s+de)\s+MONTHYEAR", "in {month} {year}"),
    ),
)  # fmt: skip
_ITALIAN = Tongue(
    units={"giorni": "day", "giorno": "day", "ore": "hour", "settimane": "week", "settimana": "week", "mesi": "month",
           "mese": "month", "anno": "year"},
    numbers={"un": "1", "una": "1", "due": "2", "tre": "3", "quattro": "4", "sette": "7", "dieci": "10"},
    days=named("lunedi martedi mercoledi giovedi venerdi sabato domenica", ENGLISH_DAYS),
    months=named(
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre", ENGLISH_MONTHS
    ),
    phrases=(
        (r"(?P<count>\d{1,2})\s+MONTHYEAR", "{count} {month} {year}"),
        (r"ultim[ie]\s+COUNT\s+UNIT", "last {count} {unit}s"),
        (r"COUNT\s+UNIT\s+fa", "{count} {unit}s ago"),
        (r"l.altro\s*ieri|avantieri", "2 days ago"),
        (r"ieri", "yesterday"),
        (r"oggi", "today"),
        (r"(?:della|la|il|lo)\s+scors[oa]\s+UNIT", "last {unit}"),
        (r"(?:la\s+|il\s+|l.)UNIT\s+scors[oa]", "last {unit}"),
        (r"quest[oa]\s+UNIT", "this {unit}"),
        (r"DAY\s+scors[oa]", "last {day}"),
        (r"(?:in|a)\s+MONTHYEAR", "in {month} {year}"),
    ),
)  # fmt: skip


NAMED_TIMES = frozenset(
    without_accents(word)
    for words in (
        ENGLISH_DAYS,
        ENGLISH_MONTHS,
        *(held for one in (_SPANISH, _GERMAN, _FRENCH, _ITALIAN) for held in (one.days, one.months)),
    )
    for word in words
)
"""Weekdays and months in five languages, in small letters without accents."""


def in_another_tongue(question: str) -> Said | None:
    """What a question says of a time in one of these languages; None where it says nothing that is understood."""
    german = _GERMAN_ONLY.search(without_accents(question)) is not None
    tongues = [_SPANISH, _GERMAN, *([] if german else [_FRENCH]), _ITALIAN]
    return next((said for tongue in tongues if (said := tongue.said(question)) is not None), None)
