"""Whether git can still answer what was known on a day: the clocks of the commits, and the line that was published."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from tiltak.checks.context import day_shown
from tiltak.model.plan import Portfolio
from tiltak.problems import Code, Level, Place, Problem
from tiltak.read.commits import Doubt
from tiltak.read.repo import Repository

FUTURE_COMMIT = Code(
    "future-commit",
    "En commit er datert fram i tid",
    "Klokken på maskinen gikk feil da endringen ble registrert. Tiltak bruker ikke en dag som ikke har vært: Endringen regnes "
    "fra dagen til den forrige, så ingen melding blir for sen av det. Men ingen vet når den egentlig ble kjent.",
    "En commit fra 2035.",
    "En commit med dagen den ble laget.",
    "",
    Level.WARNING,
)
SWAPPED_MAINLINE = Code(
    "swapped-mainline",
    "Det som var publisert, er lagt i andre rekke",
    "Noen hadde egne endringer, hentet det som var publisert, med «git pull», og sendte inn resultatet. Da setter git deres egne "
    "endringer først. Det andre hadde sendt inn i mellomtiden, ser ut som det først kom den dagen.",
    "«git pull» med egne endringer, og så «git push».",
    "«git pull --rebase», og så «git push».",
    "",
    Level.WARNING,
)
LOST_MAINLINE = Code(
    "lost-mainline",
    "Det som var publisert, er ikke lenger i hovedlinjen",
    "Hovedlinjen forteller når hver endring ble kjent. Her er den byttet ut: Noen har slått sammen i feil rekkefølge, eller skrevet "
    "historikken om. Da kan meldinger som kom i tide, se ut som de kom for sent.",
    "«git pull» med egne endringer, og så «git push».",
    "«git pull --rebase», og så «git push».",
    "",
)
UNKNOWN_ADOPTION = Code(
    "unknown-adoption",
    "Utgaven som ble vedtatt, finnes ikke",
    "Det som er lovet, leses fra utgaven som ble vedtatt. Finnes den ikke i historikken, eller fantes ikke planen i den, "
    "regner Tiltak i stedet fra det som først ble lagt inn, og da kan utkast telle som løfter.",
    "«revision» under «adoption» er en commit som ingen har.",
    "«revision» er commiten der planen lå da den ble vedtatt.",
    "",
)


def unknown_adoptions(portfolio: Portfolio, adopted: Collection[str]) -> Iterator[Problem]:
    """Plans that name a revision as the adopted one, where nothing was adopted that can be read."""
    for plan in portfolio.plans:
        if plan.adoption_revision and plan.id not in adopted:
            yield UNKNOWN_ADOPTION(
                f"Planen sier at utgave {plan.adoption_revision[:9]} ble vedtatt. Den finnes ikke her, eller planen fantes ikke i den.",
                Place(plan.path),
                hint="Skriv commiten der planen lå da den ble vedtatt, under «adoption» i «revision». «git log» viser dem.",
            )


def problems_in(doubts: Sequence[Doubt], today: date) -> Iterator[Problem]:
    """What leaves in doubt when something was known. Nobody can mend it any more without changing other days."""
    ahead = [doubt.commit for doubt in doubts if doubt.commit.claimed_on]
    for commit in ahead[:1]:
        others = f" Det gjelder også {len(ahead) - 1} senere." if ahead[1:] else ""
        if commit.claimed_on:
            yield FUTURE_COMMIT(
                f"Denne commiten sier at den er fra {day_shown(commit.claimed_on)}, men i dag er det {day_shown(today)}. "
                f"Den regnes fra {day_shown(commit.recorded_on)}.{others}",
                Place(f"commit {commit.short_id}"),
                hint="Still klokken på maskinen den kom fra. Er den ikke sendt ennå: "
                "«git commit --amend --no-edit».",
            )
    for doubt in doubts:
        commit = doubt.commit
        if not commit.claimed_on:
            yield SWAPPED_MAINLINE(
                f"Her ble det som var publisert fra {day_shown(doubt.since)} til {day_shown(commit.recorded_on)}, lagt i andre rekke. "
                f"Det regnes som kjent fra {day_shown(commit.recorded_on)}.",
                Place(f"commit {commit.short_id}"),
                hint="Er den ikke sendt ennå, skriv «git rebase @{upstream}». Er den sendt, blir den stående. "
                "Hent heretter med «git pull --rebase».",
            )


def lost_mainline(repository: Repository, published: str) -> Iterator[Problem]:
    """What is wrong where a commit that was published is no longer on the mainline, with the commands that mend it."""
    if not set(published) - {"0"}:  # a host's word for a branch that is new
        return
    commit = repository.named(published)
    place = Place(f"commit {(commit or published)[:9]}")
    if not commit:
        yield LOST_MAINLINE(
            "Denne commiten var publisert, men finnes ikke i historikken lenger.",
            place,
            hint="Noen har skrevet historikken om («git push --force»). Den som har den gamle, kan sende den tilbake. "
            "Var det meningen, er neste innsending i orden.",
        )
    elif not repository.keeps(commit):
        yield LOST_MAINLINE(
            "Denne commiten var publisert, men er ikke lenger i hovedlinjen.",
            place,
            hint=f"Rett det slik: «git checkout -B main {commit[:9]}», «git merge --no-ff {repository.head()}» og «git push». "
            "Hent heretter med «git pull --rebase».",
        )
