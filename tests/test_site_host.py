"""From a change on the site to its commit or proposal on the git host."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.gitfolder import PLAN, UNITS, GitFolder, measure
from tiltak.read.commits import Commit, shown_subject
from tiltak.site.host import change_address
from tiltak.site.pages.all_pages import all_pages
from tiltak.site.view import Site
from tiltak.words.language import words
from tiltak.workspace import NOW, open_workspace

ID = "a" * 40
GITHUB, GITLAB, OWN = (
    "https://github.com/k/p",
    "https://gitlab.com/k/p",
    "https://git.kommunen.no/k/p",
)


@pytest.mark.parametrize(
    ("repo_url", "kind", "subject", "address"),
    [
        (GITHUB, "", "Nye frister", f"{GITHUB}/commit/{ID}"),
        (f"{GITHUB}.git", "", "Nye frister", f"{GITHUB}/commit/{ID}"),
        (f"{GITHUB}/", "", "Merge pull request #12 from k/gren", f"{GITHUB}/pull/12"),
        (GITHUB, "", "Nye frister (#12)", f"{GITHUB}/pull/12"),
        (GITHUB, "", "Nye frister, se #12", f"{GITHUB}/commit/{ID}"),
        (GITLAB, "", "Nye frister (#12)", f"{GITLAB}/-/commit/{ID}"),
        (OWN, "forgejo", "Merge pull request 'Frister' (#3) from gren into main", f"{OWN}/pulls/3"),
        (OWN, "gitlab", "Nye frister", f"{OWN}/-/commit/{ID}"),
        (OWN, "", "Nye frister", ""),
        ("", "github", "Nye frister", ""),
        ("javascript:alert(1)//github.com", "github", "Nye frister", ""),
    ],
)
def test_a_change_leads_to_its_proposal_or_commit_where_the_host_is_known(
    repo_url, kind, subject, address
):
    assert change_address(repo_url, kind, Commit(ID, date(2021, 1, 1), subject)) == address


def test_no_way_leads_to_what_is_not_recorded_or_may_not_be_shown():
    assert change_address(GITHUB, "", None) == ""
    hidden = Commit(ID, date(2021, 1, 1), shown_subject("Frister", "Ring 412 34 567\n"))
    assert change_address(GITHUB, "", hidden) == ""


def test_the_pages_of_a_measure_and_of_moved_deadlines_lead_to_the_commits(tmp_path):
    folder = GitFolder(tmp_path)
    due = "[{{id: f, title: Frist, baseline: 2022-01-01, due: {}}}]"
    path = "measures/p/01-x.yml"
    text = measure(owner="havn", milestones=due.format("2022-01-01"))
    files = {"plans/p/plan.yml": PLAN, "plans/units.yml": UNITS, path: text}
    first = folder.commit(files, "2021-01-10", "Planen")
    moved = folder.commit({path: text.replace("due: 2022", "due: 2023")}, "2021-02-10", "Flyttet")
    private = folder.commit(
        {path: text.replace("due: 2022", "due: 2024")}, "2021-03-10", "Flyttet\n\nRing 412 34 567"
    )
    workspace = open_workspace(folder.path, NOW, date(2021, 6, 1))
    site = Site(
        workspace.portfolio,
        workspace.today,
        words(),
        repo_url=GITHUB,
        history=workspace.history_or_none(),
    )
    pages = {page.uri: page.body() for page in all_pages(site)}
    posts = next(body for uri, body in pages.items() if uri.endswith("maalstolper"))
    story = next(body for body in pages.values() if 'id="historie"' in body)
    for commit, there in ((first, story), (moved, story), (moved, posts)):
        assert f'href="{GITHUB}/commit/{commit}"' in there
    assert all(private not in body for body in (story, posts))
    unknown = replace(site, repo_url=OWN)
    assert not [p.uri for p in all_pages(unknown) if f"{OWN}/commit" in p.body()]
