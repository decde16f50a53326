"""A month of a gestionnaire, in the order of the guide, by commands only."""

from typing import Any

from tests import factories
from tests.conftest import Lieu, Sigma
from tests.functional.test_session_annulee import lines

UNE, DEUX = "26F0011_01/01", "26F0011_01/02"


class Mois:
    """The program, a day at a time."""

    def __init__(self, sigma: Sigma) -> None:
        self.sigma, self.env = sigma, {"SIGMA_MAINTENANT": "2026-09-01T09:00"}

    def le(self, jour: str, heure: str = "09:00") -> "Mois":
        self.env = {"SIGMA_MAINTENANT": f"{jour}T{heure}"}
        return self

    def ok(self, *argv: str, entree: str | None = None) -> None:
        self.sigma.ok(*argv, entree=entree, **self.env)

    def json(self, *argv: str) -> Any:
        return self.sigma.json(*argv, **self.env)


def test_a_month_of_a_gestionnaire(sigma: Sigma, lieu: Lieu) -> None:
    mois = Mois(sigma)
    _saisir_l_offre(mois)
    _recruter(mois)
    _inscrire_et_attribuer(mois)
    _envoyer(mois, lieu)
    _corriger_deplacer_annuler(mois, lieu)
    _finir_le_mois(mois, lieu)


def _saisir_l_offre(mois: Mois) -> None:
    mois.ok(*factories.etablissement_set())
    mois.ok(*factories.action_add("26F0011", annee="2026", debut="2026-09-01", fin="2027-12-31"))
    mois.ok(*factories.composante_add("26F0011_01"))
    dates = {"debut": "2026-10-05", "fin": "2027-06-25"}
    mois.ok(*factories.session_add("26F0011_01", **dates), "--ic", "2026-09-15")
    mois.ok(*factories.session_add("26F0011_01", **dates | {"site": "Antenne"}))
    assert mois.json("session", "show", UNE)["diffusion"] == "à envoyer"
    mois.ok("flux", "push", "carif")
    assert mois.le("2026-09-03").json("session", "show", UNE)["diffusion"].startswith("devrait")
    mois.ok("session", "set", UNE, "--vue", "mfr", "2026-09-03")


def _recruter(mois: Mois) -> None:
    mois.ok(*factories.prescripteur_add())
    for nom in ("Diaz", "Petit"):
        candidature = factories.candidature_add(UNE, nom=nom, fiche_recue_le="2026-09-03")
        mois.ok(*candidature, "--ic", "2026-09-15")
    assert mois.json("session", "roster", UNE, "--ic", "2026-09-15")["nombre"] == 2
    mois.le("2026-09-16").ok("candidature", "presence", "C000001", "present")
    mois.ok("candidature", "presence", "C000002", "absent")
    mois.ok(
        "candidature", "result", "C000001", "retenu", "--du", "2026-10-05", "--au", "2027-06-25"
    )
    mois.ok("candidature", "validate", "C000001")


def _inscrire_et_attribuer(mois: Mois) -> None:
    enrol = ("stagiaire", "enrol", UNE, "--candidature", "C000001", "--nir", "-")
    mois.ok(*enrol, entree=factories.nir(1, sexe="2"))
    mois.ok(*factories.stagiaire_enrol(DEUX, nom="Roux"), entree=factories.nir(2))
    mois.ok(*factories.stagiaire_enrol(DEUX, nom="Gros"), entree=factories.nir(3, sexe="7"))
    sans = mois.json("stagiaire", "list", "--sans-prescription")["resultats"]
    assert [ligne["parcours"] for ligne in sans] == ["P000003", "P000002"]
    mois.ok("parcours", "set", "P000002", "--prescripteur", "PR0001", "--mode", "FICHE")
    mois.ok(*factories.place_allocate("P000001"))
    mois.ok(*factories.place_allocate("P000002"))
    mois.ok("parcours", "set", "P000002", "--rqth", "--niveau-entree", "5")


def _envoyer(mois: Mois, lieu: Lieu) -> None:
    mois.le("2026-09-21").ok("flux", "push")
    assert [ligne["parcours"] for ligne in lines(lieu, "defi")] == ["P000001", "P000002"]
    assert [ligne["parcours"] for ligne in lines(lieu, "agora")] == ["P000001", "P000002"]
    mois.ok("stagiaire", "nir", "S000003", "--nir", "-", entree=factories.nir(3))
    mois.ok("flux", "push")
    assert [ligne["parcours"] for ligne in lines(lieu, "agora")][-1] == "P000003"


def _corriger_deplacer_annuler(mois: Mois, lieu: Lieu) -> None:
    mois.le("2026-09-25").ok("stagiaire", "set", "S000001", "--courriel", "ana@exemple.fr")
    mois.ok("parcours", "move", "P000002", UNE, "--motif", "Antenne trop loin")
    taches = {ligne["type"] for ligne in mois.json("todo", "list", "--limite", "50")["resultats"]}
    assert taches >= {"DEFI_SESSION", "DEFI_COORDONNEES"}
    mois.ok("session", "cancel", DEUX, "--motif", "Effectif insuffisant", "--tous-sortis")
    mois.ok("flux", "push")
    dits = [(e["parcours"], e["evenement"]) for e in lines(lieu, "agora")][3:]
    assert dits == [("P000002", "SORTIE"), ("P000002", "ENTREE"), ("P000003", "SORTIE")]
    assert len(lines(lieu, "defi")) == 2


def _finir_le_mois(mois: Mois, lieu: Lieu) -> None:
    mois.le("2026-09-30").ok("base", "backup", str(lieu.dossier / "copie.db"))
    liste = mois.json("session", "roster", UNE)["resultats"]
    assert [ligne["nom_naissance"] for ligne in liste] == ["Diaz", "Roux"]
    assert mois.json("base", "check")["nombre"] == 0
    assert mois.json("journal", "verify")["intact"]
    mois.ok("export", "composantes", "-o", str(lieu.dossier / "offre.xlsx"))
