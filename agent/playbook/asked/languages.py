"""A question in another language than English: what of it was understood, lest the rest be taken for answered."""

import re
import unicodedata

from agent.playbook.asked.references import references
from agent.playbook.asked.times_abroad import in_another_tongue
from agent.playbook.router import understood
from agent.report import DraftLimit

_ENGLISH = frozenset(
    """
    the a an of to is are was were did does do has have had can could will would why what when where who which
    how
    and or but for with
    on at by from it its this that these those my our their his her she he they we you i not never please if so
    been
    be about me us them per
    there any all as after before still than then into out up
    """.split()
)
_OTHERS = (
    frozenset(
        """
    wieviel wieviele viele gestern heute
    der das den dem des ein eine einen einer und oder ist sind wurde wurden warum wann wo wer wie welche welcher
    welches wieso weshalb nicht
    kein keine mit von zu zum zur auf bei fur uber ich wir sie bitte schon noch hatte haben mein meine unser
    unsere dieser diese dieses
    le la les un une du et est sont ete pourquoi quand ou qui quoi quel quelle quels quelles comment combien ne
    pas avec dans sur par pour
    je nous vous il elle ils mon ma mes notre votre ce cet cette ces ca deja encore
    el los las una y es son fue por que cuando donde quien cual cuanto como con sin para yo nosotros usted su
    sus mi este esta esto ya se cuantos cuantas ayer hoy
    lo gli di che perche dove chi quale quanto con non sono stato stata per nel della del dello io noi loro
    questo questa
    o os um uma e foi porque quando onde quem qual nao com sem para eu voces isso esta este seu sua
    het een van waarom wanneer waar wie welke hoe niet met voor op bij ik wij zij mijn ons deze dit
    """.split()
    )
    - _ENGLISH
)
_WORD = re.compile(r"[^\W\d_]+")
_OTHER_LETTERS = 3
"""So many letters of another alphabet are no name or unit any more."""


def not_english(question: str) -> tuple[DraftLimit, ...]:
    """What was understood of a question in another language; empty for one in English, or in no language at all."""
    if not _is_other(question):
        return ()
    named, time = references(question), in_another_tongue(question)
    amount = "an amount" if named.amount is not None or named.figure is not None else ""
    told = " and ".join(one for one in (understood(question), amount, f"'{time.words}'" if time else "") if one)
    missing = (
        "The question is not in English, and it is answered in English. All that was understood of it: "
        f"{told or 'nothing but what it names'}. A day or a time is understood in English, auf Deutsch, en français, "
        "in italiano or en español, or as a date in figures."
    )
    return (DraftLimit(missing=missing, would_settle="The same question in English would be read in full."),)


def _is_other(question: str) -> bool:
    words = [_plain(word) for word in _WORD.findall(re.sub(r"\S*[_@\[]\S*", " ", question))]
    letters = [one for word in words for one in word]
    if sum(not unicodedata.name(one, "").startswith("LATIN") for one in letters) > _OTHER_LETTERS:
        return True
    other, english = sum(word in _OTHERS for word in words), sum(word in _ENGLISH for word in words)
    return other > english


def _plain(word: str) -> str:
    spread = unicodedata.normalize("NFKD", word.lower())
    return "".join(one for one in spread if not unicodedata.combining(one))
