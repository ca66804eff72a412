"""Who else says when a record was made: an authority for timestamps (RFC 3161), asked once and verified offline later."""

from __future__ import annotations

from datetime import datetime
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request

from tiltak.judge.closing import CERTIFICATES
from tiltak.mail.delivery import opener
from tiltak.model.plan import OSLO, Plan
from tiltak.problems import UsageError
from tiltak.read import plan_files
from tiltak.workspace import Workspace

if TYPE_CHECKING:
    from types import ModuleType

FIELD = "timestamp_authority"
SECONDS = 30
LARGEST = 1_000_000  # bytes of an answer


def authority_of(plan: Plan) -> str:
    """The address that the plan names; empty where it names none."""
    address = str(plan.extra.get(FIELD, ""))
    if address and urlsplit(address).scheme not in {"http", "https"}:
        raise UsageError(f"«{FIELD}» i {plan.path} er ingen nettadresse: {address}")
    return address


def asked(workspace: Workspace, plan: Plan, address: str, content: bytes) -> bytes:
    """The authority's answer for a record; UsageError where it gives none that can be verified."""
    library = _library()
    builder = library.TimestampRequestBuilder().data(content)
    question = builder.hash_algorithm(library.HashAlgorithm.SHA256).build().as_bytes()
    headers = {"Content-Type": "application/timestamp-query"}
    try:
        request = Request(address, data=question, headers=headers)  # noqa: S310 – http and https only
        with opener(address).open(request, timeout=SECONDS) as reply:
            answer: bytes = reply.read(LARGEST)
    except (URLError, OSError, ValueError, HTTPException) as error:
        raise UsageError(
            f"{address} ga ikke noe tidsstempel ({error}). Ingenting er skrevet."
        ) from None
    when = stamped_at(workspace, plan, answer, content)
    if when is None:
        raise UsageError(
            f"Tidsstempelet fra {address} kan ikke kontrolleres med plans/{plan.id}/{CERTIFICATES}. Ingenting er skrevet."
        )
    return answer


def stamped_at(workspace: Workspace, plan: Plan, answer: bytes, content: bytes) -> datetime | None:
    """When an answer says that a record was there; None where it is not of that record, or nobody vouches for it."""
    from cryptography.x509 import load_pem_x509_certificates

    library = _library()
    pem = plan_files.content_of(workspace.root, f"plans/{plan.id}/{CERTIFICATES}")
    if pem is None:
        raise UsageError(
            f"Legg rotsertifikatet til tidsstempeltjenesten i plans/{plan.id}/{CERTIFICATES}."
        )
    try:
        verifier = library.VerifierBuilder()
        for certificate in load_pem_x509_certificates(pem):
            verifier = verifier.add_root_certificate(certificate)
        response = library.decode_timestamp_response(answer)
        verifier.build().verify_message(response, content)
    except (ValueError, library.VerificationError):
        return None
    when: datetime = response.tst_info.gen_time
    return when.astimezone(OSLO)


def _library() -> ModuleType:
    try:
        import rfc3161_client
    except ImportError:
        raise UsageError(
            "Tidsstempler trenger et bibliotek til. Installer det med «pip install tiltak[timestamp]»."
        ) from None
    return rfc3161_client
