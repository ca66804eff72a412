"""`tiltak history 14`: the story of a measure. Without a number: what the plan should answer for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from tiltak.commands import _options
from tiltak.data import VERSION, shapes
from tiltak.harmless import one_line
from tiltak.judge.summary import summarise
from tiltak.model.plan import Plan, Portfolio
from tiltak.past.history import History, Past, Step
from tiltak.past.promises import MovedPromise, as_promised, broken, moved_promises
from tiltak.past.provenance import Registration, Timing, provenance, timing
from tiltak.problems import UsageError
from tiltak.words import promises, recorded
from tiltak.words.changes import revised_words
from tiltak.words.history import CommitChapter, commit_chapters
from tiltak.words.language import Words, words
from tiltak.words.rewording import before_and_after
from tiltak.workspace import Workspace


@click.command("history")
@click.argument("number", metavar="[NUMMER]", required=False)
@_options.format_option("Tekst eller JSON.", "text", "json")
@_options.plan_options
def command(number: str | None, shape: str, plan_id: str | None, workspace: Workspace) -> None:
    """Fortell historien om et tiltak, det nyeste først.

    NUMMER er tallet i planen, eller plan/nummer. Uten NUMMER: frister som er flyttet i hele planen,
    meldinger som er registrert for sent, og filer som ikke kunne leses.
    """
    plan = workspace.plan((number or "").rpartition("/")[0] or plan_id)
    past = workspace.history()
    if number is None:
        _overview(workspace, plan, past, shape)
        return
    wanted = workspace.number_typed(number, plan, past.numbers_of(plan.id))
    measure = past.of(f"{plan.id}/{wanted}")
    if not measure.steps:
        number_now = past.present_id(measure.id).rpartition("/")[2]
        if number_now != str(wanted):
            raise UsageError(
                f"Tiltak {wanted} i {plan.id} har fått nummer {number_now}. Skriv «tiltak history {plan.id}/{number_now}»."
            )
        raise UsageError(f"Tiltak {wanted} finnes ikke i {plan.id}, og har aldri gjort det.")
    portfolio = workspace.portfolio
    if shape == "json":
        _options.print_json(shapes.history_data(measure, past, plan, portfolio, words()))
    else:
        chapters = commit_chapters(measure, past, plan, portfolio, words())
        click.echo("\n".join(_told(measure, chapters, portfolio, words())))


def _told(
    measure: Past, chapters: tuple[CommitChapter, ...], portfolio: Portfolio, say: Words
) -> Iterator[str]:
    state = measure.last_known
    number = measure.id.rpartition("/")[2]
    yield f"{number}. {one_line(state.title)}" if state else f"{number}."
    for chapter in chapters:
        yield ""
        yield _heading(chapter, say)
        for sentence, change in _with_changes(chapter):
            yield f"  {one_line(sentence)}"
            yield from _before_and_after(change, say)
        if chapter.commit and (
            sentence := recorded.approved(
                chapter.approval, chapter.commit.recorded_on, portfolio, say
            )
        ):
            yield f"  {one_line(sentence)}"


def _heading(chapter: CommitChapter, say: Words) -> str:
    commit = chapter.commit
    if commit is None:
        return say._("Ikke registrert ennå")
    return f"{say.date(commit.recorded_on)} · {commit.subject} · {commit.short_id}"


def _with_changes(chapter: CommitChapter) -> Iterator[tuple[str, Any]]:
    """Each sentence with its change; those about the file itself stand first and have none."""
    about_the_file = (None,) * (len(chapter.sentences) - len(chapter.changes))
    return iter(zip(chapter.sentences, (*about_the_file, *chapter.changes), strict=True))


def _before_and_after(change: Any, say: Words) -> Iterator[str]:
    for name, text in before_and_after(change, say) if change else ():
        yield f"    {name}: {one_line(text)}"


# The plan as a whole


def _overview(workspace: Workspace, plan: Plan, past: History, shape: str) -> None:
    say = words()
    broken_promises = broken(plan, past)
    posts = moved_promises(summarise(as_promised(plan, past), workspace.today), broken_promises)
    reworded = broken_promises.untold_by(posts)
    late = list(_late(plan, past))
    unreadable = list(_unreadable(plan, past))
    if shape == "json":
        data = {
            "version": VERSION,
            "plan": plan.id,
            "rev": workspace.rev,
            "begun": shapes.commit_data(past.begun.get(plan.id)),
            "goal_posts": [shapes.promise_data(post, plan, say) for post in posts],
            "changed_promises": [
                shapes.promise_change_data(changed, workspace.portfolio, plan, say)
                for changed in broken_promises.silent or ()
            ],
            "changed_period": shapes.changed_period_data(broken_promises.period, say),
            "decided_changes": [
                shapes.decided_change_data(change, workspace.portfolio, plan, say)
                for change in broken_promises.decided
            ],
            "removed_measures": [
                shapes.gone_measure_data(measure, say) for measure in broken_promises.gone
            ],
            "late": [
                {
                    "measure": id,
                    **shapes.record(registration.entry, plan, say),
                    "recorded": shapes.commit_data(registration.first),
                    "timing": shapes.timing_data(lateness),
                }
                for id, registration, lateness in late
            ],
            "unreadable": [
                {
                    "measure": id,
                    **shapes.commit_data(step.commit),
                    "problems": [p.as_dict() for p in step.problems],
                    "mended": shapes.commit_data(ending.commit) if ending else None,
                }
                for id, step, ending in unreadable
            ],
            "doubts": [shapes.doubt_data(doubt, say) for doubt in past.doubts],
        }
        _options.print_json(data)
        return
    lines = [one_line(plan.title), "", say._("Frister som er flyttet")]
    lines += [
        f"  {line}"
        for post in posts
        if not post.by_decision
        for line in _goal_post_lines(post, workspace, plan, say)
    ] or [f"  {say._('Ingen.')}"]
    if broken_promises.period:
        lines += ["", say._("Planperioden er endret uten at planen forteller det")]
        lines.append(f"  {promises.changed_period(broken_promises.period, say)}")
    if reworded:
        lines += ["", say._("Løfter som er skrevet om")]
        for changed in reworded:
            measure = changed.change.measure
            sentence = promises.promise_change(changed, workspace.portfolio, plan, say)
            lines.append(f"  {measure.number}. {one_line(sentence)}")
            lines += [f"  {line}" for line in _before_and_after(changed.change, say)]
    if broken_promises.decided:
        lines += ["", say._("Endret etter vedtak")]
        for decided in broken_promises.decided:
            sentence = promises.decided_change(decided, workspace.portfolio, plan, say)
            lines.append(f"  {decided.measure.number}. {one_line(sentence)}")
    renderings = [(m, r) for m in plan.measures for r in m.revised if r.correction]
    if renderings:
        lines += ["", say._("Rettelser")]
        for measure, revised in renderings:
            sentence = revised_words(revised, workspace.portfolio, plan, say)
            lines.append(f"  {measure.number}. {one_line(sentence)}")
    if broken_promises.gone:
        lines += ["", say._("Tiltak som er tatt ut")]
        lines += [
            f"  {measure.number}. {one_line(f'{measure.title}. {promises.gone_measure(measure, say)}')}"
            for measure in broken_promises.gone
        ]
    lines += ["", say._("Meldinger som er registrert for sent")]
    lines += [
        f"  {id.rpartition('/')[2]}. {recorded.late_sentence(registration, lateness, say)}"
        for id, registration, lateness in late
    ] or [f"  {say._('Ingen.')}"]
    if unreadable:
        lines += ["", say._("Filer som ikke kunne leses")]
        lines += [
            f"  {id.rpartition('/')[2]}. {one_line(recorded.unreadable_sentence(step, say))} {recorded.recorded(step.commit, say)}"
            f" {recorded.mended_sentence(ending, say)}"
            for id, step, ending in unreadable
        ]
    if past.doubts:
        lines += ["", say._("Det historikken ikke kan si sikkert")]
        lines += [f"  {recorded.doubt_sentence(doubt, say)}" for doubt in past.doubts]
    click.echo("\n".join(lines))


def _goal_post_lines(
    post: MovedPromise, workspace: Workspace, plan: Plan, say: Words
) -> Iterator[str]:
    yield f"{post.measure.number}. {one_line(promises.moved_promise(post, say))}"
    for moved in post.silent:
        yield f"    {one_line(promises.promise_change(moved, workspace.portfolio, plan, say))}"


def _late(plan: Plan, past: History) -> Iterator[tuple[str, Registration, Timing]]:
    for measure in plan.measures:
        for registration in provenance(past.of(measure.id)).entries:
            lateness = timing(registration, plan, past.begun.get(plan.id))
            if lateness.state == "late":
                yield measure.id, registration, lateness


def _unreadable(plan: Plan, past: History) -> Iterator[tuple[str, Step, Step | None]]:
    """Each time that nobody could read a measure's file, with the step that ended it."""
    for id, measure in past.pasts.items():
        if id.rpartition("/")[0] == plan.id:
            for step, ending in measure.unreadable_times():
                yield id, step, ending
