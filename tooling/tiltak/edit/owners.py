"""The rules of a CODEOWNERS file, between two marks, so that people's own rules stay."""

from __future__ import annotations

import re

from tiltak.model.plan import Portfolio

FIELD = "code_owner"
BEGIN, END = "# <tiltak>", "# </tiltak>"
TOLD = "# Skrevet av «tiltak codeowners» fra plans/units.yml og plan.yml. Endres der, ikke her."
BLOCK = re.compile(rf"^{re.escape(BEGIN)}\n.*?^{re.escape(END)}\n?", re.DOTALL | re.MULTILINE)


def with_rules(text: str, portfolio: Portfolio, prefix: str = "") -> str:
    """The file with the rules of today; without a block where there are none."""
    rules = owner_rules(portfolio, prefix)
    block = "\n".join([BEGIN, TOLD, *rules, END]) + "\n" if rules else ""
    if BLOCK.search(text):
        return BLOCK.sub(lambda _: block, text, count=1)
    if not block:
        return text
    return (text.rstrip("\n") + "\n\n" if text.strip() else "") + block


def owner_rules(portfolio: Portfolio, prefix: str = "") -> list[str]:
    """`/measures/p/14-mo.yml @group` for each measure whose owner, or a unit above it, names a group.

    The group of a plan approves the rest: its own files, its measures without such an owner, and the units.
    The host follows the last rule that fits, so what is wider comes first.
    """
    groups = {
        plan.id: group for plan in portfolio.plans if (group := str(plan.extra.get(FIELD, "")))
    }
    wide = [
        f"/{prefix}{folder}/{id}/ {group}"
        for id, group in groups.items()
        for folder in ("measures", "plans")
    ]
    if groups:
        wide.append(f"/{prefix}plans/units.yml {' '.join(dict.fromkeys(groups.values()))}")
    measures = [
        f"/{prefix}{measure.path} {group}"
        for measure in portfolio.measures()
        if (group := group_of(portfolio, measure.owner))
    ]
    return [*sorted(wide), *sorted(measures)]


def group_of(portfolio: Portfolio, unit_id: str) -> str:
    """The group that answers for a unit: its own, or that of the nearest unit above it."""
    seen: set[str] = set()
    while unit_id in portfolio.units and unit_id not in seen:
        unit = portfolio.units[unit_id]
        if unit.code_owner:
            return unit.code_owner
        seen.add(unit_id)
        unit_id = unit.parents[0].unit if unit.parents else ""
    return ""
