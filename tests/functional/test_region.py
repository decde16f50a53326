"""REG-01, REG-02: what the Région is told without names, and several établissements put together."""

import hashlib
import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests import factories
from tests.conftest import Lieu, Modeles, Sigma
from tests.factories import candidature_add, nir, place_allocate, stagiaire_enrol

SCHEMA: dict[str, Any] = json.loads(
    files("sigma_cli.flux.region").joinpath("schema.json").read_text(encoding="utf-8")
)
CONFIG = '[flux.region]\ndestination = "depot/region"\n'
AUTRE = "0340001G"


def fill(sigma: Sigma) -> None:
    """Enrol six persons, pay two of them, hear of one more."""
    sigma.ok(*factories.etablissement_set())
    sigma.ok(*factories.action_add(effectif="8"))
    sigma.ok(*factories.composante_add())
    sigma.ok(*factories.session_add())
    for rang in range(6):
        sigma.ok(*stagiaire_enrol(nom=f"Personne{'abcdef'[rang]}"), entree=nir(rang + 1))
    for parcours in ("P000001", "P000002"):
        sigma.ok(*place_allocate(parcours))
    sigma.ok(*factories.prescripteur_add())
    sigma.ok(*candidature_add(nom="Durandeau", prenom="Anneliese"))


@pytest.fixture
def inscrits(sigma: Sigma, modeles: Modeles) -> Sigma:
    return modeles.fill(sigma, fill)


def bundle(sigma: Sigma, *options: str, **env: str) -> Any:
    return json.loads(sigma.ok("export", "region", "-o", "-", *options, **env).stdout)


def keep(dossier: Path, nom: str, lot: Any, *, somme: bool = True) -> Path:
    """Write a bundle, and its sum, as an établissement deposits them."""
    dossier.mkdir(exist_ok=True)
    contenu = json.dumps(lot, ensure_ascii=False).encode()
    fichier = dossier / nom
    fichier.write_bytes(contenu)
    if somme:
        ligne = f"{hashlib.sha256(contenu).hexdigest()}  {nom}\n"
        (dossier / f"{nom}.sha256").write_text(ligne)
    return fichier


def another(lot: Any, **changes: Any) -> Any:
    """Return the bundle of another établissement, whose actions are its own."""
    texte = json.dumps(lot).replace("20F0011", "34F0011").replace("0319999A", AUTRE)
    return json.loads(texte) | changes


def test_reg_01_a_bundle_counts_and_keeps_its_schema(inscrits: Sigma) -> None:
    lot = bundle(inscrits)
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(lot)
    (action,) = lot["actions"]
    assert (action["accordees"], action["utilisees"], action["restantes"]) == (5, 2, 3)
    assert (action["effectif"], action["inscrits"]) == (8, 6)
    (session,) = lot["sessions"]
    assert (session["positionnes"], session["retenus"], session["inscrits"]) == (1, 0, 6)
    assert session["diffusion"] == "à envoyer"
    assert lot["parcours"] == [
        {"annee": 2020, "type_remuneration": "INDECISE", "nombre": 4},
        {"annee": 2020, "type_remuneration": "REGION", "nombre": 2},
    ]
    assert lot["petits_effectifs"] == "EXACTS"
    assert {c["gravite"] for c in lot["controles"]} <= {"bloquant", "attention", "information"}


def test_reg_01_neither_name_nor_number_nor_parcours(inscrits: Sigma) -> None:
    for options in ((), ("--regrouper",)):
        texte = inscrits.ok("export", "region", "-o", "-", *options).stdout
        for tu in ("Personne", "Durandeau", "Anneliese", "P00000", "S00000", "C00000", "Sans res"):
            assert tu not in texte
        for rang in range(6):
            assert nir(rang + 1)[:10] not in texte


def test_reg_01_counts_under_5_are_merged_on_request(inscrits: Sigma, lieu: Lieu) -> None:
    lot = bundle(inscrits, "--regrouper")
    Draft202012Validator(SCHEMA).validate(lot)
    (action,), (session,) = lot["actions"], lot["sessions"]
    assert (action["utilisees"], action["restantes"]) == ("1..4", "1..4")
    assert (action["demandes_en_attente"], action["inscrits"]) == (0, 6)
    assert (session["positionnes"], session["inscrits"]) == ("1..4", 6)
    assert lot["parcours"] == [{"annee": 2020, "type_remuneration": "REGROUPES", "nombre": 6}]
    lieu.config.write_text("[region]\nregrouper = true\n")
    assert bundle(inscrits) == lot
    assert bundle(inscrits, "--exacts")["petits_effectifs"] == "EXACTS"


def test_reg_01_a_sum_does_not_tell_what_was_merged(inscrits: Sigma) -> None:
    inscrits.ok(*factories.session_add(debut="2021-01-04"))
    inscrits.ok(*stagiaire_enrol("20F0011_03/02", nom="Seul"), entree=nir(20))
    lot = bundle(inscrits, "--regrouper")
    assert [session["inscrits"] for session in lot["sessions"]] == [6, "1..4"]
    assert lot["actions"][0]["inscrits"] == "7..10"


def test_reg_01_where_places_are_merged_those_paid_are_told_by_bands(inscrits: Sigma) -> None:
    for rang in range(3, 6):
        inscrits.ok(*place_allocate(f"P00000{rang}"))
    inscrits.ok(*factories.action_add("20F0012"))
    inscrits.ok(*factories.composante_add("20F0012_01"))
    inscrits.ok(*factories.session_add("20F0012_01"))
    inscrits.ok(*stagiaire_enrol("20F0012_01/01", nom="Seul"), entree=nir(20))
    inscrits.ok(*place_allocate("P000007"))
    lot = bundle(inscrits, "--regrouper")
    assert [action["utilisees"] for action in lot["actions"]] == [5, "1..4"]
    payes = [une["nombre"] for une in lot["parcours"] if une["type_remuneration"] == "REGION"]
    assert payes == ["5..9"]


def test_reg_01_a_held_session_says_why(inscrits: Sigma) -> None:
    inscrits.ok("composante", "set", "20F0011_03", "--certifinfo", "93542")
    (session,) = bundle(inscrits)["sessions"]
    assert session["raison"] is None
    inscrits.ok("session", "cancel", "20F0011_03/01", "--motif", "Secret", "--force")
    lot = bundle(inscrits)
    assert lot["sessions"][0]["diffusion"] == "n’aura pas lieu"
    assert (lot["sessions"][0]["inscrits"], lot["actions"][0]["inscrits"]) == (0, 0)
    assert "Secret" not in json.dumps(lot)


def test_export_region_writes_its_sum_and_needs_an_uai(sigma: Sigma, tmp_path: Path) -> None:
    assert "etablissement set --uai" in sigma.refused(12, "export", "region", "-o", "-")
    sigma.ok(*factories.etablissement_set())
    fichier = tmp_path / "lot.json"
    sigma.ok("export", "region", "-o", str(fichier))
    attendue = f"{hashlib.sha256(fichier.read_bytes()).hexdigest()}  lot.json\n"
    assert (tmp_path / "lot.json.sha256").read_text() == attendue
    sigma.refused(13, "export", "region", "-o", str(fichier))
    sigma.ok("export", "region", "-o", str(fichier), "--force")


def test_flux_region_leaves_once_a_day_where_someone_chose(inscrits: Sigma, lieu: Lieu) -> None:
    partis = inscrits.json("flux", "push")["flux"]
    assert "region" not in {fait["code"] for fait in partis}
    lieu.config.write_text(factories.configuration() + CONFIG)
    (depose,) = [f for f in inscrits.json("flux", "push")["flux"] if f["code"] == "region"]
    assert (depose["etat"], depose["fichier"]) == ("DEPOSE", "SIGMA_REGION_20201006_000001.json")
    (fichier,) = lieu.depot("region")
    assert json.loads(fichier.read_bytes()) == bundle(inscrits)
    assert fichier.with_name(f"{fichier.name}.sha256").exists()
    assert inscrits.json("flux", "push", "region")["flux"][0]["etat"] == "RIEN"
    demain = {"SIGMA_MAINTENANT": "2020-10-07T09:00"}
    suite = inscrits.json("flux", "push", "region", **demain)["flux"][0]
    assert suite["fichier"] == "SIGMA_REGION_20201007_000002.json"
    codes = [etat["code"] for etat in inscrits.json("flux", "status")["resultats"]]
    assert codes == ["carif", "defi", "agora", "region"]


def test_flux_region_is_held_back_without_an_uai(sigma: Sigma) -> None:
    (fait,) = sigma.json("flux", "push", "region")["flux"]
    assert (fait["etat"], fait["retenus"][0]["regle"]) == ("RIEN", "REG-02")


# The view: no base


@pytest.fixture
def region(inscrits: Sigma, lieu: Lieu) -> Sigma:
    """The program where no base is, and two bundles in a folder."""
    lot = bundle(inscrits)
    keep(lieu.dossier / "lots", "un.json", lot)
    keep(lieu.dossier / "lots", "deux.json", another(lot))
    lieu.base.unlink()
    lieu.cle.unlink()
    return inscrits


def warnings(document: Any) -> str:
    return "\n".join(dit["message"] for dit in document["avertissements"])


def test_reg_02_totals_by_etablissement_and_region(region: Sigma, lieu: Lieu) -> None:
    vue = region.json("region", "show", str(lieu.dossier / "lots"))
    assert [une["uai"] for une in vue["resultats"]] == ["0319999A", AUTRE]
    assert vue["nombre"] == 2
    total = vue["total"]
    assert (total["accordees"], total["utilisees"], total["inscrits"]) == (10, 4, 12)
    assert vue["avertissements"] == []
    ecran = region.ok("region", "show", str(lieu.dossier / "lots")).stdout
    assert "Région" in ecran


def test_reg_02_the_last_bundle_of_each_uai_is_taken(region: Sigma, lieu: Lieu) -> None:
    lots = lieu.dossier / "lots"
    lot = json.loads((lots / "un.json").read_bytes())
    lot["actions"][0]["accordees"] = 9
    keep(lots, "ancien.json", lot | {"produit_le": "2020-10-01T09:00:00+02:00"})
    assert region.json("region", "show", str(lots))["total"]["accordees"] == 10
    keep(lots / "sous", "neuf.json", lot | {"produit_le": "2020-10-06T08:30:00+01:00"})
    assert region.json("region", "show", str(lots))["total"]["accordees"] == 14


def test_reg_02_two_bundles_of_one_instant_that_differ_are_told_and_not_taken(
    region: Sigma, lieu: Lieu
) -> None:
    lots = lieu.dossier / "lots"
    lot = json.loads((lots / "un.json").read_bytes())
    keep(lots, "copie.json", lot)
    assert region.json("region", "show", str(lots))["avertissements"] == []
    lot["actions"][0]["accordees"] = 9
    keep(lots, "autre.json", lot)
    vue = region.json("region", "show", str(lots))
    assert [une["uai"] for une in vue["resultats"]] == [AUTRE]
    assert "se contredisent" in warnings(vue)


def test_reg_02_missing_old_and_future_ones_are_told(region: Sigma, lieu: Lieu) -> None:
    lots, attendus = lieu.dossier / "lots", lieu.dossier / "attendus.csv"
    attendus.write_text("UAI;Nom\n0319999A;Une\n0120001L;Autre\n", encoding="utf-8")
    vue = region.json("region", "show", str(lots), "--attendus", str(attendus))
    assert "0120001L : aucun lot" in warnings(vue)
    plus_tard = {"SIGMA_MAINTENANT": "2020-10-20T09:00"}
    assert "il y a 14 jours" in warnings(region.json("region", "show", str(lots), **plus_tard))
    tolere = region.json("region", "show", str(lots), "--jours", "14", **plus_tard)
    assert tolere["avertissements"] == []
    une_heure = region.json("region", "show", str(lots), SIGMA_MAINTENANT="2020-10-06T08:00")
    assert une_heure["avertissements"] == []
    avant = region.json("region", "show", str(lots), SIGMA_MAINTENANT="2020-10-05T09:00")
    assert "à venir" in warnings(avant)


def test_reg_02_an_action_that_two_claim_is_in_no_total(region: Sigma, lieu: Lieu) -> None:
    lots = lieu.dossier / "lots"
    lot = json.loads((lots / "un.json").read_bytes())
    lot["etablissement"]["uai"] = AUTRE
    keep(lots, "deux.json", lot)
    vue = region.json("region", "show", str(lots))
    assert vue["disputees"] == {"20F0011": ["0319999A", AUTRE]}
    assert (vue["total"]["accordees"], vue["total"]["sessions"]) == (0, 0)
    assert [une["accordees"] for une in vue["resultats"]] == [5, 5]


Spoil = Callable[[Any], Any]


def in_session(champ: str, valeur: object) -> Spoil:
    """Return what changes or adds a field of the first session."""

    def spoil(lot: Any) -> Any:
        lot["sessions"][0][champ] = valeur
        return lot

    return spoil


@pytest.mark.parametrize(
    ("abime", "cause"),
    [
        (lambda lot: lot | {"version": 2}, "version 2"),
        (lambda lot: lot | {"version": "1"}, "altéré"),
        (lambda lot: lot | {"produit_le": "2020-10-06T09:00:00"}, "altéré"),
        (lambda lot: lot | {"sessions": {}}, "altéré"),
        (lambda lot: lot | {"etablissement": lot["etablissement"] | {"uai": "../x"}}, "altéré"),
        (lambda _lot: {"resultats": []}, "ce n’est pas un lot"),
        (lambda _lot: [], "ce n’est pas un lot"),
        (in_session("nom", "Martin"), "altéré"),
        (in_session("places", -1), "altéré"),
        (in_session("places", True), "altéré"),
        (in_session("inscrits", "4..1"), "altéré"),
        (in_session("date_debut", "06/10/2020"), "altéré"),
        (in_session("commune", f"Narbonne {nir()}"), "altéré"),
    ],
)
def test_reg_02_an_altered_bundle_is_named_and_not_taken(
    region: Sigma, lieu: Lieu, abime: Spoil, cause: str
) -> None:
    lots = lieu.dossier / "lots"
    keep(lots, "un.json", abime(json.loads((lots / "un.json").read_bytes())))
    check_not_taken(region, lots, cause)


def check_not_taken(region: Sigma, lots: Path, cause: str) -> None:
    vue = region.json("region", "show", str(lots))
    assert [une["uai"] for une in vue["resultats"]] == [AUTRE]
    dit = warnings(vue)
    assert cause in dit
    assert "un.json" in dit
    assert nir() not in dit


def test_reg_02_bytes_that_are_not_those_of_the_sum_are_not_taken(
    region: Sigma, lieu: Lieu
) -> None:
    fichier = lieu.dossier / "lots" / "un.json"
    fichier.write_bytes(fichier.read_bytes().replace(b"NARBONNE", b"PERPIGNA"))
    check_not_taken(region, fichier.parent, "sa somme .sha256")


def test_reg_02_a_file_cut_on_the_way_is_not_taken(region: Sigma, lieu: Lieu) -> None:
    fichier = lieu.dossier / "lots" / "un.json"
    fichier.write_bytes(fichier.read_bytes()[:-40])
    fichier.with_name("un.json.sha256").unlink()
    check_not_taken(region, fichier.parent, "JSON entier")


def test_reg_02_a_huge_file_is_not_read(region: Sigma, lieu: Lieu) -> None:
    gros = lieu.dossier / "lots" / "gros.json"
    with gros.open("wb") as sortie:
        sortie.truncate(200_000_000)
    assert "plus de 50 Mo" in warnings(region.json("region", "show", str(gros.parent)))
    assert "plus de 50 Mo" in region.refused(10, "region", "show", str(gros))


def test_reg_02_places_and_sessions_of_all(region: Sigma, lieu: Lieu) -> None:
    lots = str(lieu.dossier / "lots")
    places = region.json("region", "places", lots)["resultats"]
    assert [(une["action"], une["uai"]) for une in places] == [
        ("20F0011", "0319999A"),
        ("34F0011", AUTRE),
    ]
    sessions = region.json("region", "sessions", lots)["resultats"]
    assert [une["session"] for une in sessions] == ["20F0011_03/01", "34F0011_03/01"]
    assert "02/11/2020" in region.ok("region", "sessions", lots).stdout
    for table in ("etablissements", "places", "sessions", "parcours"):
        for suffixe in ("xlsx", "csv", "json"):
            vers = lieu.dossier / f"{table}.{suffixe}"
            region.ok("region", "export", lots, "--quoi", table, "-o", str(vers))
            assert vers.stat().st_size > 0
    assert region("region", "export", lots, "--quoi", "noms", "-o", "x.csv").exit_code == 2
    assert region("region", "export", lots, "-o", "x.pdf").exit_code == 2


def test_reg_02_quotas_of_the_region_against_the_bundles(region: Sigma, lieu: Lieu) -> None:
    lots, quotas = str(lieu.dossier / "lots"), lieu.dossier / "quotas.csv"
    quotas.write_text("Action;Places\n20F0011;7\n99F0001;2\n", encoding="utf-8")
    ecarts = region.json("region", "quota", str(quotas), lots)["resultats"]
    assert [(e["action"], e["region"], e["etablissement"]) for e in ecarts] == [
        ("20F0011", 7, 5),
        ("34F0011", None, 5),
        ("99F0001", 2, None),
    ]
    quotas.write_text("Action;Places\n20F0011;beaucoup\n", encoding="utf-8")
    assert "ligne 2" in region.refused(10, "region", "quota", str(quotas), lots)
    quotas.write_text("Action;Places\n20F0011;5\n20F0011;6\n", encoding="utf-8")
    assert "autre quota" in region.refused(10, "region", "quota", str(quotas), lots)


def test_reg_02_nothing_to_read_is_refused(region: Sigma, lieu: Lieu) -> None:
    region.refused(11, "region", "show", str(lieu.dossier / "absent"))
    vide = lieu.dossier / "vide"
    vide.mkdir()
    assert "Aucun lot" in region.refused(10, "region", "show", str(vide))
