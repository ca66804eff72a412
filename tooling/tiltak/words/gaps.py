"""What is missing of a plan and its measures, in words, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

from tiltak.words.language import Words


def measure_gap(key: str, say: Words) -> tuple[str, str]:
    """The name of what a measure lacks, and the next step."""
    return _measure(say)[key]


def plan_gap(key: str, say: Words) -> tuple[str, str]:
    """The same for the plan itself."""
    return _plan(say)[key]


def _measure(say: Words) -> Mapping[str, tuple[str, str]]:
    return {
        "owner": (say._("ansvarlig"), say._("Skriv enheten som har ansvaret, under «Ansvarlig».")),
        "owner_confirmed": (
            say._("bekreftet ansvarlig"),
            say._("Spør enheten om ansvaret er deres. Ta så bort «Ansvarlig» under «Foreslått»."),
        ),
        "deadline": (
            say._("frist"),
            say._(
                "Legg inn en milepæl med fristen planen har satt. Har den ingen, spør den ansvarlige."
            ),
        ),
        "status": (say._("status"), say._("Be den ansvarlige om en statusmelding.")),
        "source": (say._("kilde"), say._("Oppgi et dokument som viser det som sist er meldt.")),
        "reference": (
            say._("sted i planen"),
            say._("Oppgi dokumentet og punktet der tiltaket står vedtatt."),
        ),
        "adopted_text": (
            say._("vedtatt tekst"),
            say._("Skriv teksten som ble vedtatt, eller avtrykket av den (tiltak fingerprint)."),
        ),
        "summary": (say._("sammendrag"), say._("Skriv med egne ord hva tiltaket går ut på.")),
    }


def _plan(say: Words) -> Mapping[str, tuple[str, str]]:
    return {
        "publisher": (say._("utgiver"), say._("Skriv hvem som svarer for det som blir publisert.")),
        "licence": (say._("lisens"), say._("Velg på hvilke vilkår andre kan bruke tekstene.")),
        "adoption": (say._("vedtaksdato"), say._("Skriv når og av hvem planen ble vedtatt.")),
        "adoption_source": (
            say._("kilde for vedtaket"),
            say._("Oppgi dokumentet vedtaket står i."),
        ),
        "addresses": (
            say._("adresser til dokumentene"),
            say._("Skriv nettadressen til hvert dokument som er å finne på nettet."),
        ),
    }
