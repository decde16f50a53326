"""The files that have `sigma flux push` run by itself: crontab, systemd, Windows; each is right."""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path, PureWindowsPath
from typing import Final

import pytest
from lxml import etree

from tests.architecture.test_documentation import GUIDE, crontab_command, parse

RACINE: Final = Path(__file__).parents[2]
DOSSIER: Final = RACINE / "docs" / "planification"
ESPACE: Final = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
PUSH: Final = "sigma flux push"
# What a task of Windows is made of here, in our words.
TACHE: Final = """
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://schemas.microsoft.com/windows/2004/02/mit/task"
 datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
 <start><element name="Task"><attribute name="version" ns=""><value>1.2</value></attribute>
  <element name="RegistrationInfo"><element name="Description"><text/></element></element>
  <element name="Triggers"><element name="CalendarTrigger">
   <element name="StartBoundary"><data type="dateTime"/></element>
   <element name="Enabled"><data type="boolean"/></element>
   <element name="ScheduleByWeek">
    <element name="DaysOfWeek"><oneOrMore><choice>
     <element name="Monday"><empty/></element><element name="Tuesday"><empty/></element>
     <element name="Wednesday"><empty/></element><element name="Thursday"><empty/></element>
     <element name="Friday"><empty/></element></choice></oneOrMore></element>
    <element name="WeeksInterval"><data type="unsignedByte"/></element>
   </element></element></element>
  <element name="Principals"><element name="Principal"><attribute name="id" ns=""><text/></attribute>
   <element name="LogonType"><value>Password</value></element>
   <element name="RunLevel"><value>LeastPrivilege</value></element></element></element>
  <element name="Settings"><interleave>
   <element name="MultipleInstancesPolicy"><choice><value>IgnoreNew</value><value>Queue</value></choice></element>
   <element name="StartWhenAvailable"><data type="boolean"/></element>
   <element name="RunOnlyIfNetworkAvailable"><data type="boolean"/></element>
   <element name="Enabled"><data type="boolean"/></element>
   <element name="ExecutionTimeLimit"><data type="duration"/></element></interleave></element>
  <element name="Actions"><attribute name="Context" ns=""><text/></attribute><element name="Exec">
   <element name="Command"><text/></element><element name="Arguments"><text/></element>
  </element></element>
 </element></start></grammar>
"""


def unit(nom: str) -> configparser.RawConfigParser:
    """Return a unit of systemd; a key may come several times there, and the last one is kept."""
    lu = configparser.RawConfigParser(strict=False, interpolation=None, delimiters=("=",))
    lu.optionxform = str  # type: ignore[assignment,method-assign]  # the documented way to keep case
    lu.read_string((DOSSIER / nom).read_text("utf-8"))
    return lu


def test_the_crontab_runs_the_program() -> None:
    lignes = (DOSSIER / "sigma.crontab").read_text("utf-8").splitlines()
    taches = [ligne for ligne in lignes if not re.match(r"#|[A-Z_]+=\S", ligne)]
    assert [crontab_command(tache) for tache in taches] == [PUSH, "sigma base backup"]
    assert "--cron" in taches[0]


@pytest.mark.skipif(shutil.which("crontab") is None, reason="no crontab here")
def test_cron_accepts_the_crontab() -> None:
    commande = ["crontab", "-n", str(DOSSIER / "sigma.crontab")]
    fini = subprocess.run(commande, capture_output=True, text=True, check=False)
    if "invalid option" in fini.stderr:
        pytest.skip("this crontab cannot check without installing")
    assert fini.returncode == 0, fini.stderr


def test_the_service_runs_the_program_as_its_own_user() -> None:
    service = unit("sigma-flux.service")["Service"]
    assert parse(shlex.split(service["ExecStart"])[1:]) == PUSH
    assert service["Type"] == "oneshot"
    assert service["User"] == "sigma"
    texte = (DOSSIER / "sigma-flux.service").read_text("utf-8")
    assert set(re.findall(r"^Environment=(\w+)=", texte, re.MULTILINE)) == {
        "SIGMA_BASE",
        "SIGMA_CONFIG",
        "SIGMA_CLE_FICHIER",
    }
    assert unit("sigma-flux.timer")["Timer"]["Persistent"] == "true"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    """The program and its user are not on this machine: others stand for them."""
    for nom in ("sigma-flux.service", "sigma-flux.timer"):
        texte = (DOSSIER / nom).read_text("utf-8")
        texte = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", texte, flags=re.MULTILINE)
        (tmp_path / nom).write_text(re.sub(r"^User=.*\n", "", texte, flags=re.MULTILINE), "utf-8")
    units = [str(tmp_path / nom) for nom in ("sigma-flux.service", "sigma-flux.timer")]
    for commande in (
        ["systemd-analyze", "verify", "--man=no", *units],
        ["systemd-analyze", "calendar", unit("sigma-flux.timer")["Timer"]["OnCalendar"]],
    ):
        fini = subprocess.run(commande, capture_output=True, text=True, check=False)
        assert (fini.returncode, fini.stderr) == (0, "")


def test_the_task_of_windows_is_well_made_and_runs_the_program() -> None:
    contenu = (DOSSIER / "sigma-flux.xml").read_bytes()
    assert contenu.isascii(), "schtasks reads it in the code page of the machine"
    document = etree.fromstring(contenu)
    etree.RelaxNG(etree.fromstring(TACHE.encode())).assertValid(document)
    commande = document.findtext(f".//{ESPACE}Command") or ""
    arguments = document.findtext(f".//{ESPACE}Arguments") or ""
    assert PureWindowsPath(commande).name == "sigma.exe"
    assert parse(arguments.split()) == PUSH
    assert "--cron" in arguments


def test_bas_02_each_backup_planned_keeps_dated_copies() -> None:
    service = unit("sigma-sauvegarde.service")["Service"]["ExecStart"]
    document = etree.fromstring((DOSSIER / "sigma-sauvegarde.xml").read_bytes())
    etree.RelaxNG(etree.fromstring(TACHE.encode())).assertValid(document)
    arguments = document.findtext(f".//{ESPACE}Arguments") or ""
    cron = (DOSSIER / "sigma.crontab").read_text("utf-8").splitlines()[-1]
    for commande in (service, arguments, cron):
        assert "base backup" in commande
        assert "--garder 30" in commande
    assert parse(shlex.split(service)[1:]) == parse(arguments.split()) == "sigma base backup"


def test_a_task_that_is_not_well_made_is_seen() -> None:
    texte = (DOSSIER / "sigma-flux.xml").read_bytes().replace(b"PT1H", b"1 heure")
    assert not etree.RelaxNG(etree.fromstring(TACHE.encode())).validate(etree.fromstring(texte))


@pytest.mark.parametrize("fichier", sorted(DOSSIER.iterdir()), ids=lambda fichier: fichier.name)
def test_the_pages_lead_to_each_file(fichier: Path) -> None:
    assert f"planification/{fichier.name}" in GUIDE
