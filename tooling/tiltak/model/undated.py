"""Words for a time that is no date: `ongoing` (løpende), `yearly`, `when_needed` or `undecided`.

Other words may stand beside them that say nothing of when; of two kinds, or of words that may make it another time, nothing is known.
"""

from __future__ import annotations

import re

from tiltak.model import beside, wording

_A_WORD = (
    r" (?!(?:ikke|ikkje|til|fra|frå|fram|frem|etter|ved|eller|når|før|i|innen|frist)\b)[a-zæøå]+"
)
_ONE_WORD = rf"(?:{_A_WORD})?"
# Of which none says another kind: «årlig, ved behov» is two.
_SOME_WORDS = r"(?: (?!behov|trong|forespør|førespur|(?:fort)?løp[ae]nde|kontinuerl|årl|årvis|hvert|kvart|g[ao]ng|ikke|ikkje|u?avkl)[a-zæøå]+){1,6}"
_IN_ALL = r"(?:(?:i|gjennom|ut|innen|innan|i løpet av|i laupet av|ila\.?) )?(?:hele |heile )?(?:(?:utgangen|utgongen|slutten|utløpet) av )?"
_DAY_OF_YEAR = r"\d{1,2}\. ?(?:[a-zæøå]+|\d{1,2}\.?)"
_SEASON = r"(?:vår|høst|haust|sommer|sommar|vinter)"
_PART_OF_YEAR = rf"(?:(?:hver |kvar )?{_SEASON}(?:en)?|{'|'.join(wording.MONTHS)}|(?:i )?\d\. (?:kvartal|tertial|halvår))"
_REQUEST = r"(?:forespørsel|førespurnad)"
_NOT_SET = r"(?:avklart|avklara|fastsatt|fastsett|bestemt|satt|sett|tids?festet|tids?festa|planlagt|planlagd|vedtatt|vedteke)"
_FORMS = {
    "ongoing": (
        r"(?:(?:pågår|skjer|foregår|føregår) )?(?:(?:fort)?l[øo]p[ae]nde|løp\.?|fortl\.?|kont\.?|(?:døgn)?kontinuerl[ie]g|pågår|pågå[ae]nde|"
        rf"permanent|fast|i drift|i gang|vedvarende|alltid|(?:videreføres|vidareførast)){_ONE_WORD}(?: {_IN_ALL}(?:(?:plan)?perioden|året))?|"
        rf"{_IN_ALL}(?:planperioden|planperiodens (?:slutt|utløp))|(?:hele|heile) (?:perioden|tiden|tida)"
    ),
    "yearly": (
        rf"(?:(?:senest |seinast |innen |innan )?(?:{_DAY_OF_YEAR},?|{_PART_OF_YEAR},?|(?!ann|ikk|tred|fjerd|femt)[a-zæøå]+) )?{wording.EACH_YEAR}"
        rf"(?:{_ONE_WORD}|{_A_WORD} til [a-zæøå]+)(?:,? (?:i|ved|under|etter|før|innen|innan|med|som|på|per)(?:{_SOME_WORDS}| {_PART_OF_YEAR})|(?:,| -|:)? {_PART_OF_YEAR}|"
        rf",? (?:innen|innan|før|senest|seinast|per|pr\.?) {_DAY_OF_YEAR})?|(?:hver|kvar) {_SEASON}|{wording.SOMETIMES_A_YEAR}"
    ),
    "when_needed": (
        rf"(?:(?:(?:etter|ved|etter ved) |v/ ?)(?:behov|trong)|ved (?:[a-zæøå]+(?:els|ing|sjon)(?:er|ar)|nybygg))"
        rf"(?: og(?: på {_REQUEST})?{_SOME_WORDS}| {_IN_ALL}planperioden)?|"
        rf"(?:når|ved) behov(?:et)? oppst(?:år|and)|når (?:det|der) er behov|når det trengs|ved anledning|(?:på|ved|etter) (?:{_REQUEST}|søknad|avtale)"
    ),
    "undecided": (
        rf"(?:(?:tidspunkt|tid|frist|dato|oppstart)(?:et|en)?(?: er)? )?(?:(?:ikke|ikkje) {_NOT_SET}(?: (?:enda|endå|ennå|enno))?|uavklart)|"
        rf"(?:(?:tidspunkt|frist|dato)(?:et|en)? )?(?:må |blir |vert )?avklar(?:es|ast|t|a)(?:{_SOME_WORDS})?|(?:(?:tidspunkt|frist|dato)(?:et|en)? )?(?:fast)?(?:settes|setjast|bestemmes|vurderes|vurderast|avtales|avtalast) (?:senere|seinare|nærmere|nærare)|under avklaring|(?:blir |vert )?vurder(?:es|ast|t) i (?:budsjett|økonomiplan|handlingsprogram)[a-zæøå]*|avheng(?:ig|er) av{_SOME_WORDS}|"
        r"(?:på )?(?:kort|mellomlang|middels|lang) sikt|på sikt|kortsiktig|langsiktig|asap|ved (?:neste )?rullering(?: av planen)?|"
        r"når (?:midler|penger|ressurser|finansiering(?:en)?) (?:foreligger|er på plass|er avklart|tillater det)|"
        rf"(?:kommer|kjem) (?:tilbake|attende)(?: til)?|avventes|avvent[ea]r(?:{_SOME_WORDS})?|straks|umiddelbart|snarest(?: mulig)?|snarast(?: mogleg| råd)?|så snart som (?:mulig|mogleg|råd)|"
        r"(?:uten|utan|ingen) frist|ingen|tb[ad]|n[/.]?a|-+|\?+|\.+|ukjent"
    ),
}
_JOINTS = r", | - |: |; |\. | ?/ ?"
# What may be reached as well as lasted in: «settes i gang», «i drift fra 2026», «ferdigstilles innen planperioden».
_STATE = r"(?:i|innen|innan|gjennom|ut|ila\.?|hele|heile|fast|permanent|alltid)\b"
_WITH = r"(?:i|med|av|for|på|gjennom|ved|som|under|sammen|saman|hos|mellom)\b"


def kind(plain: str) -> str:
    """The kind of a text in lower case, empty where it has none: «pågår, løpende» says one twice, «løpende, ved behov» two."""
    without_remarks = re.sub(r" ?\([^()]*\)", "", plain)
    parts = re.split(_JOINTS, without_remarks)
    kinds = [_of_part(part) for part in parts]
    if len(of_parts := {*filter(None, kinds)}) == 1 and all(
        kind or beside.is_silent(part) for kind, part in zip(kinds, parts, strict=True)
    ):
        return of_parts.pop()
    return _form(without_remarks) if len(parts) > 1 else ""


def going_on(plain: str) -> str:
    """The kind of what can begin at a time and go on: «løpende», «og deretter årlig»."""
    words = re.sub(r"^(?:(?:og|med|deretter|så) )+| (?:og|med)$", "", plain.strip(" ,.;:-"))
    of_words = "" if re.match(_STATE, words) else kind(words)
    return of_words if of_words in ("ongoing", "yearly") else ""


def _of_part(part: str) -> str:
    """The kind of words without a comma: «etter behov i samråd med NAV», «oppdateres løpende»."""
    bare = re.sub(rf"^{beside.PASSIVE}(?: opp)? (?!{_STATE})", "", part)
    if of_part := _form(part) or (bare != part and _form(bare)):
        return of_part
    if re.match(_STATE, bare) or not re.search("[a-zæøå]{3}", bare):
        return ""
    for joint in re.finditer(rf" (?={_WITH})", bare):
        if beside.is_silent(bare[joint.end() :]) and (of_head := _form(bare[: joint.start()])):
            return of_head
    return ""


def _form(words: str) -> str:
    return next((kind for kind, form in _FORMS.items() if re.fullmatch(form, words)), "")
