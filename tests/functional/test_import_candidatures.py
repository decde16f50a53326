"""`sigma import candidatures`: entered and followed as by the commands, or taken over as they are."""

from pathlib import Path
from typing import Any

import pytest

from tests import factories
from tests.conftest import Lieu, Modeles, Sigma
from tests.functional.test_import import told, write_csv

APRES = "2020-10-14"


@pytest.fixture
def la(lieu: Lieu) -> Path:
    return lieu.dossier


@pytest.fixture
def recrute(peuple: Sigma, modeles: Modeles) -> Sigma:
    """A session with a meeting on 12 October, and two structures."""
    return modeles.fill(peuple, _recrute)


def _recrute(peuple: Sigma) -> None:
    peuple.ok("session", "ic", "add", factories.SESSION, "2020-10-12")
    peuple.ok(*factories.prescripteur_add())
    peuple.ok(*factories.prescripteur_add("CIDFF Aude", type="CIDFF", ville="Carcassonne"))


class Fichier:
    """A file of candidatures: one column per field told, cells of one row or of several."""

    def __init__(self, sigma: Sigma, la: Path) -> None:
        self._sigma, self._la = sigma, la

    def write(self, *lignes: dict[str, str]) -> str:
        communs = {
            "N Composante": "20F0011_03",
            "Numéro session": "01",
            "Nom": "Durand",
            "Prénom": "Anne",
            "N Prescripteur": "PR0001",
        }
        completes = [communs | ligne for ligne in lignes]
        titres = list(dict.fromkeys(titre for ligne in completes for titre in ligne))
        cellules = [[ligne.get(titre, "") for titre in titres] for ligne in completes]
        return write_csv(self._la / "c.csv", titres, *cellules)

    def __call__(self, **cellules: str) -> dict[str, Any]:
        """Import one row, two days after the meeting; return what became of the candidature."""
        ligne = {titre.replace("_", " "): cellule for titre, cellule in cellules.items()}
        argv = ("import", "candidatures", self.write(ligne))
        self._sigma.ok(*argv, SIGMA_MAINTENANT=APRES)
        fiche: dict[str, Any] = self._sigma.json(
            "candidature", "show", "C000001", SIGMA_MAINTENANT=APRES
        )
        return fiche

    def refused(self, code: int, **cellules: str) -> str:
        ligne = {titre.replace("_", " "): cellule for titre, cellule in cellules.items()}
        argv = ("import", "candidatures", self.write(ligne))
        return told(self._sigma, code, *argv, SIGMA_MAINTENANT=APRES)


@pytest.fixture
def fichier(recrute: Sigma, la: Path) -> Fichier:
    return Fichier(recrute, la)


def test_a_row_is_entered_then_followed_to_its_end(fichier: Fichier) -> None:
    assert fichier(Mode_de_prescription="fiche", Fiche_reçue_le="01/10/2020")["etat"] == "SAISIE"
    assert fichier(Information_collective="12/10/2020")["etat"] == "CONVOQUE"
    venue = fichier(Présence="Présent")
    assert (venue["etat"], venue["presence_le"]) == ("PRESENT", "2020-10-12")
    retenue = fichier(
        Début_prévisionnel="02/11/2020",
        Fin_prévisionnelle="25/06/2021",
        Date_du_résultat="13/10/2020",
    )
    assert (retenue["etat"], retenue["resultat_le"]) == ("RETENU", "2020-10-13")
    validee = fichier(Date_de_validation="14/10/2020")
    assert (validee["validation"], validee["validee_le"]) == ("VALIDEE", "2020-10-14")


def test_one_row_may_tell_it_all_and_twice_changes_nothing(
    fichier: Fichier, recrute: Sigma
) -> None:
    tout = {
        "Mode de prescription": "FICHE",
        "Information collective": "12/10/2020",
        "Présence": "ABSENT",
        "Motif": recrute.json("candidature", "motif", "list")["resultats"][0]["code"],
        "Précision": "a trouvé un emploi",
        "État": "NON_RETENU",
    }
    env = {"SIGMA_MAINTENANT": APRES}
    argv = ("import", "candidatures", fichier.write(tout))
    assert recrute.json(*argv, **env)["crees"] == 1
    fiche = recrute.json("candidature", "show", "C000001", **env)
    assert (fiche["etat"], fiche["precision"]) == ("NON_RETENU", "a trouvé un emploi")
    avant = recrute.json("journal", "list")
    assert recrute.json(*argv, **env)["inchanges"] == 1
    assert recrute.json("journal", "list") == avant


def test_a_cell_that_differs_corrects_and_says_which(fichier: Fichier, recrute: Sigma) -> None:
    fichier(Courriel="anne@exemple.fr")
    argv = ("import", "candidatures", fichier.write({"Courriel": "anne@exemple.org"}))
    (ligne,) = recrute.json(*argv, SIGMA_MAINTENANT=APRES)["lignes"]
    assert (ligne["etat"], ligne["objet"]) == ("modifies", "C000001")
    assert ligne["changements"] == ["Courriel"], "never the values of a person"


def test_q2_11_the_answer_aucun_is_an_answer(fichier: Fichier) -> None:
    message = fichier.refused(12, N_Prescripteur="")
    assert "Remplir N Prescripteur" in message
    assert "(Q2-11)" in message
    assert fichier(N_Prescripteur="Aucun")["prescripteur"] is None
    assert fichier(N_Prescripteur="PR0002")["prescripteur"] == "PR0002"
    assert fichier(N_Prescripteur="aucun")["prescripteur"] is None
    assert fichier(N_Prescripteur="", Prescripteur="PR0001")["prescripteur"] == "PR0001"
    assert fichier(N_Prescripteur="", Prescripteur="aucun")["prescripteur"] is None


def test_a_warning_speaks_of_columns_and_of_commands_as_they_are(
    fichier: Fichier, recrute: Sigma
) -> None:
    argv = ("import", "candidatures", fichier.write({"Mode de prescription": "FICHE"}))
    (dit,) = recrute.json(*argv, SIGMA_MAINTENANT=APRES)["avertissements"]
    assert "noter son jour et son expéditeur (« Fiche reçue le », « Expéditeur" in dit["message"]
    recrute.ok("session", "ic", "add", factories.SESSION, "2020-10-20")
    recrute.ok("session", "ic", "add", factories.SESSION, "2020-10-21")
    ligne = {"Nom": "Autre", "Mode de prescription": "DEMATERIALISEE"}
    argv = ("import", "candidatures", fichier.write(ligne))
    (dit,) = recrute.json(*argv, SIGMA_MAINTENANT=APRES)["avertissements"]
    assert dit["message"].endswith("sigma candidature convoke C000002 --ic DATE.")


def test_a_structure_may_be_named(fichier: Fichier, recrute: Sigma) -> None:
    assert fichier(N_Prescripteur="", Prescripteur="cidff aude")["prescripteur"] == "PR0002"
    refus = fichier.refused(11, N_Prescripteur="", Prescripteur="Inconnue")
    assert "aucune structure de ce nom" in refus
    recrute.ok(*factories.prescripteur_add("CIDFF Aude", type="CIDFF", ville="Limoux"), "--force")
    refus = fichier.refused(10, N_Prescripteur="", Prescripteur="CIDFF Aude")
    assert "plusieurs structures, PR0002, PR0003 ; remplir N Prescripteur" in refus


@pytest.mark.parametrize(
    ("code", "cellules", "message"),
    [
        (12, {"Mode_de_prescription": "DEMATERIALISEE"}, "(Q2-02)"),
        (
            12,
            {"Présence": "PRESENT", "Information_collective": "12/10/2020", "Motif": "x"},
            "Q2-14",
        ),
        (12, {"Début_prévisionnel": "02/11/2020", "Fin_prévisionnelle": "03/11/2020"}, "(Q2-12)"),
        (12, {"Présence": "PRESENT", "Début_prévisionnel": "02/11/2020"}, "« Fin prévisionnelle »"),
        (10, {"Date_de_présence": "12/10/2020"}, "écrire PRESENT ou ABSENT"),
        (10, {"Présence": "PRESENT", "Date_du_résultat": "13/10/2020"}, "l’un ou l’autre"),
        (10, {"Date_de_présence": "15/10/2020"}, "Date de présence : 15/10/2020 est à venir"),
        (10, {"État": "RETENU"}, "« État » dit RETENU, les autres colonnes mènent à SAISIE"),
        (10, {"État": "RECALE"}, "État : choisir parmi SAISIE, CONVOQUE"),
        (11, {"Information_collective": "13/10/2020"}, "n’a pas d’information collective le 13/10"),
        (11, {"Numéro_session": "09"}, "Session inconnue"),
        (10, {"Nom": ""}, "Nom : cellule vide"),
        (10, {"Prénom": ""}, "Prénom : cellule vide"),
        (10, {"Session": "20F0011_03/02"}, "la colonne Session dit 20F0011_03/02, les deux autres"),
        (10, {"Précision": "1 85 01 75 056 001"}, "treize chiffres à la suite"),
        (10, {"Information_collective": "12/10/2020", "Rendez-vous": "12/10/2020"}, "pas les deux"),
    ],
)
def test_each_rule_refuses_its_row(
    fichier: Fichier, recrute: Sigma, code: int, cellules: dict[str, str], message: str
) -> None:
    avant = recrute.json("journal", "list")
    assert message in fichier.refused(code, **cellules)
    assert recrute.json("journal", "list") == avant


def test_the_same_row_twice_is_one_candidature(fichier: Fichier, recrute: Sigma) -> None:
    fait = recrute.json("import", "candidatures", fichier.write({}, {}))
    assert (fait["crees"], fait["inchanges"]) == (1, 1)


def test_the_same_person_twice_and_homonyms(fichier: Fichier, recrute: Sigma) -> None:
    deux = fichier.write({"Courriel": "a@exemple.fr"}, {"Courriel": "b@exemple.fr"})
    refus = told(recrute, 13, "import", "candidatures", deux)
    assert "cette candidature est déjà à la ligne 2, avec d’autres valeurs" in refus
    homonymes = fichier.write(
        {"Date de naissance": "01/01/1990"}, {"Date de naissance": "02/02/1992"}
    )
    assert recrute.json("import", "candidatures", homonymes)["crees"] == 2
    refus = told(recrute, 13, "import", "candidatures", fichier.write({}))
    assert "plusieurs candidatures à ce nom, C000001, C000002" in refus


@pytest.mark.parametrize(
    ("code", "cellules", "message"),
    [
        (11, {"N_Candidature": "C000009"}, "C000009 n’est pas dans cette base"),
        (13, {"N_Candidature": "C000001", "Numéro_session": "02"}, "pas une candidature à"),
        (13, {"N_Candidature": "C000001", "Nom": "Petit", "Prénom": "Luc"}, "d’une autre personne"),
    ],
)
def test_references_of_another_base_are_refused(
    fichier: Fichier, code: int, cellules: dict[str, str], message: str
) -> None:
    fichier()
    assert message in fichier.refused(code, **cellules)


def test_a_reference_corrects_a_name(fichier: Fichier) -> None:
    fichier()
    assert fichier(N_Candidature="C000001", Nom="Dupond")["nom"] == "Dupond"


def test_a_retained_person_is_tied_to_their_own_parcours(fichier: Fichier, recrute: Sigma) -> None:
    recrute.ok(*factories.stagiaire_enrol(nom="Durand"), entree=factories.nir(1))
    recrute.ok(*factories.stagiaire_enrol(nom="Autre"), entree=factories.nir(2))
    retenue = {
        "Mode_de_prescription": "FICHE",
        "Présence": "PRESENT",
        "Début_prévisionnel": "02/11/2020",
        "Fin_prévisionnelle": "25/06/2021",
    }
    refus = fichier.refused(13, **retenue, N_Parcours="P000002")
    assert "« N Parcours » est celui d’une autre personne" in refus
    fiche = fichier(**retenue, N_Parcours="P000001")
    assert (fiche["etat"], fiche["parcours"]) == ("INSCRIT_SIGMA", "P000001")


# A base taken over


@pytest.fixture
def ailleurs(recrute: Sigma, la: Path, base_neuve: Path) -> dict[str, str]:
    """A base like this one, but for its candidatures; this one has some at every state."""
    online = factories.candidature_add(mode="DEMATERIALISEE", fiche_recue_le=None, fiche_de=None)
    recrute.ok(*factories.stagiaire_enrol(nom="Durand"), entree=factories.nir(1))
    recrute.ok(*online)
    recrute.ok(*factories.candidature_add(nom="Zed", prenom="Luc", prescripteur="aucun", mode=None))
    recrute.ok(
        *factories.candidature_add(nom="Abel", prenom="Kim", avant_vote=None), "--avant-vote"
    )
    dates = ("--du", "2020-11-02", "--au", "2021-06-25")
    motif = recrute.json("candidature", "motif", "list")["resultats"][0]["code"]
    for argv in (
        ("presence", "C000001", "present"),
        ("result", "C000001", "retenu", *dates),
        ("validate", "C000002"),
        ("presence", "C000003", "absent"),
        ("result", "C000003", "non-retenu", "--motif", motif, "--precision", "loin"),
    ):
        recrute.ok("candidature", *argv, SIGMA_MAINTENANT=APRES)
    recrute.ok("candidature", "link", "C000001", "P000001", SIGMA_MAINTENANT=APRES)
    env = {"SIGMA_BASE": str(la / "autre.db"), "SIGMA_MAINTENANT": APRES}
    (la / "autre.db").write_bytes(base_neuve.read_bytes())
    for sorte, source, options in (
        ("actions", "actions", ("--complet",)),
        ("composantes", "composantes", ("--complet",)),
        ("sessions", "composantes", ("--complet", "--force")),
        ("prescripteurs", "prescripteurs", ()),
        ("stagiaires", "stagiaires", ("--avec-nir", "--yes")),
    ):
        sortie = ("-o", str(la / f"{source}.csv"))
        recrute.ok("export", source, *options, *sortie)
        recrute.ok("import", sorte, str(la / f"{source}.csv"), **env)
    recrute.ok("export", "candidatures", "-o", str(la / "candidatures.csv"))
    return env


def test_q8_04_candidatures_come_back_as_they_were(
    recrute: Sigma, la: Path, ailleurs: dict[str, str]
) -> None:
    argv = ("import", "candidatures", str(la / "candidatures.csv"))
    assert recrute.json(*argv, **ailleurs)["crees"] == 3
    avant = recrute.json("export", "candidatures", SIGMA_MAINTENANT=APRES)
    assert recrute.json("export", "candidatures", **ailleurs) == avant
    assert [c["candidature"] for c in avant["resultats"]] == ["C000003", "C000001", "C000002"]
    assert recrute.json(*argv, **ailleurs)["inchanges"] == 3
    assert recrute.json("base", "check", **ailleurs)["nombre"] == 0
    taches = recrute.json("todo", "list", **ailleurs)["resultats"]
    assert {t["objet"] for t in taches} >= {"C000001", "C000002", "C000003"}


@pytest.mark.parametrize(
    ("code", "avant", "apres", "message"),
    [
        (11, "PR0001", "PR0009", "importer d’abord les prescripteurs"),
        (11, "12/10/2020", "13/10/2020", "importer d’abord les sessions"),
        (11, "P000001", "P000009", "importer d’abord les stagiaires"),
        (
            10,
            "inscrite",
            "RETENU",
            "« État » dit RETENU, les autres colonnes mènent à INSCRIT",
        ),
        (
            10,
            ";PR0001;Mission locale Narbonne;",
            ";;;",
            "un mode de prescription sans prescripteur",
        ),
        (12, ";présente;12/10/2020;", ";;;", "« Présence » : pas de résultat sans présence"),
        (10, ";présente;12/10/2020;", ";présente;;", "« Date de présence » vont ensemble"),
        (12, ";02/11/2020;25/06/2021;", ";02/11/2020;;", "« Fin prévisionnelle » : il manque"),
        (12, ";02/11/2020;25/06/2021;", ";02/11/2020;01/11/2020;", "est avant « Début prévis"),
        (13, ";;;02/11/2020;", ";COMPLET;;02/11/2020;", "contredit ce que la base contient déjà"),
    ],
)
def test_what_is_taken_over_must_agree_with_the_base(
    *,
    recrute: Sigma,
    la: Path,
    ailleurs: dict[str, str],
    code: int,
    avant: str,
    apres: str,
    message: str,
) -> None:
    texte = (la / "candidatures.csv").read_text("utf-8-sig")
    titres, *lignes = texte.splitlines()
    (durand,) = [ligne for ligne in lignes if "Durand" in ligne]
    assert avant in durand
    (la / "x.csv").write_text(f"{titres}\n{durand.replace(avant, apres)}\n", "utf-8")
    assert message in told(recrute, code, "import", "candidatures", str(la / "x.csv"), **ailleurs)
    assert recrute.json("candidature", "list", **ailleurs)["nombre"] == 0


def test_q2_02_an_online_prescription_taken_over_is_judged_aloud(
    recrute: Sigma, la: Path, ailleurs: dict[str, str]
) -> None:
    """Its meetings or its structure may have changed since: the fact stays, and is told."""
    recrute.ok("prescripteur", "set", "PR0001", "--outil", "aucun", **ailleurs)
    fait = recrute.json("import", "candidatures", str(la / "candidatures.csv"), **ailleurs)
    (dit,) = [dit["message"] for dit in fait["avertissements"] if dit["regle"] == "Q2-02"]
    assert "C000001, reprise telle quelle : PR0001 (type" in dit


def test_the_day_of_a_presence_has_its_own_title(fichier: Fichier) -> None:
    venue = fichier(
        Information_collective="12/10/2020", Présence="PRESENT", Présence_le="13/10/2020"
    )
    assert (venue["presence"], venue["presence_le"]) == ("PRESENT", "2020-10-13")


def test_q2_17_a_refusal_reversed_asks_for_its_reason_by_its_column(fichier: Fichier) -> None:
    fichier(Information_collective="12/10/2020", Présence="PRESENT", Motif="COMPLET")
    dates = {"Début_prévisionnel": "02/11/2020", "Fin_prévisionnelle": "25/06/2021"}
    message = fichier.refused(12, **dates)
    assert "une raison ; remplir « Raison ». (Q2-17)" in message
    assert fichier(**dates, Raison="désistement")["etat"] == "RETENU"


def test_a_refusal_names_no_candidature_that_it_undoes(fichier: Fichier) -> None:
    dates = {"Début_prévisionnel": "02/11/2020", "Fin_prévisionnelle": "25/06/2021"}
    message = fichier.refused(12, **dates)
    assert (
        "cette candidature est à l’état « saisie » : pas de résultat sans présence. Noter"
        in message
    )
    assert "C000001" not in message
    assert "sigma candidature" not in message


def test_a_parcours_under_another_name_is_said(
    recrute: Sigma, la: Path, ailleurs: dict[str, str]
) -> None:
    texte = (la / "candidatures.csv").read_text("utf-8-sig").replace("Durand", "Duval")
    (la / "x.csv").write_text(texte, "utf-8")
    fait = recrute.json("import", "candidatures", str(la / "x.csv"), **ailleurs)
    assert fait["crees"] == 3
    (dit,) = [a for a in fait["avertissements"] if a["regle"] == "Q1-07"]
    assert "C000001 est liée à P000001, qui porte un autre nom" in dit["message"]


def test_an_erased_identity_comes_back_erased(
    recrute: Sigma, la: Path, ailleurs: dict[str, str], base_neuve: Path
) -> None:
    plus_tard = {"SIGMA_MAINTENANT": "2021-07-01"}  # once the parcours is over
    ailleurs = ailleurs | plus_tard
    recrute.ok("flux", "push", "agora", **plus_tard)
    recrute.ok("rgpd", "erase", "S000001", "--motif", "demande", **plus_tard)
    (la / "autre.db").write_bytes(base_neuve.read_bytes())
    for sorte in ("actions", "composantes", "sessions", "prescripteurs"):
        source = sorte.replace("sessions", "composantes")
        recrute.ok("import", sorte, str(la / f"{source}.csv"), **ailleurs)
    for sorte, options in (("stagiaires", ("--avec-nir", "--yes")), ("candidatures", ())):
        recrute.ok("export", sorte, *options, "-o", str(la / f"{sorte}.csv"), "--force")
        recrute.ok("import", sorte, str(la / f"{sorte}.csv"), **ailleurs)
        assert recrute.json("export", sorte, **ailleurs) == recrute.json("export", sorte)
    assert "effacée (RGPD)" in recrute.refused(11, "stagiaire", "set", "S000001", **ailleurs)
