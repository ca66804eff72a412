"""Rules that one file's schema cannot see: across files, across dates, and in the texts.

Each check is a small function that yields problems, beside the explanation of each (a `Code`); `CHECKS` is the list.
Nothing raises for bad data and nothing stops at the first problem. Of a file that the schema refuses, the right parts
are looked at too (`salvage`); what is missing there has its own problem already, and nothing is concluded from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tiltak.checks import (
    assessments,
    decisions,
    files,
    indicators,
    milestones,
    money,
    own_fields,
    paper,
    privacy,
    references,
    reports,
    texts,
)
from tiltak.checks.context import Check, Context
from tiltak.problems import Problem, in_order
from tiltak.read.load import UNITS, Loaded


def all_problems(loaded: Loaded, today: date, decided: date | None = None) -> list[Problem]:
    """Everything that is wrong: what loading found and what the checks find, in the order of the files.

    `decided`: the day on which the files are to be decided, where they are a proposal.
    """
    context = Context(loaded, today, decided)
    # Where the schema has spoken, no rule says the same once more; what is unsafe is told all the same.
    spoken = {problem.place for problem in loaded.problems}
    problems = [
        problem
        for check in CHECKS
        for problem in check(context)
        if problem.place not in spoken
        or check in OF_TEXTS
        or problem.place.path not in context.salvaged_files.gaps
    ]
    return in_order(privacy.without_personal_data(p) for p in (*loaded.problems, *problems))


def personal_data(context: Context) -> Iterator[Problem]:
    """What identifies a person, in any text or comment. A plan allows the public addresses it names."""
    allowed = {plan.id: plan.allowed_addresses for plan in context.plans}
    of_all = [address for addresses in allowed.values() for address in addresses]
    for path, parsed in context.loaded.files.items():
        plan_id = path.split("/")[1]
        own = of_all if path == UNITS else allowed.get(plan_id, ())
        yield from privacy.problems_in(parsed.document, own)


OF_TEXTS: tuple[Check, ...] = (texts.unsafe_text, personal_data)
CHECKS: tuple[Check, ...] = (
    files.missing_plan,
    files.number_and_file_name,
    files.duplicate_number,
    files.removed_number,
    files.repeated_id,
    reports.period_order,
    references.unknown_focus_area,
    references.unknown_goal,
    money.repeated_amount,
    own_fields.taken_field,
    own_fields.own_values,
    own_fields.repeated_word,
    references.unknown_unit,
    references.without_owner,
    references.owner_contributes,
    references.unit_twice,
    references.unit_circle,
    references.unknown_document,
    references.unknown_place,
    references.unknown_decision,
    references.unproven_decision,
    references.unknown_measure,
    references.merge_circle,
    references.relation_circle,
    references.part_of_part,
    references.unknown_plan,
    reports.entry_order,
    reports.future_decision,
    reports.future_entry,
    reports.entry_before_plan,
    reports.reported_through,
    reports.after_followed_through,
    reports.unchanged_without_phase,
    reports.missing_reason,
    reports.changed_after_closing,
    reports.decision_after_closing,
    reports.decision_held_after_closing,
    reports.plan_after_closing,
    reports.figure_after_closing,
    reports.held_after_closing,
    reports.unconfirmed_but_missing,
    milestones.open_milestone,
    milestones.all_reached,
    milestones.milestone_dates,
    milestones.bad_repeat,
    milestones.too_many_times,
    assessments.unknown_assessor,
    assessments.assessment_date,
    decisions.unknown_in_decision,
    decisions.decision_entry,
    indicators.lone_series,
    indicators.unknown_subject,
    indicators.unknown_time,
    indicators.repeated_figure,
    indicators.target_path,
    paper.low_contrast,
    paper.repeated_case,
    texts.decided_mismatch,
    texts.says_nothing,
    texts.unsafe_text,
    personal_data,
)
