"""Whether what was delivered still stands: the files of closed periods, their records, and the chain of these."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import pairwise

from tiltak.judge import closing, prints
from tiltak.model.plan import Closing, Plan
from tiltak.problems import Code, Level, Place, Problem

RECORD_CHANGED = Code(
    "record-changed",
    "Det som ble levert, er endret",
    "En rapport som er levert, blir stående. Er noe feil i den, rettes tiltaket, med hva som var feil i feltet "
    "«correction». Filene i mappen «closed» endres aldri.",
    "En fil i mappen «closed» får et annet tall.",
    "Filen er som den ble levert, og en melding sier i «correction» hva som var feil.",
    "",
)
RECORD_MISSING = Code(
    "record-missing",
    "Noe som ble levert, er borte",
    "En rapport som er levert, blir stående. Filene i mappen «closed» slettes aldri.",
    "Mappen plans/rus-2019/closed/2020-Q4 slettes.",
    "Mappen ligger der den ble laget.",
    "",
)
RECORD_CHAIN = Code(
    "record-chain",
    "Avslutningen bygger på en annen enn den som står der",
    "Hver avslutning har kontrollsummen til den før. Stemmer den ikke, er en tidligere avslutning endret, slettet eller lagt til.",
    "Avslutningen av 2020-Q3 endres etter at 2020-Q4 er avsluttet.",
    "Alle avslutningene er som de ble laget.",
    "",
)
RECORD_REDACTED = Code(
    "record-redacted",
    "Noe er tatt ut av det som ble levert",
    "Loven kan kreve at en opplysning slettes, også i en rapport som er levert. «tiltak redact» tar den ut, og merket "
    "blir stående, så alle ser at rapporten ikke er helt som den ble levert.",
    "Et navn tas ut av rapporten for 2020-Q4.",
    "Merket sier når det ble tatt ut, og hvorfor.",
    "",
    Level.WARNING,
)
BACK = "Hent filen tilbake med «git restore --source <revisjon> -- {path}»."

Delivered = Callable[[Closing, str], bytes | None]


def problems_in(plans: Iterable[Plan], delivered: Delivered) -> Iterator[Problem]:
    """What no longer agrees with the records, told without any history."""
    for plan in plans:
        for record in plan.closings:
            for name, digest in _checksums(record).items():
                yield from _of_file(
                    f"{closing.folder_name(record)}/{name}", delivered(record, name), digest
                )
            if record.timestamp and delivered(record, closing.TIMESTAMP) is None:
                yield from _of_file(f"{closing.folder_name(record)}/{closing.TIMESTAMP}", None, "")
            yield from _redacted(record)
        for record in closing.broken_links(plan):
            yield RECORD_CHAIN(
                f"Avslutningen av {record.period} bygger på en avslutning som mangler eller er endret.",
                Place(record.path),
                hint="Se hva som er endret i mappen «closed», og hent det tilbake fra git.",
            )


def _checksums(record: Closing) -> Mapping[str, str]:
    """Of each delivered file, by its name."""
    return record.files or {f"{record.period}.json": record.sha256}


def held_texts(
    plans: Iterable[Plan], texts: Mapping[str, bytes], problems: Iterable[Problem]
) -> dict[str, bytes]:
    """Those of the texts that stand as they were delivered, with a record that nothing is wrong with."""
    doubted = {p.place.path.rpartition("/")[0] for p in problems if p.level is Level.ERROR}
    folders = {closing.folder_name(r): _checksums(r) for plan in plans for r in plan.closings}
    return {
        f"{folder}/{name}": texts[f"{folder}/{name}"]
        for folder, names in folders.items()
        if folder not in doubted
        for name in names
        if f"{folder}/{name}" in texts
    }


def doubted_records(plans: Iterable[Plan], problems: Iterable[Problem]) -> frozenset[str]:
    """The paths of records that are not what they were: by git, and by the link of the record that comes after."""
    changed = {p.place.path for p in problems if p.code == RECORD_CHANGED.code}
    for plan in plans:
        broken = closing.broken_links(plan)
        chain = pairwise(closing.in_order(plan.closings))
        changed |= {before.path for before, after in chain if after in broken}
    return frozenset(changed)


def _redacted(record: Closing) -> Iterator[Problem]:
    for redaction in record.redacted:
        if redaction.cleaned or redaction.removed:
            yield RECORD_REDACTED(
                f"Noe ble tatt ut av rapporten for {record.period} {redaction.on:%d.%m.%Y}: {redaction.reason}.",
                Place(record.path),
                hint="Dette er bare til opplysning. Merket skal bli stående.",
            )


def _of_file(path: str, content: bytes | None, digest: str) -> Iterator[Problem]:
    if content is None:
        yield RECORD_MISSING(
            "Filen ble levert med rapporten, og er borte.", Place(path), hint=BACK.format(path=path)
        )
    elif prints.checksum(content) != digest:
        yield RECORD_CHANGED(
            "Filen er endret etter at perioden ble avsluttet.",
            Place(path),
            hint=BACK.format(path=path),
        )


def problems_in_history(
    recorded: Mapping[str, Collection[bytes]], now: Mapping[str, bytes]
) -> Iterator[Problem]:
    """Records that git once had and that are gone, or that are another now: the newest has no link after it."""
    for path, contents in recorded.items():
        if path not in now:
            yield RECORD_MISSING(
                "Perioden ble avsluttet, og avslutningen er borte.",
                Place(path),
                hint=BACK.format(path=path),
            )
        # Once something is taken out, the record is another; from then on it stands as it is.
        elif any(
            now[path] != content and closing.redactions(content) >= closing.redactions(now[path])
            for content in contents
        ):
            yield RECORD_CHANGED(
                "Avslutningen er endret etter at den ble registrert.",
                Place(path),
                hint=BACK.format(path=path),
            )
