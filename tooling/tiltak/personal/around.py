"""The words around a number: whether somebody answers there, or it is a number of something else.

Patterns read small letters: to look for either case at each of a hundred words takes four times as long.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tiltak.personal.folding import LOOK_BACK

# Words before a number that say that somebody answers there.
NUMBER = r"(?:nr|nummer(?:et)?|numre(?:ne)?)"
CALLED_BY = (
    rf"(?:(?:(?:tlf|telefon|mobil)(?:en)?|(?<![^\W_])(?:tel|mob|t|m|ring(?:es?|er|te)?|sms|vipps(?:es?)?|whatsapp|viber|"
    rf"nås|treffes?|kontakt(?:es?|person|info)?|phone))\.?(?:[ \t-]?{NUMBER})?|(?:direkte|privat|jobb|hjemme|kontor|vakt|nød)s?-?{NUMBER}"
    rf"|(?<![^\W_])(?:hans|hennes|sitt|mitt|deres)[ \t]{NUMBER})(?![^\W\d_])\.?"
)
CALLED = re.compile(rf"{CALLED_BY}(?:[^0-9\n.,;!?]{{0,25}}(?:[ \t](?:på|er)|:))?[ \t.:=]*\Z")

# … and behind it: «(mobil)», «er nummeret til Kari». «41 234 567 telefoner» are counted.
CALLED_BEHIND = re.compile(
    r"[ \t]*(?:[(,:=–-][ \t]*|(?=[tm])|(?:er|på)[ \t](?:(?:hans|hennes|min|mitt)[ \t])?)"
    r"(?:(?:tlf|telefon|mobil)(?:en|nr|nummer(?:et)?)?|tel|mob|nummeret|vipps)(?![^\W_])",
    re.IGNORECASE,
)
CALLED_BEHIND_DIGITS = re.compile(rf"(?<=[0-9]){CALLED_BEHIND.pattern}", re.IGNORECASE)

# Words before a number that say that it is something else. These may end a longer word: «arkivdokumentene», «driftstilskudd» …
KINDS_OF_NUMBER = (
    "antall|avdeling|bydel|krets|kapit(?:tel|l)|avsnitt|punkt|paragraf|tiltak|vedtak|arkiv|journal|journalpost|dokument|"
    "faktura|kunde|prosjekt|konto|artikkel|serie|lisens|postnumre|målepunkt|måler|søknad|tabell|vedlegg|bilde|"
    "matrikkel|eiendom|kolonne|aldersgruppe|rapport|notat|versjon|server|revisjon|bestilling|tilsagn|bygning|abonnement|"
    "billett|journalført|rekvisisjon|avtale|kontrakt|anskaffelse|grunnkrets|referanse|funksjon|tjeneste|mappe|"
    "beløp|budsjett|kostnad|utgift|inntekt|ramme|tilskudd|bevilgning|overskudd|underskudd|avsetning|regnskap|prognose|"
    "omsetning|forbruk|investering|finansiering|besparelse|innsparing"
)
# … and these stand alone: Isak, Ingeborg and Konrad are persons.
KINDS_ALONE = (
    "uke|tall|plan|kap|side|pkt|sak|lnr|løpe|dok|ordre|org|kid|isbn|issn|art|vare|avvik|fil|foto|skann|scan|img|dsc|rute|buss|"
    "linje|rad|kode|ip|ip-adresse|ipv[46]|commit|rev|hpr|her-id|resh|npr|kpr|nfr|nrf|rff|pmid|doi|nobb|efo|hms|gln|gtin|ean|"
    "websak|bilag|post|host|build|sha1?|uuid|brev|visma|hdir|p360|public 360|reg|anbud|cpv|dns|ping|jpid|id|ephorte|elements|"
    "acos|esa|jira|altinn|husbanken|kvm|s/n|ref|ansvar|kostra|kl|klokka|klokken|"
    "kr|kroner|[tm]?nok|eur|euro|usd|dollar|summ?|netto|brutto|pris|verdi|totalt?|lån|støtte|midler|andel|alt|sammen|samlet|"
    "omtrent|cirka|ca|rundt|over|under|nesten|drøyt|mellom|tildelt|bevilget|søkt|avsatt|satt av|brukt|koster|kostet|sparer|"
    "spart|lånte|omsatte|minst|maks|inntil|hele|anslagsvis|gjennomsnitt|enn|om lag|opp til"
)
INFLECTED = "(?:e[nt]?|e?ne|er|rene?|a|n|s)?"
BEFORE_THE_NUMBER = (
    r"[.:]{0,2}(?:[ \t](?:på|er|var|ble|av|har|for|som|ca|om|lag|totalt|i|nr|nummer|id|ref|(?:19|20)[0-9]{2})[.:]{0,2}){0,2}"
    r"[ \t]*[:=#_-]?[ \t]*\Z"
)
OTHER = re.compile(
    rf"(?:(?:{KINDS_OF_NUMBER}){INFLECTED}|(?<![^\W_])(?:{KINDS_ALONE}){INFLECTED}|[a-zæøå0-9.-](?:-?(?:{NUMBER}|kode|ref)|[ -]id))"
    rf"{BEFORE_THE_NUMBER}|(?:(?<![^\W_])n[ \t]*=[ \t]*|[§€$£][ \t]*)\Z"
)
# Where the case says it: «antall Kari» is a name, as Isak is, and «ABC-» the beginning of a number in a register.
OTHER_AS_WRITTEN = re.compile(
    rf"(?:(?i:antall|tal på|talet på)[ \t][a-zæøå]{{3,30}}|[a-zæøå]{{3}}(?i:(?:sak|plan|tall|brev){INFLECTED}))(?i:{BEFORE_THE_NUMBER})"
    r"|(?<![^\W_])[A-ZÆØÅ]{2,}-\Z"
)
SAYS_SOMETHING = re.compile(
    r"[^\W\d_]|[§€$£]"
)  # each pattern above has one: a row of numbers is passed at once
UNIT = re.compile(
    r"[ \t]*(?:,-|%|(?:kr|kroner|nok|mill\w*|mrd|milliard\w*|tonn|kilo|kg|innbygger\w*|person\w*|prosent|euro|eur|usd|dollar|"
    r"m2|m²|m3|km|kvm|meter|kvadratmeter|dekar|daa|stk|[kmgt]wh|årsverk\w*|bruker\w*|barn|elev\w*|bolig\w*|time\w*|"
    r"besøk\w*|plass\w*|enhet\w*|liter|poeng|dager|reiser|kilometer|visning\w*|klikk|nedlasting\w*|treff|ansatte?|husstand\w*|"
    r"deltaker\w*|pasient\w*|følgere|seere|lesere|lyttere|saker|henvendelser|oppslag|rader|linjer|tegn|ord|døgn|svar|mål|hektar|nordmenn|gb|mb|bytes?|pr\.? år|per år)\b|[€$£])",
    re.IGNORECASE,
)
# Of eight digits in a row: «41234567 velgere», and no «41234567 etter kl. 16».
MANY = re.compile(
    r"[ \t](?!(?:\w*dager|etter|eller|under|over|hver|svarer|ringer|gjelder|tilhører|fungerer|virker|treffer|bruker|er|søster|datter|fetter|nummer)\b)"
    r"[a-zæøå]{2,}e[rn]\b|[ \t][a-zæøå]{3,}(?:[^e]ere|sider)\b"
)
LONGER_THAN_A_YEAR = re.compile(r"[0-9]{4,}(?=[0-9])")


def words_before(folded: str, start: int) -> str:
    """The nearest signs before a number; an x stands for the rest of a word that they begin in: «plassering» is no «ring»."""
    first = max(0, start - LOOK_BACK)
    return ("x" if folded[first - 1 : first].isalnum() else "") + folded[first:start]


def is_called(folded: str, start: int, end: int | None = None) -> bool:
    """«ring», «tlf.» or its like stands before, or behind the end where that is said."""
    return says_who_answers(words_before(folded, start)) or bool(
        end is not None and CALLED_BEHIND.match(folded, end)
    )


@lru_cache(maxsize=1000)  # where the same number stands often, so do the same words
def says_who_answers(before: str) -> bool:
    words = before.rstrip(" \t.:=")
    ends_as_said = words[-1:].isalpha() or ":" in before[len(words) :]  # few numbers have this
    return ends_as_said and bool(CALLED.search(_behind_a_number(before).lower()))


@lru_cache(maxsize=1000)
def says_another_kind(before: str) -> bool:
    words = _behind_a_number(before)
    return bool(SAYS_SOMETHING.search(words)) and bool(
        OTHER.search(words.lower()) or OTHER_AS_WRITTEN.search(words)
    )


def _behind_a_number(before: str) -> str:
    """The nearest words, with a digit in front: no pattern here reads over a number that is longer than a year."""
    return LONGER_THAN_A_YEAR.split(before)[-1]


def is_other(folded: str, start: int, end: int) -> bool:
    """What stands before or behind says that it is a number of something."""
    before = words_before(folded, start)
    return bool(
        UNIT.match(folded, end) or (says_another_kind(before) and not says_who_answers(before))
    )
