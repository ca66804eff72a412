"""The tasks of the handbook in the form, carried out as its pages tell.

One owner for two uses: `test_handbook_tasks.py` asserts what changed in the files, and `handbook_pictures.py`
keeps what was on the screen. So a picture shows a step that works, and a step that works is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import FloatRect, Locator, Page, ViewportSize

from tests.browser.expecting import expect
from tests.browser.form import choose_phase, part, save, told
from tests.handbook import with_a_closed_quarter, with_a_new_plan

MO_CENTRES = "measures/rus-2019/14-mo-sentre.yml"
FRIEND_RESCUE = "measures/rus-2019/31-kameratredning.yml"

# As narrow as a phone, so that a picture can be read on one; as high as the longest form, which scrolls inside.
WINDOW: ViewportSize = {"width": 400, "height": 6000}
NOW = "2021-01-15T12:00:00Z"

# Every word that can be seen or heard: texts, names for screen readers, what is filled in or asked for.
ON_THE_SCREEN = """() => [...document.querySelectorAll('body *')].flatMap(e => [
    [...e.childNodes].filter(n => n.nodeType === Node.TEXT_NODE).map(n => n.data).join(''),
    e.getAttribute('aria-label'), e.placeholder, e.type === 'checkbox' ? '' : e.value,
]).filter(Boolean).map(text => String(text).trim())"""

Camera = Callable[[str, bytes], None]


@dataclass
class Form:
    """The form as a person meets it. `seen` is what it has shown; `camera` keeps pictures, if anybody wants them."""

    page: Page
    url: str
    camera: Camera | None = None
    seen: set[str] = field(default_factory=set)
    pictures: list[str] = field(default_factory=list)

    def list(self) -> None:
        """The start: the plans, and the measures of the first of them."""
        self.page.goto(self.url)
        expect(self.page.get_by_role("heading", level=1)).to_be_visible(timeout=20_000)
        self.look()

    def choose(self, link: str) -> None:
        """Press one of the links above the table."""
        self.list()
        self.page.get_by_role("link", name=link, exact=True).click()
        self.is_open()

    def open(self, address: str) -> None:
        self.page.goto(f"{self.url}#/collections/{address}")
        self.is_open()

    def is_open(self) -> None:
        expect(self.page.locator(".tiltak-form").first).to_be_visible(timeout=20_000)
        self.page.clock.set_fixed_time(NOW)
        self.look()

    def plan(self) -> None:
        """Open what the plan says of the measure."""
        self.page.locator("summary", has_text="Planopplysninger").click()
        self.look()

    def report(self) -> Locator:
        return self.page.locator(".tiltak-report")

    def older(self) -> Locator:
        """Open the messages of before."""
        self.page.locator("summary", has_text="Tidligere meldinger").click()
        return self.part("Statusmeldinger")

    def part(self, name: str) -> Locator:
        return part(self.page, name)

    def field(self, name: str, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_label(name, exact=True)

    def add(self, what: str, within: Locator) -> Locator:
        """Press «Legg til», and give what was added."""
        within.get_by_role("button", name=f"Legg til {what}").first.click()
        self.look()
        return within.locator(".tiltak-item[open]").first

    def unfold(self, name: str, within: Locator) -> Locator:
        within.locator("summary", has_text=name).first.click()
        self.look()
        return within.locator(".tiltak-item[open]", has_text=name).first

    def save(self) -> None:
        self.look()
        self.page.get_by_role("button", name="Lagre", exact=True).click()
        expect(self.page.get_by_text("Endringene er lagret")).to_be_visible()
        self.look()

    def refused(self) -> None:
        """Save, and wait for what is wrong."""
        save(self.page)
        expect(
            self.page.locator(".tiltak-wrong").or_(self.page.get_by_role("alert")).first
        ).to_be_visible()
        self.look()

    def look(self) -> None:
        self.seen.update(self.page.evaluate(ON_THE_SCREEN))

    def picture(
        self, name: str, top: Locator, bottom: Locator | None = None, margin: int = 12
    ) -> None:
        """What stands from one thing to another, with a little air around it."""
        self.look()
        self.pictures.append(name)
        if self.camera:
            self.camera(name, taken(self.page, top, bottom or top, margin))


def taken(page: Page, top: Locator, bottom: Locator, margin: int) -> bytes:
    expect(page.locator(".tiltak-loading")).to_have_count(0)  # the bar that tells of loading
    page.evaluate(
        "document.activeElement?.closest('.tiltak-form') && document.activeElement.blur()"
    )
    first, last = _box(top), _box(bottom)
    left = max(0, min(first["x"], last["x"]) - margin)
    right = max(first["x"] + first["width"], last["x"] + last["width"]) + margin
    upper = max(0, first["y"] - margin)
    clip: FloatRect = {
        "x": left,
        "y": upper,
        "width": min(right, WINDOW["width"]) - left,
        "height": last["y"] + last["height"] + margin - upper,
    }
    return page.screenshot(clip=clip, animations="disabled", caret="hide")


def _box(thing: Locator) -> FloatRect:
    found = thing.first.bounding_box()
    assert found, thing
    return found


def question(label: str, within: Locator) -> Locator:
    """A field with its label and its help."""
    return within.locator(".tiltak-field", has=within.page.get_by_text(label, exact=True)).last


def topbar(form: Form) -> Locator:
    return form.page.locator("[class*='-ToolbarContainer']")


def links(form: Form) -> Locator:
    """What stands above the table."""
    return form.page.locator(".desk-head")


def measure(form: Form, name: str) -> Locator:
    """A measure in the table."""
    return form.page.get_by_role("row").filter(has_text=name)


def frame(name: str, form: Form) -> Locator:
    """A field of the file with the name that stands above it."""
    return form.page.locator("[class*='-ControlContainer']", has=form.part(name))


def deadline(form: Form, name: str) -> Locator:
    """A milestone among the deadlines."""
    return form.page.locator(".tiltak-deadlines > ul > li", has_text=name)


# The tasks


@dataclass(frozen=True, slots=True)
class Task:
    """What a page tells to do, and what it does to the files: path → lines with + and -.

    `before`: what has happened to the files before somebody does it; gives the folder that the form is opened in.
    """

    page: str
    do: Callable[[Form], None]
    changes: Mapping[str, list[str]]
    before: Callable[[Path], Path] = Path.absolute


@dataclass(frozen=True, slots=True)
class Mistake:
    """What goes wrong when somebody does this, in the words of the form. Nothing is written."""

    page: str
    do: Callable[[Form], None]
    message: str
    before: Callable[[Path], Path] = Path.absolute


def get_started(form: Form) -> None:
    form.list()
    form.picture("kom-i-gang-liste", links(form), measure(form, "3 Individuell plan"))
    form.page.get_by_role("link", name="14 Mottaks- og oppfølgingssentre").click()
    form.is_open()
    form.picture("kom-i-gang-skjema", topbar(form), frame("Statusmeldinger", form))
    form.plan()
    form.field("Tittel").fill("Eksempel: Sentre for unge og voksne")
    form.save()
    form.picture("kom-i-gang-lagret", told(form.page), margin=0)


def change_status(form: Form) -> None:
    form.open("rus-2019/entries/14-mo-sentre")
    message = form.report()
    form.picture("endre-status-meldinger", frame("Statusmeldinger", form))
    form.field("Dato", message).fill("2020-12-31")
    choose_phase(message, "Pågår")
    message.locator("summary", has_text="Flere felter").click()
    form.field("Tillit til fristene (valgfritt)", message).select_option("I rute")
    form.field("Begrunnelse (valgfritt)", message).fill(
        "Eksempel: Lokalene på K46 er ferdig bygd om."
    )
    form.picture("endre-status-fase", question("Dato", message), question("Fase", message))
    form.picture(
        "endre-status-begrunnelse",
        question("Begrunnelse (valgfritt)", message),
        question("Tillit til fristene (valgfritt)", message),
    )
    form.picture("endre-status-lagre", topbar(form), margin=0)
    form.save()
    form.picture("endre-status-lagret", topbar(form), margin=0)


def nothing_new(form: Form) -> None:
    form.open("rus-2019/entries/14-mo-sentre")
    message = form.report()
    form.field("Ingenting nytt", message).check()
    form.picture("ingenting-nytt", question("Dato", message), question("Ingenting nytt", message))
    form.save()


def move_deadline(form: Form) -> None:
    form.open("rus-2019/entries/14-mo-sentre")
    milestone = deadline(form, "MO-senteret for voksne er etablert")
    milestone.get_by_role("button", name="Flytt fristen").click()
    form.field("Frist nå", milestone).fill("2024-06-30")
    form.picture("flytte-frist-dato", milestone, question("Frist nå", milestone))
    legend = form.page.locator("legend", has_text="Flyttinger av fristen")
    moves = milestone.locator("fieldset", has=legend)
    move = moves.locator(".tiltak-item[open]", has_text="31.12.2020").first  # open by itself
    form.field("Årsak (valgfritt)", move).select_option("Finansiering")
    form.field("Begrunnelse (valgfritt)", move).fill(
        "Eksempel: Budsjettet for 2021 har ikke penger til senteret."
    )
    form.picture(
        "flytte-frist-arsak",
        question("Frist før flyttingen (valgfritt)", move),
        question("Begrunnelse (valgfritt)", move),
    )
    form.save()


def milestone_reached(form: Form) -> None:
    form.open("rus-2019/entries/14-mo-sentre")
    milestone = deadline(form, "MO-senteret for unge er i gang")
    milestone.get_by_role("button", name="Nådd").click()
    form.field("Nådd (valgfritt)", milestone).fill("2020-12-20")
    form.picture("milepael-naadd", milestone, question("Nådd (valgfritt)", milestone))
    form.save()


def new_measure(form: Form) -> None:
    form.list()
    form.picture("nytt-tiltak-knapp", links(form))
    form.page.get_by_role("link", name="Nytt tiltak").click()
    form.is_open()
    form.page.get_by_role("textbox", name="Nummer").fill("39")
    form.field("Tittel").fill("Eksempel: Åpent hus på Stasjonen")
    form.field("Ansvarlig (valgfritt)").select_option("Stasjonen")
    form.field("Innsatsområde").select_option("Færre overdoser og overdosedødsfall")
    form.page.get_by_role("combobox", name="Type tiltak").select_option("Etablere")
    form.picture("nytt-tiltak-skjema", frame_of("Nummer", form), frame_of("Tittel", form))
    form.save()


def frame_of(name: str, form: Form) -> Locator:
    """The same for a single field."""
    return form.page.locator("[class*='-ControlContainer']", has=form.field(name))


def merge(form: Form) -> None:
    form.open("rus-2019/entries/31-kameratredning")
    message = form.report()
    choose_phase(message, "Slått sammen")
    form.field("Slått sammen med", message).select_option(
        "32 Fra sprøyter til mindre skadelige måter å ta rusmidler på"
    )
    form.field("Begrunnelse (valgfritt)", message).fill("Eksempel: De to kampanjene er blitt én.")
    form.picture("slaa-sammen-fase", question("Dato", message), question("Fase", message))
    form.picture(
        "slaa-sammen-med",
        question("Begrunnelse (valgfritt)", message),
        question("Slått sammen med", message),
    )
    form.save()


def hand_over(form: Form) -> None:
    form.open("rus-2019/entries/14-mo-sentre")
    form.plan()
    form.field("Ansvarlig (valgfritt)").select_option("Helsehuset")
    form.picture("gi-videre-ansvarlig", frame_of("Ansvarlig (valgfritt)", form))
    unconfirmed = form.part("Foreslått")
    form.field("Ansvarlig", unconfirmed).uncheck()
    form.picture("gi-videre-bekreftet", frame("Foreslått", form))
    form.save()


def add_unit(form: Form) -> None:
    form.choose("Ny enhet")
    unit = form.page.locator(".tiltak-item[open]").first
    form.field("Navn", unit).fill("Eksempel friluft")
    expect(form.field("Kortnavn", unit)).to_have_value("eksempel-friluft")
    form.field("Type enhet", unit).select_option("kommunal enhet")
    form.picture("gi-videre-ny-enhet", question("Navn", unit), question("Type enhet", unit))
    form.save()


def rename_unit(form: Form) -> None:
    form.choose("Enheter")
    unit = form.unfold("Stasjonen", form.part("Enheter"))
    name = form.add("navn", unit)
    form.field("Navn", name).fill("Stasjonen helse (eksempel)")
    form.field("Gjelder fra (valgfritt)", name).fill("2021-01-01")
    form.picture(
        "gi-videre-nytt-navn",
        name.locator("summary").first,
        question("Gjelder fra (valgfritt)", name),
    )
    form.save()


def start_a_plan(form: Form) -> None:
    form.list()
    form.picture("ny-plan-liste", links(form), measure(form, "1 Det første tiltaket"))
    form.choose("Plan for friluftsliv 2021–2024: om planen")


def correct(form: Form) -> None:
    form.open("rus-2019/entries/14-mo-sentre")
    messages = form.older()
    form.unfold("01.09.2020–31.10.2020 Pågår", messages)
    message = messages.locator(".tiltak-item[open]")
    form.field("Fase", message).select_option("Planlegges")
    form.picture("rette-feil-gammel", message.locator("summary").first, question("Fase", message))
    form.save()


def correct_a_rendering(form: Form) -> None:
    form.open("rus-2019/entries/14-mo-sentre")
    form.plan()
    change = form.add("endring", form.part("Endret siden vedtaket"))
    form.field("Felt", change).select_option("Tittel")
    form.field("Slik det var", change).fill("Eksempel: Sentre for unge")
    form.field("Rettelse", change).fill("Eksempel: Tittelen var forkortet.")
    form.field("Dato", change).fill("2021-01-15")
    form.field("Dokument", change).select_option(
        label="Ruspolitisk handlingsplan 2019–2023, «Erfaring og fag – på samme lag»"
    )
    form.save()


def remove_a_message(form: Form) -> None:
    form.open("rus-2019/entries/14-mo-sentre")
    message = form.unfold("01.09.2020–31.10.2020 Pågår", form.older())
    button = form.page.get_by_role("button", name="Fjern 01.09.2020–31.10.2020 Pågår")
    form.picture("rette-feil-fjern", button)
    form.page.once("dialog", lambda dialog: dialog.accept())
    button.click()
    expect(message).to_have_count(0)
    form.save()


def correct_what_was_reported(form: Form) -> None:
    form.open("rus-2019/entries/14-mo-sentre")
    messages = form.older()
    form.unfold("01.09.2020–31.10.2020 Pågår", messages)
    message = messages.locator(".tiltak-item[open]")
    form.field("Fase", message).select_option("Planlegges")
    message.get_by_text("Flere felter").click()
    form.field("Rettelse (valgfritt)", message).fill("Eksempel: Arbeidet var ikke begynt.")
    form.picture("rette-feil-rettelse", question("Rettelse (valgfritt)", message))
    form.save()


TASKS = (
    Task(
        "kom-i-gang",
        get_started,
        {
            MO_CENTRES: [
                "-title: Mottaks- og oppfølgingssentre for unge og for voksne",
                '+title: "Eksempel: Sentre for unge og voksne"',
            ]
        },
    ),
    Task(
        "endre-status",
        change_status,
        {
            MO_CENTRES: [
                "+  - date: 2020-12-31",
                "+    phase: in_progress",
                "+    confidence: on_track",
                "+    note: >-",
                "+      Eksempel: Lokalene på K46 er ferdig bygd om.",
            ]
        },
    ),
    Task("ingenting-nytt", nothing_new, {MO_CENTRES: ["+  - date: 2020-12-31", "+    unchanged: true"]}),
    Task(
        "flytte-frist",
        move_deadline,
        {
            MO_CENTRES: [
                "-    due: 2023-12-31",
                "+    due: 30.06.2024",
                "+    moved:",
                "+      - date: 2020-12-31",
                "+        from: 2023-12-31",
                "+        reason: funding",
                "+        note: >-",
                "+          Eksempel: Budsjettet for 2021 har ikke penger til senteret.",
            ]
        },
    ),
    Task("milepael-naadd", milestone_reached, {MO_CENTRES: ["+    done: 2020-12-20"]}),
    Task(
        "nytt-tiltak",
        new_measure,
        {
            "measures/rus-2019/39-eksempel-apent-hus-pa-stasjonen.yml": [
                "+# yaml-language-server: $schema=../../schema/measure.schema.json",
                "+number: 39",
                '+title: "Eksempel: Åpent hus på Stasjonen"',
                "+focus_area: overdose",
                "+kind: establish",
                "+owner: stasjonen",
                "+status: []",
            ]
        },
    ),
    Task(
        "slaa-sammen",
        merge,
        {
            FRIEND_RESCUE: [
                "+  - date: 2020-12-31",
                "+    phase: merged",
                "+    into: 32",
                "+    note: >-",
                "+      Eksempel: De to kampanjene er blitt én.",
            ]
        },
    ),
    Task(
        "gi-videre",
        hand_over,
        {
            MO_CENTRES: [
                "-owner: rehabiliteringsseksjonen",
                "+owner: helsehuset",
                "-unconfirmed: [owner]",
            ]
        },
    ),
    Task(
        "gi-videre",
        rename_unit,
        {"plans/units.yml": ["+      - name: Stasjonen helse (eksempel)", "+        from: 2021-01-01"]},
    ),
    Task(
        "gi-videre",
        add_unit,
        {
            "plans/units.yml": [
                "+  eksempel-friluft:",
                "+    kind: internal",
                "+    names:",
                "+      - name: Eksempel friluft",
            ]
        },
    ),
    Task("ny-plan", start_a_plan, {}, before=with_a_new_plan),
    Task("rette-feil", correct, {MO_CENTRES: ["-    phase: in_progress", "+    phase: planning"]}),
    Task(
        "rette-feil",
        correct_what_was_reported,
        {
            MO_CENTRES: [
                "-    phase: in_progress",
                "+    phase: planning",
                "-      Dokumentet sier at målet er å bli ferdig innen utgangen av 2021. Her sto det at senteret",
                "-      skal være ferdig da.",
                "+      Eksempel: Arbeidet var ikke begynt.",
            ]
        },
        before=with_a_closed_quarter,
    ),
    Task(
        "rette-feil",
        correct_a_rendering,
        {
            MO_CENTRES: [
                "+revised:",
                "+  - field: title",
                "+    from: >-",
                "+      Eksempel: Sentre for unge",
                "+    correction: >-",
                "+      Eksempel: Tittelen var forkortet.",
                "+    date: 2021-01-15",
                "+    source: plan",
            ]
        },
    ),
    Task(
        "rette-feil",
        remove_a_message,
        {
            MO_CENTRES: [
                "-  - date: 2020-09-01/2020-10-31",
                "-    phase: in_progress",
                "-    note: >-",
                "-      Senteret for unge (15–25 år) bygges på K46. Målet er at det er ferdig innen utgangen av",
                "-      2021. Ansatte fra flere kommunale virksomheter er tenkt til stede der, og det krever større,",
                "-      nye lokaler. Prosjektlederen lønnes av tilskudd. Dokumentet omtaler ikke senteret for",
                "-      voksne.",
                "-    said_by: document",
                "-    correction: >-",
                "-      Dokumentet sier at målet er å bli ferdig innen utgangen av 2021. Her sto det at senteret",
                "-      skal være ferdig da.",
                "-    source: hop-2021#9.10",
            ]
        },
    ),
)  # fmt: skip


# The mistakes


def pause_without_a_reason(form: Form) -> None:
    message = _message(form, "14-mo-sentre")
    choose_phase(message, "På vent")
    form.refused()


def a_day_to_come(form: Form) -> None:
    message = _message(form, "14-mo-sentre")
    form.field("Dato", message).fill("2031-12-31")
    choose_phase(message, "Fullført")
    form.refused()


def merged_with_nothing(form: Form) -> None:
    message = _message(form, "31-kameratredning")
    choose_phase(message, "Slått sammen")
    form.refused()


def merged_with_itself(form: Form) -> None:
    message = _message(form, "31-kameratredning")
    choose_phase(message, "Slått sammen")
    form.field("Slått sammen med", message).select_option(
        "31 Opplæring av brukere i kameratredning"
    )
    form.refused()


def a_number_that_is_taken(form: Form) -> None:
    form.open("rus-2019/new")
    form.page.get_by_role("textbox", name="Nummer").fill("14")
    form.field("Tittel").fill("Eksempel")
    form.field("Innsatsområde").select_option("Hjelp til å bo")
    form.page.get_by_role("combobox", name="Type tiltak").select_option("Etablere")
    form.refused()


def reached_before_it_happened(form: Form) -> None:
    form.open("rus-2019/entries/14-mo-sentre")
    milestone = deadline(form, "MO-senteret for unge er i gang")
    milestone.get_by_role("button", name="Nådd").click()
    form.field("Nådd (valgfritt)", milestone).fill("2031-12-20")
    form.refused()


def a_phone_number(form: Form) -> None:
    message = _message(form, "14-mo-sentre")
    choose_phase(message, "Pågår")
    form.field("Begrunnelse (valgfritt)", message).fill("Eksempel: Ring 412 34 567.")
    form.refused()


def changed_after_closing(form: Form) -> None:
    form.open("rus-2019/entries/14-mo-sentre")
    messages = form.older()
    form.unfold("01.09.2020–31.10.2020 Pågår", messages)
    form.field("Fase", messages.locator(".tiltak-item[open]")).select_option("Planlegges")
    form.refused()


def _message(form: Form, measure: str) -> Locator:
    form.open(f"rus-2019/entries/{measure}")
    return form.report()


MISTAKES = (
    Mistake("kom-i-gang", a_day_to_come, "Ikke lagret. Rett det som er merket med rødt."),
    Mistake("endre-status", pause_without_a_reason, "Fyll ut «Årsak»."),
    Mistake("endre-status", a_day_to_come, "Meldingen gjelder 31.12.2031, som ikke har vært ennå."),
    Mistake("endre-status", a_phone_number, "Her står det som ser ut som et telefonnummer (41…)."),
    Mistake(
        "milepael-naadd",
        reached_before_it_happened,
        "Milepælen skal være nådd 20.12.2031, som ikke har vært ennå.",
    ),
    Mistake(
        "nytt-tiltak",
        a_number_that_is_taken,
        "Nummer 14 er brukt (Mottaks- og oppfølgingssentre for unge og for voksne). Det neste ledige er 39.",
    ),
    Mistake("slaa-sammen", merged_with_nothing, "Fyll ut «Slått sammen med»."),
    Mistake("slaa-sammen", merged_with_itself, "Tiltaket viser til seg selv."),
    Mistake(
        "rette-feil",
        changed_after_closing,
        "Meldingen for 01.09.2020–31.10.2020 er endret etter at 2020-Q4 ble avsluttet.",
        before=with_a_closed_quarter,
    ),
)
