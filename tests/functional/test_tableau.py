"""`sigma tableau`: the same figures on the screen, in the page, in the workbook and for scripts."""

import json
import re
import sqlite3
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests import factories
from tests.conftest import Lieu, Modeles, Sigma

SESSION, SECONDE = "20F0011_03/01", "20F0011_03/02"
LE = {"SIGMA_MAINTENANT": "2020-10-27T09:00"}
HOSTILE = "<script>alert(1)</script> & \u202efin"


@pytest.fixture
def remplie(peuple: Sigma, modeles: Modeles) -> Sigma:
    """Two sessions, one over-booked; candidatures in several states; a paid place; a late task."""
    return modeles.fill(peuple, _remplie)


def _remplie(peuple: Sigma) -> None:
    peuple.ok(*factories.session_add(debut="2020-11-03", places="1"), "--ic", "2020-10-30")
    peuple.ok("session", "ic", "add", SESSION, "2020-10-12")
    peuple.ok(*factories.prescripteur_add())
    for nom in ("Un", "Deux", "Trois"):
        peuple.ok(*factories.candidature_add(nom=nom), "--ic", "2020-10-12")
    jour = {"SIGMA_MAINTENANT": "2020-10-13T09:00"}
    peuple.ok("candidature", "presence", "C000001", "present", **jour)
    retenu = ("retenu", "--du", "2020-11-02", "--au", "2021-06-25")
    peuple.ok("candidature", "result", "C000001", *retenu, **jour)
    peuple.ok("candidature", "presence", "C000002", "present", **jour)
    peuple.ok("candidature", "result", "C000002", "non-retenu", "--motif", "PROJET", **jour)
    for ordre, session in ((1, SESSION), (2, SECONDE), (3, SECONDE)):
        enrol = factories.stagiaire_enrol(session, nom=f"Personne{ordre}", naissance=None)
        peuple.ok(*enrol, entree=factories.nir(ordre, sexe="7" if ordre == 3 else "1"))
    peuple.ok(*factories.place_allocate("P000001"))
    peuple.ok("flux", "push", "carif")


def tableau(sigma: Sigma, *options: str, **env: str) -> Any:
    return sigma.json("tableau", *options, **LE | env)


def test_the_figures_are_those_of_an_independent_count(remplie: Sigma, lieu: Lieu) -> None:
    document = tableau(remplie)
    with closing(sqlite3.connect(lieu.base)) as base:

        def ask(question: str) -> int:
            return int(base.execute(question).fetchone()[0])

        for ligne in document["sessions"]:
            ident = int(ligne["session"][-2:])
            ici = f"session_id = {ident}"
            assert ligne["inscrits"] == ask(
                f"SELECT count(*) FROM parcours WHERE {ici} AND date_sortie IS NULL"
            )
            assert ligne["positionnes"] == ask(
                f"SELECT count(*) FROM candidature WHERE {ici} AND etat <> 'NON_RETENU'"
            )
            assert ligne["retenus"] == ask(
                f"SELECT count(*) FROM candidature WHERE {ici} AND etat IN ('RETENU', 'INSCRIT_SIGMA')"
            )
            assert ligne["restantes"] == ligne["places"] - ligne["inscrits"]
        assert document["total"]["places"] == ask("SELECT sum(places) FROM session_formation")
        late = ask("SELECT count(*) FROM tache WHERE etat = 'A_FAIRE' AND echeance < '2020-10-27'")
        assert sum(retard["nombre"] for retard in document["retards"]) == late > 0
    assert document["total_places"]["utilisees"] == 1
    personnes = {n["quoi"]: n["nombre"] for n in document["personnes"]}
    assert personnes["Inscrites"] == 3
    assert personnes["Sans prescription notée"] == 3
    assert personnes["Rémunération à décider"] == 2
    etapes = [(n["quoi"], n["nombre"]) for n in document["parcours_candidats"]]
    assert etapes == [
        *(("Positionnées", 3), ("Convoquées", 3), ("Présentes", 2), ("Retenues", 1)),
        ("Inscrites", 0),
    ]
    assert [n["nombre"] for n in document["nia"]] == [1, 0, 0]
    assert sum(s["inscriptions"] for s in document["semaines"]) == 3


def test_it_says_what_deserves_an_eye_and_why(remplie: Sigma) -> None:
    une, deux = tableau(remplie)["sessions"]
    assert (une["session"], une["alertes"], une["prochaine_reunion"]) == (SESSION, [], None)
    assert (deux["alertes"], deux["prochaine_reunion"]) == (["surréservée"], "2020-10-30")
    assert une["diffusion"].startswith("devrait être visible")
    remplie.ok("session", "set", SESSION, "--places", "9")
    une, _ = tableau(remplie)["sessions"]
    assert (une["diffusion"], une["raison"]) == ("à envoyer", "sigma flux push carif")
    remplie.ok("session", "cancel", SECONDE, "--motif", "Effectif", "--tous-sortis", **LE)
    _, deux = tableau(remplie)["sessions"]
    assert (deux["diffusion"], deux["raison"]) == ("n’aura pas lieu", "Effectif")
    assert deux["alertes"] == ["0 place"]
    assert tableau(remplie)["total"]["sessions"] == 1


@pytest.mark.parametrize(("jour", "alertes"), [("2020-10-26", ["vide à J-7"]), ("2020-10-25", [])])
def test_an_empty_session_is_told_a_week_before(
    peuple: Sigma, jour: str, alertes: list[str]
) -> None:
    (ligne,) = tableau(peuple, "--le", jour)["sessions"]
    assert ligne["alertes"] == alertes


def test_a_blocked_code_is_the_reason(peuple: Sigma, lieu: Lieu) -> None:
    fichier = lieu.dossier / "c.csv"
    fichier.write_text("certifinfo;intitulé;archivé\n93541;L;oui\n", "utf-8")
    peuple.ok("referentiel", "import", "certifinfo", str(fichier))
    (ligne,) = tableau(peuple)["sessions"]
    assert ligne["diffusion"] == "bloquée au Carif"
    assert "93541" in ligne["raison"]


def test_filters_narrow_every_part(remplie: Sigma) -> None:
    remplie.ok(*factories.action_add("21F0022", annee="2021"))
    vide = tableau(remplie, "--action", "21F0022")
    assert (vide["sessions"], [p["action"] for p in vide["places"]]) == ([], ["21F0022"])
    assert {n["nombre"] for n in vide["personnes"]} == {0}
    assert vide["selection"] == "action 21F0022"
    assert len(tableau(remplie, "--composante", "20F0011_03")["sessions"]) == 2
    assert tableau(remplie, "--annee", "2021")["sessions"] == []
    remplie.refused(11, "tableau", "--action", "99F9999")
    remplie.refused(11, "tableau", "--composante", "20F0011_09")


class Lecteur(HTMLParser):
    """What a reader of the page needs: balanced tags, cells, what would be fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.pile: list[str] = []
        self.dehors: list[str] = []
        self.titres: list[str] = []
        self.scripts = 0
        self.sans_portee = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        lus = dict(attrs)
        self.dehors += [str(v) for k, v in lus.items() if k in {"src", "href", "action"}]
        self.scripts += tag == "script"
        self.sans_portee += tag == "th" and lus.get("scope") not in {"col", "row"}
        if re.fullmatch(r"h[1-6]", tag):
            self.titres.append(tag)
        if tag not in {"meta", "br", "input"}:
            self.pile.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.pile.pop() == tag


def page(sigma: Sigma, fichier: Path, *options: str) -> str:
    sigma.ok("tableau", "-o", str(fichier), "--force", *options, **LE)
    return fichier.read_text("utf-8")


def test_the_page_stands_alone_and_is_readable_by_all(remplie: Sigma, lieu: Lieu) -> None:
    texte = page(remplie, lieu.dossier / "t.html")
    lecteur = Lecteur()
    lecteur.feed(texte)
    assert lecteur.pile == []
    assert [adresse for adresse in lecteur.dehors if not adresse.startswith("#")] == []
    assert (lecteur.scripts, lecteur.sans_portee) == (1, 0)
    assert lecteur.titres[0] == "h1"
    assert set(lecteur.titres[1:]) == {"h2"}
    assert '<html lang="fr">' in texte
    assert texte.count("<table") == texte.count("<caption")
    assert "surréservée" in texte
    assert page(remplie, lieu.dossier / "t.html") == texte


def test_the_page_names_nobody_unless_asked_and_the_journal_notes_it(
    remplie: Sigma, lieu: Lieu
) -> None:
    fichier = lieu.dossier / "t.html"
    texte = page(remplie, fichier)
    assert not any(nom in texte for nom in ("Personne1", "Personne2", "P000001"))
    assert fichier.stat().st_mode & 0o077 == 0o044
    nomme = page(remplie, fichier, "--nominatif")
    assert "Personne2" in nomme
    assert fichier.stat().st_mode & 0o777 == 0o600
    assert not factories.fragments(factories.nir(2)) & set(re.findall(r"\d+", nomme))
    derniere = remplie.json("journal", "list", "tableau", "--limite", "1")["resultats"][0]
    assert derniere["operation"] == "tableau.nominatif"


def test_hostile_names_stay_words(peuple: Sigma, lieu: Lieu) -> None:
    peuple.ok("composante", "set", "20F0011_03", "--intitule", HOSTILE)
    peuple.ok("session", "set", SESSION, "--site", "x" * 250, "--places", "10000")
    texte = page(peuple, lieu.dossier / "t.html")
    lecteur = Lecteur()
    lecteur.feed(texte)
    assert (lecteur.pile, lecteur.scripts) == ([], 1)
    assert "&lt;script&gt;" in texte


def test_the_workbook_holds_the_same_sessions(remplie: Sigma, lieu: Lieu) -> None:
    fichier = lieu.dossier / "t.xlsx"
    remplie.ok("tableau", "-o", str(fichier), **LE)
    feuille = load_workbook(fichier).active
    assert feuille is not None
    titres, *lignes = feuille.iter_rows(values_only=True)
    lues = [dict(zip(titres, ligne, strict=True)) for ligne in lignes]
    for ecrite, dite in zip(lues, tableau(remplie)["sessions"], strict=True):
        assert ecrite["Session"] == dite["session"]
        assert (ecrite["Inscrits"], ecrite["Restantes"]) == (dite["inscrits"], dite["restantes"])


def test_the_screen_says_the_same(remplie: Sigma) -> None:
    texte = remplie.ok("tableau", **LE).stdout
    assert re.search(r"20F0011_03/02 +03/11/2020 +##########.? 2/1 ", texte)
    assert "2 sessions, 3/11 places, 8 restantes." in texte
    assert "candidatures : positionnées 3" in texte.lower()


def test_an_empty_base_and_bad_targets(sigma: Sigma, lieu: Lieu) -> None:
    assert tableau(sigma)["sessions"] == []
    assert "Aucune session." in sigma.ok("tableau", **LE).stderr
    assert "Aucune session." in page(sigma, lieu.dossier / "t.html")
    sigma.refused(2, "tableau", "-o", str(lieu.dossier / "t.pdf"))
    sigma.refused(2, "tableau", "--ouvrir")
    sigma.refused(10, "tableau", "-o", str(lieu.dossier / "absent" / "t.html"))
    sigma.refused(13, "tableau", "-o", str(lieu.dossier / "t.html"))


def test_figures_are_json_for_scripts(remplie: Sigma) -> None:
    document = json.loads(remplie.ok("tableau", "--json", **LE).stdout)
    assert set(document) >= {"jour", "sessions", "total", "places", "retards", "flux", "semaines"}
    assert document["a_suivre"] == []


def test_what_is_not_of_the_selection_or_of_the_day_is_said(remplie: Sigma, lieu: Lieu) -> None:
    texte = remplie.ok("tableau", "--action", "20F0011", "--le", "2020-10-28", **LE).stdout
    assert texte.startswith("Situation au 28/10/2020, avec les effectifs du 27/10/2020 – action ")
    assert "Toutes actions confondues :" in texte
    assert "toutes actions confondues" in page(remplie, lieu.dossier / "t.html", "--annee", "2020")
    assert "confondues" not in remplie.ok("tableau", **LE).stdout


def test_the_year_before_is_that_of_the_selection(remplie: Sigma) -> None:
    un_an_apres = {"SIGMA_MAINTENANT": "2021-10-05T09:00"}
    remplie.ok(*factories.action_add("21F0022", annee="2021"))

    def avant(*choix: str) -> int:
        semaines = tableau(remplie, *choix, **un_an_apres)["semaines"]
        return sum(semaine["un_an_avant"] for semaine in semaines)

    assert avant("--annee", "2021") == 3
    assert avant("--action", "21F0022") == 0
