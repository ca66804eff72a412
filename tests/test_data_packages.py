"""The tables as Frictionless and CSVW read them, by their own libraries."""

from __future__ import annotations

import codecs
import csv
import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import csvw
import pytest
from frictionless import Package

from tests.trees import ROOT
from tiltak.data.datasets import INDEX
from tiltak.read.load import load
from tiltak.read.plan_files import worktree
from tiltak.site import files
from tiltak.site.view import Site
from tiltak.words.language import words

pytestmark = pytest.mark.slow  # all open data of the real plans is written


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> list[Path]:
    """The open data of the real plans on disk."""
    portfolio = load(worktree(ROOT).texts).portfolio
    site = Site(portfolio, date(2026, 11, 1), words())
    top: Path = tmp_path_factory.mktemp("data")
    lost: list = []
    for path, content in files.files(site, files.downloads(site, lost), lost):
        if path.startswith("data/") and not path.endswith((".png", ".svg", ".xml", ".ics")):
            (top / path).parent.mkdir(parents=True, exist_ok=True)
            (top / path).write_bytes(content)
    assert not lost
    assert (top / INDEX).is_file()
    return [top / "data" / plan.id for plan in portfolio.plans]


@pytest.fixture(scope="module")
def folder(folders) -> Path:
    return next(folder for folder in folders if folder.name == "rus-2019")


def test_the_data_package_of_each_plan_is_valid_and_so_is_every_table_in_it(folders):
    assert len(folders) == 2
    for folder in folders:
        report = Package(str(folder / "datapackage.json")).validate()
        assert report.valid, report.flatten(["type", "fieldName", "rowNumber", "message"])[:5]
        tables = {path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")}
        package = json.loads((folder / "datapackage.json").read_text("utf-8"))
        assert {resource["path"] for resource in package["resources"]} == tables != set()


def test_norwegian_excel_opens_every_table_with_its_columns_letters_and_decimals(folder):
    """Without the mark it takes UTF-8 for something else, without semicolons it sees one column, and 3.5 is the third of May."""
    for path in folder.rglob("*.csv"):
        assert path.read_bytes().startswith(codecs.BOM_UTF8), path
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file, delimiter=";")
        assert {len(row) for row in rows} <= {len(head)}, path
        assert "plan" in head, path
        values = [row[head.index("value")] for row in rows if "value" in head]
        assert not any("." in value for value in values), path


def test_a_decimal_with_a_comma_is_a_number_by_both_standards(folder, tmp_path):
    for name in ("figures.csv-metadata.json", "datapackage.json"):
        shutil.copy(folder / name, tmp_path)
    text = (folder / "figures.csv").read_text("utf-8")
    (tmp_path / "figures.csv").write_text(text.replace(";13;", ";13,5;"), "utf-8")
    rows = list(csvw.CSVW(str(tmp_path / "figures.csv-metadata.json"), validate=True).tables[0])
    assert Decimal("13.5") in {row["value"] for row in rows}
    with Package(str(tmp_path / "datapackage.json")).get_resource("figures") as resource:
        assert Decimal("13.5") in {row["value"] for row in resource.row_stream}


def test_a_table_that_is_not_as_it_is_described_is_refused(folder, tmp_path):
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    package["resources"] = [r for r in package["resources"] if r["path"] == "figures.csv"]
    text = (folder / "figures.csv").read_text("utf-8").replace(";13;", ";tretten;")
    (tmp_path / "figures.csv").write_text(text, "utf-8")
    (tmp_path / "datapackage.json").write_text(json.dumps(package), "utf-8")
    assert not Package(str(tmp_path / "datapackage.json")).validate().valid


def test_csvw_finds_the_metadata_of_every_table_and_every_cell_is_as_it_says(folders):
    numbers_of_rows: dict[str, list[int]] = {folder.name: [] for folder in folders}
    for folder, path in ((f, p) for f in folders for p in sorted(f.rglob("*.csv"))):
        table = csvw.CSVW(f"{path}-metadata.json", validate=True)
        assert table.is_valid, (path.name, table.warnings[:5])
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file, delimiter=";"))
        rows = len(list(table.tables[0]))
        assert rows == len(lines) - 1, path
        numbers_of_rows[folder.name].append(rows)
    assert len(numbers_of_rows["rus-2019"]) > 20
    assert min(numbers_of_rows["rus-2019"]) > 0  # a table of the second plan may have no rows
    assert sum(numbers_of_rows["psykisk-helse-2019"]) > 0


def test_csvw_refuses_a_cell_that_is_not_as_its_column_says(folder, tmp_path):
    shutil.copy(folder / "figures.csv-metadata.json", tmp_path)
    text = (folder / "figures.csv").read_text("utf-8")
    (tmp_path / "figures.csv").write_text(text.replace(";13;", ";tretten;"), "utf-8")
    assert not csvw.CSVW(str(tmp_path / "figures.csv-metadata.json"), validate=True).is_valid
