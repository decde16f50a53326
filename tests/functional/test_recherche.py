"""Searching and exporting: accents and case aside, filters together, through the index or not (Q8-05)."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from sigma_cli.domain.offre.composantes import session_key
from sigma_cli.domain.references import Session as Reference
from sigma_cli.domain.texte import replier
from sigma_cli.exports import COMPLETS, REGISTRE
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import SessionFormation
from sigma_cli.services.echanges.importation import REGISTRE as IMPORTS
from sigma_cli.services.echanges.importation import lecture
from sigma_cli.store.engine import open_db
from sigma_cli.store.recherche import install, matching
from tests import factories
from tests.conftest import Lieu, Modeles, Sigma

EN_CLAIR = ("--avec-nir", "--yes", "-o", "n.csv")


@pytest.fixture
def offre(peuple: Sigma, modeles: Modeles) -> Sigma:
    """Three sessions of two composantes, and a composante without any."""
    return modeles.fill(peuple, _offre)


def _offre(peuple: Sigma) -> None:
    peuple.ok(*factories.composante_add("20F0011_04", intitule="Médiation œnologique"))
    peuple.ok(*factories.composante_add("20F0011_05", intitule="Théâtre"))
    peuple.ok(*factories.session_add(site="Annexe de Sète", places="0"))
    peuple.ok(
        *factories.session_add(
            "20F0011_04", commune="BÉZIERS", debut="2021-09-06", fin="2022-06-24"
        )
    )


def listed(sigma: Sigma, *filtres: str) -> list[str]:
    return [ligne["session"][7:] for ligne in sigma.json("session", "list", *filtres)["resultats"]]


@pytest.mark.parametrize(
    ("filtres", "attendues"),
    [
        (("--cherche", "oenologique"), ["_04/01"]),
        (("--cherche", "ANNEXE DE SETE"), ["_03/02"]),
        (("--cherche", "20f0011_03/01"), ["_03/01"]),
        (("--cherche", "93541"), ["_03/01", "_03/02", "_04/01"]),
        (("--cherche", "éz"), ["_04/01"]),
        (("--cherche", "%"), []),
        (("--cherche", "a_n"), []),
        (("--cherche", " "), ["_03/01", "_03/02", "_04/01"]),
        (("--cherche", "mediation", "--commune", "beziers"), ["_04/01"]),
        (("--cherche", "mediation", "--commune", "narbonne"), []),
        (("--commune", "sète"), []),
        (("--cherche", "licence", "--ouvertes"), ["_03/01"]),
        (("--du", "2021-07-01", "--cherche", "2"), ["_04/01"]),
    ],
)
def test_q8_05_sessions_are_found_and_filters_combine(
    offre: Sigma, filtres: tuple[str, ...], attendues: list[str]
) -> None:
    assert listed(offre, *filtres) == attendues


@pytest.mark.parametrize(
    ("filtres", "attendues"),
    [
        ((), ["03/01", "03/02", "04/01", "05/"]),
        (("--cherche", "theatre"), ["05/"]),
        (("--cherche", "beziers"), ["04/01"]),
        (("--cherche", "20f0011"), ["03/01", "03/02", "04/01", "05/"]),
        (("--commune", "beziers"), ["04/01"]),
        (("--commune", "sète"), []),
        (("--du", "2021-07-01"), ["04/01"]),
        (("--au", "2021-07-01"), ["03/01", "03/02"]),
        (("--ouvertes",), ["03/01", "04/01"]),
        (("--ouvertes", "--cherche", "licence"), ["03/01"]),
    ],
)
def test_exports_take_the_filters_of_the_lists(
    offre: Sigma, filtres: tuple[str, ...], attendues: list[str]
) -> None:
    lignes = offre.json("export", "composantes", *filtres)["resultats"]
    assert [f"{x['composante'][-2:]}/{x['numero_session'] or ''}" for x in lignes] == attendues
    completes = offre.json("export", "composantes", "--complet", *filtres)["resultats"]
    assert [ligne["composante"] for ligne in completes] == [x["composante"] for x in lignes]


def test_what_is_corrected_is_found_under_its_new_words_only(offre: Sigma) -> None:
    offre.ok("composante", "set", "20F0011_04", "--intitule", "Cuisine")
    offre.ok("session", "set", "20F0011_03/02", "--commune", "ALBI", "--site", "Lycée")
    assert listed(offre, "--cherche", "cuisine") == ["_04/01"]
    assert listed(offre, "--cherche", "oenologique") == []
    assert listed(offre, "--cherche", "albi lycee") == ["_03/02"]
    assert listed(offre, "--cherche", "annexe") == []
    assert offre.json("composante", "list", "--cherche", "cuisine")["nombre"] == 1


@pytest.mark.parametrize("index", [True, False])
def test_a_base_without_the_index_finds_the_same(offre: Sigma, lieu: Lieu, index: bool) -> None:
    with open_db(lieu.adresse, ecriture=True) as db:
        if not index:
            for nom in ("ajout", "retrait", "change"):
                db.connection().exec_driver_sql(f"DROP TRIGGER recherche_session_{nom}")
            db.connection().exec_driver_sql("DROP TABLE recherche_session")
    assert listed(offre, "--cherche", "oenologique") == ["_04/01"]
    assert listed(offre, "--cherche", "rien de tel") == []


def test_the_index_can_be_made_again(offre: Sigma, lieu: Lieu) -> None:
    with open_db(lieu.adresse, ecriture=True) as db:
        db.connection().exec_driver_sql("DROP TABLE recherche_session")
        install(db.connection())
    assert listed(offre, "--cherche", "oenologique") == ["_04/01"]
    assert offre.json("base", "check")["nombre"] == 0


TEXTES = st.text("aàéœ '-%_/0 ", max_size=8)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(textes=st.lists(TEXTES, min_size=1, max_size=4), cherche=TEXTES)
@pytest.mark.usefixtures("peuple")
def test_the_index_finds_what_the_folded_text_holds(
    db: Session, textes: list[str], cherche: str
) -> None:
    modele = db.exec(select(SessionFormation)).first()
    composante = db.exec(select(Composante)).one()
    assert modele is not None
    cles = {}
    with db.begin_nested() as essai:
        for numero, texte in enumerate(textes, 2):
            ref = str(Reference(composante.numero, numero))
            cle = session_key(ref, composante.intitule, composante.certifinfo, texte, "x")
            champs = modele.model_dump(exclude={"id", "numero", "recherche"})
            session = SessionFormation(**champs, numero=numero, recherche=cle)
            db.add(session)
            db.flush()
            cles[session.id] = cle
        conditions = matching(db, SessionFormation, cherche)
        trouvees = set(db.exec(select(SessionFormation.id).where(*conditions)))
        essai.rollback()
    attendues = {ident for ident, cle in cles.items() if replier(cherche) in cle}
    assert trouvees & cles.keys() == attendues


def test_persons_are_found_by_their_names(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(nom="Éluard"), entree=factories.nir(1))
    assert peuple.json("stagiaire", "list", "--cherche", "ELUARD léa")["nombre"] == 1


# Whole or not at all


@pytest.mark.usefixtures("peuple")
@pytest.mark.parametrize("nom", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_export_cut_short_leaves_nothing_and_exits_130(
    lieu: Lieu, tmp_path_factory: pytest.TempPathFactory, nom: str
) -> None:
    if sys.platform == "win32":
        pytest.skip("no SIGINT to another process there")
    temporaire = tmp_path_factory.mktemp("temporaire")
    fichier = lieu.dossier / "c.xlsx"
    with open_db(lieu.adresse, ecriture=True) as db:
        modele = db.exec(select(SessionFormation)).one()
        champs = modele.model_dump(exclude={"id", "numero"})
        table = SessionFormation.__table__  # type: ignore[attr-defined] # SQLModel gives every table class one
        db.execute(table.insert(), [champs | {"numero": n} for n in range(2, 40_000)])
    commande = interruptible("export", "composantes", "--complet", "-o", str(fichier))
    with subprocess.Popen(
        commande,
        env=os.environ | lieu.env | {"TMPDIR": str(temporaire)},
        stderr=subprocess.PIPE,
        text=True,
    ) as fait:
        while not list(lieu.dossier.glob(".c.xlsx.*")) and fait.poll() is None:
            time.sleep(0.001)
        fait.send_signal(getattr(signal, nom))
        _, erreurs = fait.communicate(timeout=60)
    assert fait.returncode == 130, erreurs
    assert "interrompu : " in erreurs
    assert sorted(f.name for f in lieu.dossier.glob("*c.xlsx*")) == []
    assert list(temporaire.iterdir()) == []


def test_an_import_cut_short_changes_nothing_and_exits_130(
    lieu: Lieu, peuple: Sigma, tmp_path: Path
) -> None:
    if sys.platform == "win32":
        pytest.skip("no SIGINT to another process there")
    fichier, avant = tmp_path / "s.csv", peuple.json("journal", "list")
    lignes = [
        f"20F0011_03;{n:02d};02/11/2020;25/06/2021;11108;11262;NARBONNE;Site;9;-\n"
        for n in range(2, 9000)
    ]
    titres = "composante;numero;date_debut;date_fin;code_postal;code_insee;commune;site;places;ic\n"
    fichier.write_text(titres + "".join(lignes), "utf-8")
    commande = interruptible("import", "sessions", str(fichier))
    with subprocess.Popen(
        commande, env=os.environ | lieu.env, stderr=subprocess.PIPE, text=True
    ) as fait:
        while not writes(lieu.base) and fait.poll() is None:
            time.sleep(0.01)
        fait.send_signal(signal.SIGINT)
        _, erreurs = fait.communicate(timeout=60)
    assert fait.returncode == 130, erreurs
    assert peuple.json("journal", "list") == avant
    assert peuple.json("session", "list")["nombre"] == 1


def interruptible(*argv: str) -> list[str]:
    """Return the command of a program that hears the signals, and lets who sends them go first.

    Those started in the background do not hear SIGINT, those of `nohup` do not hear SIGHUP.
    """
    oreilles = (
        "import os, signal, sys\n"
        "for nom in ('SIGINT', 'SIGTERM', 'SIGHUP'):\n"
        "    signal.signal(getattr(signal, nom), signal.SIG_DFL)\n"
        "os.nice(19)\n"
        "os.execv(sys.executable, [sys.executable, '-m', 'sigma_cli', *sys.argv[1:]])"
    )
    return [sys.executable, "-c", oreilles, *argv]


def writes(base: Path) -> bool:
    """Tell whether another process holds the base to write."""
    with closing(sqlite3.connect(base, timeout=0, isolation_level=None)) as essai:
        try:
            essai.execute("BEGIN IMMEDIATE")
            essai.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return True
    return False


def test_a_list_in_a_pipe_is_json_as_it_streams(offre: Sigma) -> None:
    sortie = offre.ok("session", "list", "--json").stdout
    assert sortie.startswith('{"resultats": [{"session": "20F0011_03/01"')
    assert sortie.endswith('], "nombre": 3}\n')


@pytest.mark.parametrize(
    ("genre", "source"),
    [
        ("actions", "actions"),
        ("composantes", "composantes"),
        ("sessions", "composantes"),
        ("stagiaires", "stagiaires"),
    ],
)
def test_an_import_reads_or_leaves_aside_every_column_of_its_export(
    genre: str, source: str
) -> None:
    for export in filter(None, (REGISTRE[source], COMPLETS.get(source))):
        for noms in ("titre", "cle"):
            titres = [getattr(colonne, noms) for colonne in export.colonnes]
            colonnes = lecture.map_columns(IMPORTS[genre], titres, {})
            assert (colonnes.inconnues, colonnes.a_confirmer) == ([], [])


@pytest.mark.usefixtures("offre")
def test_the_table_of_sessions_keeps_its_column_folded(db: Session) -> None:
    for session, composante in db.exec(
        select(SessionFormation, Composante).join(
            Composante, col(Composante.id) == col(SessionFormation.composante_id)
        )
    ):
        ref = str(Reference(composante.numero, session.numero))
        assert session.recherche == session_key(
            ref, composante.intitule, composante.certifinfo, session.commune, session.site
        )


@pytest.mark.parametrize(
    ("mots", "dit"),
    [
        (("stagiaire", "list", "--session", "20F0011_03/09"), "Session inconnue : 20F0011_03/09."),
        (("candidature", "list", "--session", "20F0011_01/01"), "Session inconnue"),
        (("candidature", "list", "--prescripteur", "PR0099"), "Prescripteur inconnu : PR0099."),
        (("export", "stagiaires", "--session", "20F0011_03/09"), "Session inconnue"),
        (("export", "stagiaires", "--session", "20F0011_03/09", *EN_CLAIR), "Session"),
        (("export", "candidatures", "--prescripteur", "PR0099", "-o", "-"), "Prescripteur inconnu"),
        (("export", "kairos", "--session", "20F0011_03/09"), "Session inconnue"),
        (("export", "places", "20F9999"), "Action inconnue : 20F9999."),
    ],
)
def test_a_filter_that_names_nothing_is_told(
    peuple: Sigma, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mots: tuple[str, ...], dit: str
) -> None:
    monkeypatch.chdir(tmp_path)
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    avant = {*tmp_path.iterdir()}
    assert dit in peuple.refused(11, *mots)
    refus = peuple(*mots, "--json")
    assert json.loads(refus.stdout)["erreur"]["code"] == 11
    assert {*tmp_path.iterdir()} == avant
