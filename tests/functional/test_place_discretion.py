"""A number typed where a reference or a reason belongs is neither kept nor repeated (NIR-12)."""

from collections.abc import Callable

import pytest

from tests import factories
from tests.conftest import Lieu, Sigma

NUMERO = factories.nir(734)
ECRIT = " ".join((NUMERO[0], NUMERO[1:3], NUMERO[3:5], NUMERO[5:7], NUMERO[7:]))
CAMPAGNE = ("campagne", "add", "20F0011")
AILLEURS: dict[str, Callable[[str], tuple[str, ...]]] = {
    "parcours d’une option": lambda n: ("option", n, "REGION"),
    "régime": lambda n: ("option", "P000001", n),
    "type de rémunération": lambda n: ("decide", "P000001", n, "--motif", "x"),
    "motif d’un type": lambda n: ("decide", "P000001", "AUCUNE", "--motif", n),
    "fin de droits": lambda n: ("rights", "P000001", "--fin", n),
    "document": lambda n: ("rights", "P000001", "--aucun", "--document", n),
    "vérificateur": lambda n: ("protect", "P000001", "--verifie-par", n),
    "vérification": lambda n: ("protect", "P000001", "--comment", n),
    "état du dossier": lambda n: ("p2s", "set", "P000001", n),
    "justificatif": lambda n: ("request", "P000001", "--justificatif", n),
    "explication": lambda n: ("request", "P000001", "--explication", n),
    "demande": lambda n: ("answer", n, "accordee"),
    "réponse": lambda n: ("answer", "D0001", n),
    "motif d’une réponse": lambda n: ("answer", "D0001", "refusee", "--motif", n),
    "campagne": lambda n: ("campagne", "show", n),
    "campagne d’une place": lambda n: ("allocate", "P000001", "--campagne", n),
    "intitulé": lambda n: (*CAMPAGNE, "--intitule", n, "--critere", "x"),
    "critère": lambda n: (*CAMPAGNE, "--intitule", "x", "--critere", n),
    "candidat": lambda n: (*CAMPAGNE, "--intitule", "x", "--critere", "x", "--candidat", n),
    "motif d’un refus": lambda n: ("campagne", "reject", "CA0001", "P000001", "--motif", n),
    "valeur": lambda n: ("campagne", "rate", "CA0001", "P000001", "--valeur", f"1={n}"),
}


@pytest.mark.parametrize("numero", [NUMERO, ECRIT], ids=["serré", "écrit"])
def test_nir_12_a_number_out_of_place_is_neither_kept_nor_repeated(
    peuple: Sigma, lieu: Lieu, numero: str
) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir(2))
    notee = ("--intitule", "x", "--critere", "Revenu:croissant")
    peuple.ok("place", *CAMPAGNE, *notee)
    for ou, compose in AILLEURS.items():
        for options in ((), ("--json",)):
            fini = peuple("place", *compose(numero), *options)
            assert fini.exit_code == 10, f"{ou}\n{fini.output}"
            assert not [m for m in factories.fragments(NUMERO) if m in fini.output], ou
    contenu = b"".join(fichier.read_bytes() for fichier in lieu.dossier.rglob("sigma.db*"))
    assert NUMERO.encode() not in contenu
    assert ECRIT.encode() not in contenu
