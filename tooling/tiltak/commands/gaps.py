"""`tiltak gaps`: what a plan and its measures do not tell yet, and what to do next."""

from __future__ import annotations

from collections import Counter
from typing import Any

import click

from tiltak.commands import _options
from tiltak.commands._tables import print_table, print_words
from tiltak.judge.gaps import Gaps, PlanGaps, plan_gaps
from tiltak.model.plan import Plan
from tiltak.words.gaps import measure_gap, plan_gap
from tiltak.words.language import Words, words
from tiltak.workspace import Workspace


@click.command("gaps")
@_options.format_option("Tabell eller JSON.", "text", "json")
@_options.shared_options
def command(shape: str, plan_id: str | None, workspace: Workspace) -> int:
    """Vis hva som mangler i planen og i hvert tiltak, og hva som er neste skritt."""
    plans, code = _options.plans_asked_for(workspace, plan_id)
    if shape == "json":
        _options.print_json(list(map(_data, plans)))
    else:
        for plan in plans:
            _print_table(plan, words())
    return code


def _data(plan: Plan) -> dict[str, Any]:
    """The same as the table, for programs."""
    gaps = plan_gaps(plan)
    return {
        "plan": plan.id,
        **_score(gaps),
        "missing": gaps.own.missing,
        "measures": [
            {
                "number": measure.number,
                "title": measure.title,
                **_score(of_measure),
                "missing": of_measure.missing,
            }
            for measure, of_measure in gaps.measures
        ],
    }


def _score(gaps: Gaps | PlanGaps) -> dict[str, int]:
    return {"present": gaps.present, "expected": gaps.expected}


def _print_table(plan: Plan, say: Words) -> None:
    gaps = plan_gaps(plan)
    print_words(plan.title, "bold")
    summed_up = say._("{present} av {expected} opplysninger er på plass.")
    print_words(summed_up.format(**_score(gaps)))
    rows = []
    for measure, of_measure in gaps.measures:
        missing = say.listed(measure_gap(key, say)[0] for key in of_measure.missing) or "–"
        score = f"{of_measure.present}/{of_measure.expected}"
        rows.append((str(measure.number), measure.title, score, missing))
    print_table(("Nr.", "Tiltak", "Har", "Mangler"), rows)
    steps = [(plan_gap(key, say), "") for key in gaps.own.missing]
    counts = Counter(key for _, of_measure in gaps.measures for key in of_measure.missing)
    steps += [(measure_gap(key, say), f" ({say.measures(n)})") for key, n in counts.most_common()]
    if steps:
        print_words(say._("Neste skritt:"), "bold")
    for (name, step), number in steps:
        print_words(f"- {name}{number}: {step}")
