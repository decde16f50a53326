"""The files of the publishers, as they are downloaded (RAP-06, EXT-05); extracts are beside."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Sigma

EDITEURS = Path(__file__).parent / "editeurs"
CERTIFINFO = "opendata-certifinfo-01012025-extrait.csv"
COG, POSTE = "v_commune_2024.csv", "019HexaSmal-extrait.csv"
ROME = "unix_referentiel_code_rome_v327_utf8.csv"
EN_2026 = {"SIGMA_MAINTENANT": "2026-09-01T09:00"}
TITRES = (
    "Code_Diplome;Libelle_Diplome;Code_Niveau_Europeen;Code_RNCP;Code_Ancien_Diplome;"
    "Intitulé_Ancien_Diplome;Code_Ancien_RNCP;Etat_Libelle;Etat_Ancien_Diplome_Libelle"
)


def load(sigma: Sigma, table: str, fichier: Path | str, **env: str) -> Any:
    chemin = str(EDITEURS / fichier)
    return sigma.json("referentiel", "import", table, chemin, **(EN_2026 | env))


def code(sigma: Sigma, table: str, code: str) -> Any:
    return sigma.json("referentiel", "show", table, code)["valeurs"]


def warned(bilan: Any, regle: str) -> list[str]:
    return [a["message"] for a in bilan["avertissements"] if a["regle"] == regle]


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def to_file(*lignes: str, titres: str = TITRES, nom: str = "certifinfo.csv") -> Path:
        chemin = tmp_path / nom
        chemin.write_bytes("".join(f"{ligne}\r\n" for ligne in (titres, *lignes)).encode("cp1252"))
        return chemin

    return to_file


# Certif Info --------------------------------------------------------------------------------------


def test_rap_06_the_publisher_s_file_is_imported_as_it_is_downloaded(sigma: Sigma) -> None:
    bilan = load(sigma, "certifinfo", CERTIFINFO)
    assert (bilan["extrait_le"], bilan["lignes"], bilan["doublons"]) == ("2025-01-01", 9, 0)
    assert bilan["avertissements"] == []
    palace = code(sigma, "certifinfo", "117150")
    assert (palace["niveau"], palace["rncp"], palace["etat"]) == ("7", "RNCP39203", "publié")
    assert palace["intitule"] == "Directeur d'établissement de luxe en hôtellerie internationale"
    magistere = code(sigma, "certifinfo", "1880")
    assert (magistere["etat"], magistere["archive"]) == ("formation préparatoire", False)


def test_rap_06_an_old_diploma_has_its_own_state_and_names_its_successor(sigma: Sigma) -> None:
    load(sigma, "certifinfo", CERTIFINFO)
    ancien = code(sigma, "certifinfo", "91487")
    assert (ancien["archive"], ancien["etat"], ancien["successeur"]) == (True, "archivé", "117150")
    assert (ancien["rncp"], ancien["niveau"]) == ("RNCP27060", None)
    assert ancien["intitule"].startswith("Directeur(trice) d'établissement")


@pytest.mark.parametrize(
    ("dit", "etat", "archive"),
    [
        ("archivée", "archivé", True),
        ("Archivé", "archivé", True),
        ("erronée", "erroné", False),
        ("Erroné", "erroné", False),
        ("Publié", "publié", False),
        ("habilitations", "habilitation", False),
        ("inconnu", None, None),
        ("", None, None),
    ],
)
def test_rap_06_an_old_diploma_is_exactly_what_its_state_says(
    sigma: Sigma, write: Any, dit: str, etat: str | None, archive: bool | None
) -> None:
    load(sigma, "certifinfo", write(f"2;Nouveau;6;30075;1;Ancien;;Publié;{dit}"))
    ancien = code(sigma, "certifinfo", "1")
    assert (ancien["etat"], ancien["archive"], ancien["successeur"]) == (etat, archive, "2")


def test_rap_06_a_code_with_its_own_row_keeps_its_own_state(sigma: Sigma, write: Any) -> None:
    lignes = ("2;N;6;;1;A;;Publié;archivée", "1;Un;6;;;;;Publié;", "3;T;6;;1;A;;Publié;archivée")
    bilan = load(sigma, "certifinfo", write(*lignes))
    assert (bilan["lignes"], bilan["avertissements"]) == (3, [])
    un = code(sigma, "certifinfo", "1")
    assert (un["intitule"], un["archive"], un["successeur"]) == ("Un", False, "2, 3")


def test_rap_06_an_old_code_that_cannot_be_read_is_left_out_and_told(
    sigma: Sigma, write: Any
) -> None:
    lignes = ("2;N;6;;1 et 4;A;;Publié;archivée", "3;T;6;;5;A;;Publié;en pause")
    bilan = load(sigma, "certifinfo", write(*lignes))
    assert bilan["lignes"] == 3
    dits = warned(bilan, "RAP-01")
    assert "1 ligne hors de la table, au code d’ancien diplôme illisible" in dits[0]
    assert "« en pause » n’est pas compris" in dits[1]


@pytest.mark.parametrize(("etat", "dit"), [("archivée", "archivé"), ("erronée", "erroné")])
def test_rap_06_a_composante_on_an_old_diploma_is_blocked_and_told_the_successor(
    peuple: Sigma, write: Any, etat: str, dit: str
) -> None:
    load(peuple, "certifinfo", write(f"117150;Nouveau;6;;93541;Ancien;;Publié;{etat}"))
    constats = peuple.json("check")["constats"]
    [constat] = [c for c in constats if c["regle"] == "RAP-01" and c["objet"] == "20F0011_03"]
    assert constat["gravite"] == "bloquant"
    assert f"93541 est {dit}, remplacé par 117150" in constat["message"]
    etapes = peuple.json("diagnose", "20F0011_03/01")["etapes"]
    [etape] = [etape["message"] for etape in etapes if etape["etape"] == "certifinfo"]
    assert f"{dit}, remplacé par 117150 : bloqué" in etape
    composantes = peuple.json("composante", "list")["resultats"]
    assert "bloquée au Carif" in {c["diffusion"] for c in composantes}
    (carif,) = peuple.json("flux", "push", "carif")["flux"]
    assert [retenu["objet"] for retenu in carif["retenus"] if retenu["regle"] == "RAP-01"]


def test_rap_06_an_old_diploma_of_no_state_is_to_check(peuple: Sigma, write: Any) -> None:
    load(peuple, "certifinfo", write("117150;Nouveau;6;;93541;Ancien;;Publié;inconnu"))
    constats = peuple.json("check", "20F0011_03")["constats"]
    [message] = [c["message"] for c in constats if c["regle"] == "RAP-06"]
    assert "ancien diplôme, remplacé par 117150, et son état n’est pas dit" in message


def test_rap_06_a_damaged_label_hurts_its_row_alone(sigma: Sigma, write: Any) -> None:
    chemin = write("1;Hôtellerie;6;;;;;Publié;", "2;abim\x03;6;;;;;Publié;", "3;Été;6;;;;;Publié;")
    chemin.write_bytes(chemin.read_bytes().replace(b"\x03", b"\x81"))
    bilan = load(sigma, "certifinfo", chemin)
    assert bilan["lignes"] == 3
    assert "1 ligne abîmée dans le fichier (à la ligne 3)" in warned(bilan, "RAP-06")[0]
    assert code(sigma, "certifinfo", "3")["intitule"] == "Été"
    chemin.write_bytes(chemin.read_bytes().replace(b"\r\n2;", b"\r\n\x81;"))
    assert load(sigma, "certifinfo", chemin)["lignes"] == 2


def test_rap_06_a_cut_download_is_refused(sigma: Sigma, tmp_path: Path) -> None:
    entier = (EDITEURS / CERTIFINFO).read_bytes()
    coupe = tmp_path / CERTIFINFO
    coupe.write_bytes(entier[:-30])
    refus = sigma.refused(10, "referentiel", "import", "certifinfo", str(coupe), **EN_2026)
    assert "ligne 7 : le fichier s’arrête au milieu" in refus
    assert sigma.json("referentiel", "list")["resultats"][0]["origine"] == "absent"


def test_rap_06_a_file_that_most_known_codes_vanished_from_is_refused(
    sigma: Sigma, write: Any
) -> None:
    def lignes(*codes: int) -> list[str]:
        return [f"{n};L;6;;;;;Publié;" for n in codes]

    load(sigma, "certifinfo", write(*lignes(1, 2, 3, 4, 5, 6)))
    court = write(*lignes(1, 2))
    refus = sigma.refused(10, "referentiel", "import", "certifinfo", str(court), **EN_2026)
    assert "RAP-06" in refus
    assert "4 des 6 codes" in refus
    assert code(sigma, "certifinfo", "6")
    load(sigma, "certifinfo", write(*lignes(1, 2, 3)))  # half of them: as may be
    autre = str(write(*lignes(7, 8)))
    sigma.refused(10, "referentiel", "import", "certifinfo", autre, **EN_2026)
    sigma.ok("referentiel", "reset", "certifinfo", **EN_2026)
    assert load(sigma, "certifinfo", autre)["ajoutes"] == 2


def test_rap_06_a_wrong_file_repeats_nobody(sigma: Sigma, tmp_path: Path) -> None:
    chemin = tmp_path / "liste.csv"
    chemin.write_text("DURAND;Ana;285057800608436\nPETIT;Paul;185057800608436\n", "utf-8")
    refus = sigma.refused(10, "referentiel", "import", "certifinfo", str(chemin))
    assert "aucun titre n’est reconnu" in refus
    chemin.write_text(
        "Code_Diplome;Libelle_Diplome;Etat_Libelle\n1;285057800608436;1 85 05 78 006 084 36\n",
        "utf-8",
    )
    sigma.ok("referentiel", "import", "certifinfo", str(chemin))
    chemin.write_text("Code_Diplome;Libelle_Diplome\n1;L\n2;285057800608436\n", "utf-8")
    resultat = sigma.ok("referentiel", "import", "certifinfo", str(chemin))
    assert "28505" not in resultat.output
    assert "18505" not in resultat.output
    assert "•••" in resultat.output


@pytest.mark.parametrize(("rncp", "differe"), [("RNCP30075", 0), ("30075", 0), ("RNCP1234", 1)])
def test_rap_06_the_rncp_of_a_composante_against_its_certif_info(
    peuple: Sigma, write: Any, rncp: str, differe: int
) -> None:
    load(peuple, "certifinfo", write("93541;Licence;6;030075;;;;Publié;"))
    fiche = peuple.json("composante", "set", "20F0011_03", "--rncp", rncp)
    assert len(warned(fiche, "RAP-06")) == differe
    constats = [c for c in peuple.json("check")["constats"] if c["regle"] == "RAP-06"]
    assert [(c["objet"], c["gravite"]) for c in constats] == [("20F0011_03", "attention")] * differe
    for constat in constats:
        assert (
            "fiche RNCP1234, alors que Certif Info 93541 est à la fiche RNCP30075"
            in (constat["message"])
        )


# Communes -----------------------------------------------------------------------------------------


def test_ext_05_a_first_import_is_compared_with_the_shipped_table(sigma: Sigma) -> None:
    bilan = load(sigma, "communes", COG)
    assert bilan["extrait_le"] == "2024-01-01"
    comptes = [bilan[nom] for nom in ("lignes", "ajoutes", "retires")]
    assert comptes == [7, 0, 39254 - 7]
    anciennete, retirees = (a["message"] for a in bilan["avertissements"])
    assert "celui, plus récent, du 01/01/2026, livré avec sigma" in anciennete
    assert "39247 codes de la table livrée" in retirees
    assert "sigma referentiel reset communes" in retirees
    narbonne = code(sigma, "communes", "11262")
    assert narbonne["codes_postaux"] == "11100", "Insee has none: those known are kept"
    assert code(sigma, "communes", "12218")["actuelle"] == "12076"


def test_ext_05_la_poste_takes_no_commune_away(sigma: Sigma) -> None:
    bilan = load(sigma, "communes", POSTE)
    assert (bilan["lignes"], bilan["retires"], bilan["ajoutes"]) == (39254, 0, 0)
    assert code(sigma, "communes", "31555")["codes_postaux"].split()[0] == "31000"
    for insee, nom in {"13055": "Marseille", "75056": "Paris", "69123": "Lyon"}.items():
        assert code(sigma, "communes", insee)["libelle"] == nom
    arrondissement = code(sigma, "communes", "13201")
    assert arrondissement["libelle"] == "Marseille 1er Arrondissement"
    assert arrondissement["codes_postaux"] == "13001"


def test_ext_05_la_poste_takes_none_away_from_an_imported_edition_either(
    sigma: Sigma, tmp_path: Path
) -> None:
    load(sigma, "communes", COG)
    poste = tmp_path / "laposte.csv"
    poste.write_text("Code Insee;Commune;Code postal\n11262;NARBONNE;11110\n", "utf-8")
    bilan = load(sigma, "communes", poste)
    assert (bilan["lignes"], bilan["modifies"], bilan["retires"]) == (7, 1, 0)
    assert code(sigma, "communes", "11262")["codes_postaux"] == "11110"


def test_ext_05_reset_comes_back_to_the_shipped_table(sigma: Sigma) -> None:
    avant = sigma.json("referentiel", "list", "communes", "--cherche", "narbonne")
    load(sigma, "communes", COG)
    remise = sigma.json("referentiel", "reset", "Communes")
    assert (remise["retirees"], remise["origine"], remise["lignes"]) == (7, "livré", 39254)
    assert sigma.json("referentiel", "list", "communes", "--cherche", "narbonne") == avant
    assert sigma.json("journal", "list", "communes")["nombre"] == 2
    load(sigma, "communes", COG)
    assert "la table livrée sert de nouveau (39254 codes, édition du 01/01/2026)" in (
        sigma.ok("referentiel", "reset", "communes").stdout
    )
    assert "rien n’avait été importé" in sigma.ok("referentiel", "reset", "communes").stdout


def test_ext_05_reset_of_a_table_that_is_not_shipped_leaves_none(sigma: Sigma, write: Any) -> None:
    load(sigma, "certifinfo", write("1;L;6;;;;;Publié;"))
    assert "rien n’est plus importé" in sigma.ok("referentiel", "reset", "certifinfo").stdout
    assert sigma.json("referentiel", "list")["resultats"][0]["origine"] == "absent"
    assert "ne s’importe pas" in sigma.refused(10, "referentiel", "reset", "nsf")
    assert "ne s’importe pas" in sigma.refused(10, "referentiel", "reset", "identites")
    assert "choisir parmi" in sigma.refused(11, "referentiel", "reset", "insee")


# ROME and Formacode -------------------------------------------------------------------------------


def test_doubled_quotes_of_rome_are_single(sigma: Sigma) -> None:
    bilan = load(sigma, "rome", ROME)
    assert bilan["lignes"] == 4
    assert code(sigma, "rome", "E1102")["libelle"] == "Ecriture d'ouvrages, de livres"


@pytest.mark.parametrize(
    ("titres", "ligne"),
    [
        (
            "Code du Terme;Descripteur;Descripteur en typo riche;Champ sémantique",
            "32663;X;Compta;326",
        ),
        ("Code Formacode® V14;Libellé Formacode® V14", "32663;Compta"),
        ("Code Formacode;Libellé", "32663;Compta"),
        ("FORMACODE;LIBELLE EN CAPITALES", "326 63;Compta"),
    ],
)
def test_formacode_is_read_under_its_publisher_s_titles(
    sigma: Sigma, write: Any, titres: str, ligne: str
) -> None:
    load(sigma, "formacode", write(ligne, titres=titres, nom="formacode_v14_2024.csv"))
    assert code(sigma, "formacode", "32663") == {"libelle": "Compta"}
