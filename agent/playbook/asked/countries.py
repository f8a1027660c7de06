"""Countries by the names and adjectives that questions call them by.

Codes and names are those of ISO 3166-1, as Stripe's `country` holds them. What is as well a state of the USA or a
person's name, such as Georgia, is left out: it can't be told which is meant.
"""

from collections.abc import Iterator
from dataclasses import dataclass

_TABLE = """\
AD Andorra | Andorran
AE United Arab Emirates, UAE, Emirates | Emirati
AF Afghanistan | Afghan
AL Albania | Albanian
AM Armenia | Armenian
AO Angola | Angolan
AR Argentina | Argentinian, Argentine
AT Austria | Austrian
AU Australia | Australian
AZ Azerbaijan | Azerbaijani
BA Bosnia and Herzegovina, Bosnia | Bosnian
BB Barbados
BD Bangladesh | Bangladeshi
BE Belgium | Belgian
BF Burkina Faso
BG Bulgaria | Bulgarian
BH Bahrain | Bahraini
BI Burundi
BJ Benin
BM Bermuda
BN Brunei
BO Bolivia | Bolivian
BR Brazil | Brazilian
BS Bahamas
BT Bhutan
BW Botswana
BY Belarus | Belarusian
BZ Belize
CA Canada | Canadian
CD Democratic Republic of the Congo
CH Switzerland | Swiss
CI Ivory Coast, Côte d'Ivoire
CL Chile | Chilean
CM Cameroon
CN China | Chinese
CO Colombia | Colombian
CR Costa Rica | Costa Rican
CU Cuba | Cuban
CV Cape Verde, Cabo Verde
CY Cyprus | Cypriot
CZ Czech Republic, Czechia | Czech
DE Germany | German
DJ Djibouti
DK Denmark | Danish
DO Dominican Republic
DZ Algeria | Algerian
EC Ecuador | Ecuadorian
EE Estonia | Estonian
EG Egypt | Egyptian
ER Eritrea
ES Spain | Spanish
ET Ethiopia | Ethiopian
FI Finland | Finnish
FJ Fiji
FR France | French
GA Gabon
GB United Kingdom, UK, U.K., Great Britain, Britain | British
GH Ghana | Ghanaian
GI Gibraltar
GL Greenland
GM Gambia
GR Greece | Greek
GT Guatemala | Guatemalan
GY Guyana
HK Hong Kong
HN Honduras | Honduran
HR Croatia | Croatian
HT Haiti | Haitian
HU Hungary | Hungarian
ID Indonesia | Indonesian
IE Ireland | Irish
IL Israel | Israeli
IN India | Indian
IQ Iraq | Iraqi
IR Iran | Iranian
IS Iceland | Icelandic
IT Italy | Italian
JM Jamaica | Jamaican
JO Jordan | Jordanian
JP Japan | Japanese
KE Kenya | Kenyan
KG Kyrgyzstan
KH Cambodia | Cambodian
KR South Korea, Korea | South Korean, Korean
KW Kuwait | Kuwaiti
KY Cayman Islands
KZ Kazakhstan | Kazakh
LA Laos
LB Lebanon | Lebanese
LI Liechtenstein
LK Sri Lanka | Sri Lankan
LR Liberia
LS Lesotho
LT Lithuania | Lithuanian
LU Luxembourg
LV Latvia | Latvian
LY Libya | Libyan
MA Morocco | Moroccan
MC Monaco
MD Moldova | Moldovan
ME Montenegro
MG Madagascar
MK North Macedonia | Macedonian
ML Mali
MM Myanmar, Burma
MN Mongolia
MO Macau, Macao
MR Mauritania
MT Malta | Maltese
MU Mauritius
MV Maldives
MW Malawi
MX Mexico | Mexican
MY Malaysia | Malaysian
MZ Mozambique
NA Namibia
NG Nigeria | Nigerian
NI Nicaragua
NL Netherlands, Holland | Dutch
NO Norway | Norwegian
NP Nepal | Nepalese
NZ New Zealand
OM Oman | Omani
PA Panama | Panamanian
PE Peru | Peruvian
PG Papua New Guinea
PH Philippines | Philippine, Filipino
PK Pakistan | Pakistani
PL Poland | Polish
PR Puerto Rico | Puerto Rican
PT Portugal | Portuguese
PY Paraguay
QA Qatar | Qatari
RO Romania | Romanian
RS Serbia | Serbian
RU Russia | Russian
RW Rwanda
SA Saudi Arabia | Saudi
SC Seychelles
SD Sudan
SE Sweden | Swedish
SG Singapore | Singaporean
SI Slovenia | Slovenian
SK Slovakia | Slovak
SL Sierra Leone
SM San Marino
SN Senegal
SO Somalia
SR Suriname
SV El Salvador
SY Syria | Syrian
TG Togo
TH Thailand | Thai
TJ Tajikistan
TM Turkmenistan
TN Tunisia | Tunisian
TR Turkey, Türkiye | Turkish
TT Trinidad and Tobago
TW Taiwan | Taiwanese
TZ Tanzania
UA Ukraine | Ukrainian
UG Uganda
US United States, USA, U.S., U.S.A., America | American
UY Uruguay | Uruguayan
UZ Uzbekistan
VE Venezuela | Venezuelan
VN Vietnam | Vietnamese
XK Kosovo
YE Yemen
ZA South Africa | South African
ZM Zambia
ZW Zimbabwe
"""


@dataclass(frozen=True)
class Country:
    """What a country is called, that by which a report calls it first, and what is said of its people and things."""

    names: tuple[str, ...]
    adjectives: tuple[str, ...] = ()


def _countries() -> Iterator[tuple[str, Country]]:
    for line in _TABLE.splitlines():
        names, _, adjectives = line[3:].partition(" | ")
        yield line[:2], Country(tuple(names.split(", ")), tuple(adjectives.split(", ")) if adjectives else ())


COUNTRIES: dict[str, Country] = dict(_countries())
"""Each country by its code."""
