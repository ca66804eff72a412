"""Every form a report takes, by the ending of its file."""

from __future__ import annotations

from collections.abc import Callable

from tiltak.reports import as_json, csv, docx, html, markdown, pdf, xlsx
from tiltak.reports.blocks import Manuscript
from tiltak.reports.document import ReportDocument

Writer = Callable[[ReportDocument], str | bytes]
WRITERS: dict[str, Writer] = {
    "md": markdown.markdown,
    "html": html.page,
    "json": as_json.json_text,
    "pdf": pdf.pdf,
    "docx": docx.docx,
    "xlsx": xlsx.xlsx,
    "csv": csv.csv,
}

ONLY_AS_FILES = frozenset({"pdf", "docx", "xlsx"})  # all others are text

# Those that set any manuscript.
TYPESETTERS: dict[str, Callable[[Manuscript], str | bytes]] = {
    "md": markdown.markdown,
    "html": html.page,
    "pdf": pdf.pdf,
    "docx": docx.docx,
}


def written(content: ReportDocument, form: str) -> bytes:
    """Write a document in a format, as bytes."""
    return as_bytes(WRITERS[form](content))


def as_bytes(file: str | bytes) -> bytes:
    return file.encode("utf-8") if isinstance(file, str) else file


def file_stem(content: ReportDocument) -> str:
    """`rus-2019-2020-Q4`, the same for every form; another language than bokmål is named too."""
    parts = [content.report.plan.id, content.report.period.name]
    parts += ["kort"] if content.short else []
    parts += [content.language] if content.language != "nb" else []
    return "-".join(parts)
