"""Two versions of a text, word by word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tiltak.past.changes import Change
from tiltak.read.fields import PROSE, declared
from tiltak.words.language import Words


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a reworded text. `kind`: same, removed, added, or gap for words left out."""

    kind: str
    text: str


WORDS_AROUND = 4
MANY = 20  # words, among which a changed one is looked for
ALIKE = 0.5  # of the words of two texts


def reworded(change: Change) -> tuple[Piece, ...]:
    """The words that a change took out and put in, with a few around them; empty where no text was reworded."""
    old, new = change.text_before, change.text_after
    if change.entry_before and change.entry_after:
        old, new = change.entry_before.note, change.entry_after.note
    elif not change.field or declared("measure", change.field).form != PROSE:
        return ()
    return rewording(old, new) if old and new and old != new else ()


def before_and_after(change: Change, say: Words) -> tuple[tuple[str, str], ...]:
    """A reworded text as («før», …) and («nå», …); empty where no text was reworded."""
    pieces = reworded(change)
    if not pieces:
        return ()
    return (
        (say._("før"), " ".join(p.text for p in pieces if p.kind != "added")),
        (say._("nå"), " ".join(p.text for p in pieces if p.kind != "removed")),
    )


def rewording(before: str, after: str) -> tuple[Piece, ...]:
    """Two versions of a text, word by word.

    >>> [(p.kind, p.text) for p in rewording("Et senter skal bygges", "Et senter er bygd")]
    [('same', 'Et senter'), ('removed', 'skal bygges'), ('added', 'er bygd')]
    """
    old, new = before.split(), after.split()
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    operations = matcher.get_opcodes()
    for index, (kind, a, b, c, d) in enumerate(operations):
        if kind == "equal":
            pieces += _context(old[a:b], first=index == 0, last=index == len(operations) - 1)
            continue
        if b > a:
            pieces.append(Piece("removed", " ".join(old[a:b])))
        if d > c:
            pieces.append(Piece("added", " ".join(new[c:d])))
    return tuple(pieces)


def side_by_side(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both versions whole, what only one of them says apart.

    Unmarked where the eye finds it: in a few words, or where the two have hardly a word in common.
    """
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if max(len(old), len(new)) < MANY or matcher.ratio() < ALIKE:
        return (Piece("same", before),), (Piece("same", after),)
    steps = matcher.get_opcodes()
    return (
        _side("removed", ((kind, old[a:b]) for kind, a, b, _, _ in steps)),
        _side("added", ((kind, new[c:d]) for kind, _, _, c, d in steps)),
    )


def _side(differing: str, steps: Iterable[tuple[str, Sequence[str]]]) -> tuple[Piece, ...]:
    kinds = ((kind, words) for kind, words in steps if words)
    return tuple(
        Piece("same" if kind == "equal" else differing, " ".join(words)) for kind, words in kinds
    )


def _context(words: Sequence[str], *, first: bool, last: bool) -> Iterable[Piece]:
    start = [] if first else words[:WORDS_AROUND]
    end = [] if last else words[-WORDS_AROUND:]
    if len(words) <= len(start) + len(end) + 1:
        return [Piece("same", " ".join(words))]
    pieces = [Piece("same", " ".join(start)), Piece("gap", "…"), Piece("same", " ".join(end))]
    return [piece for piece in pieces if piece.text]
