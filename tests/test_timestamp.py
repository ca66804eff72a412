"""A closing that an authority for timestamps vouches for: a real one on this machine, asked once, verified offline."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.commandline import ran
from tests.gitfolder import PLAN, UNITS, GitFolder, measure
from tests.need import need

pytestmark = pytest.mark.slow

A, FOLDER = "measures/p/01-a.yml", "plans/p/closed/2021-Q1"
ADOPTED = PLAN + "adoption: {body: havn, date: 2021-01-01}\n"
CONFIGURATION = """\
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[stamp]
serial = serial
crypto_device = builtin
signer_cert = authority.pem
signer_key = authority.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""
CERTIFICATES = """\
req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -subj /CN=Rot -days 30 -config c.cnf -extensions root
req -newkey rsa:2048 -nodes -keyout authority.key -out authority.csr -subj /CN=Tid -config c.cnf
x509 -req -in authority.csr -CA root.pem -CAkey root.key -CAcreateserial -out authority.pem -days 30 -extfile c.cnf -extensions authority
req -x509 -newkey rsa:2048 -nodes -keyout other.key -out other.pem -subj /CN=Annen -days 30 -config c.cnf -extensions root
"""


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory) -> Path:
    need(shutil.which("openssl"), "NO OPENSSL: no timestamp was asked for.")
    folder: Path = tmp_path_factory.mktemp("tid")
    (folder / "c.cnf").write_text(CONFIGURATION, encoding="utf-8")
    (folder / "serial").write_text("01\n", encoding="utf-8")
    for line in CERTIFICATES.splitlines():
        openssl(folder, *line.split())
    return folder


@pytest.fixture(scope="module")
def authority(certificates) -> Iterator[str]:
    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = self.rfile.read(int(self.headers["Content-Length"]))
            (certificates / "q.tsq").write_bytes(question)
            if self.path == "/flyttet":
                self.send_response(302)
                self.send_header("Location", "/")
                self.end_headers()
            else:
                self.do_GET()

        def do_GET(self) -> None:
            reply = ("ts", "-reply", "-queryfile", "q.tsq", "-config", "c.cnf", "-section", "stamp")
            openssl(certificates, *reply, "-out", "r.tsr")
            self.send_response(200)
            self.end_headers()
            self.wfile.write((certificates / "r.tsr").read_bytes())

        def log_message(self, *_: object) -> None:
            """Nothing is printed among the tests."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def folder(tmp_path, monkeypatch) -> GitFolder:
    monkeypatch.setenv("TILTAK_TODAY", "2021-04-01")
    return GitFolder(tmp_path / "arkiv")


def close(folder: GitFolder, capsys, address: str, roots: bytes | None):
    entry = "[{date: 2021-03-31, phase: in_progress, note: I gang}]"
    files = {
        "plans/p/plan.yml": f"{ADOPTED}timestamp_authority: {address}\n",
        "plans/units.yml": UNITS,
    }
    root = {"plans/p/timestamp.pem": roots} if roots else {}
    folder.commit({**files, **root, A: measure(1, entry)}, "2021-03-20")
    return ran(capsys, folder.path, "report", "2021-Q1", "--close", "--by=havn")


def test_closing_is_stamped_and_verified_without_asking_again(
    folder, capsys, certificates, authority
):
    done = close(folder, capsys, authority, (certificates / "root.pem").read_bytes())
    assert (done.code, done.err) == (0, "")
    folder.commit(
        {"plans/p/plan.yml": f"{ADOPTED}timestamp_authority: http://127.0.0.1:1/\n"}, "2021-04-02"
    )
    verified = ran(capsys, folder.path, "report", "2021-Q1", "--verify")
    assert (verified.code, "Tidsstemplet " in verified.out, f"av {authority}." in verified.out) == (
        0,
        True,
        True,
    )
    assert ran(capsys, folder.path, "check").code == 0
    stamp = folder.path / FOLDER / "record.tsr"
    (folder.path / "plans/p/timestamp.pem").write_bytes((certificates / "other.pem").read_bytes())
    assert (
        "gjelder ikke denne avslutningen"
        in ran(capsys, folder.path, "report", "2021-Q1", "--verify").out
    )
    folder.git("checkout", "--quiet", ".")
    record = folder.path / FOLDER / "record.yml"
    record.write_text(record.read_text("utf-8").replace('"havn"', '"by"'), "utf-8")
    changed = ran(capsys, folder.path, "report", "2021-Q1", "--verify")
    assert (changed.code, "gjelder ikke denne avslutningen" in changed.out) == (1, True)
    folder.git("checkout", "--quiet", ".")
    stamp.unlink()
    assert (
        "Tidsstempelet er borte." in ran(capsys, folder.path, "report", "2021-Q1", "--verify").out
    )
    assert "record-missing" in ran(capsys, folder.path, "check").out


@pytest.mark.parametrize(
    ("address", "roots", "message"),
    [
        ("", None, "Legg rotsertifikatet til tidsstempeltjenesten i plans/p/timestamp.pem."),
        ("", "other.pem", "kan ikke kontrolleres med plans/p/timestamp.pem"),
        ("http://127.0.0.1:1/", "root.pem", "ga ikke noe tidsstempel"),
        ("{authority}flyttet", "root.pem", "ga ikke noe tidsstempel"),
        ("file:///etc/hostname", "root.pem", "er ingen nettadresse"),
    ],
)
def test_nothing_is_written_where_no_timestamp_is_given(
    folder, capsys, certificates, authority, address, roots, message
):
    content = (certificates / roots).read_bytes() if roots else None
    asked = address.format(authority=authority) or authority
    done = close(folder, capsys, asked, content)
    assert (done.code, message in done.err) == (2, True)
    assert not (folder.path / FOLDER).exists()
