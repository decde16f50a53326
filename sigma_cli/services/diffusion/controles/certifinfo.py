"""Codes that the Carif blocks without a word (RAP-01), and levels that contradict them (Q3-05)."""

from collections.abc import Iterator
from typing import Any, Final

from sqlmodel import col, select

from sigma_cli.domain.offre.certifications import Certif, classify
from sigma_cli.domain.offre.niveaux import libelle
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.referentiel import CERTIFINFO as NOM
from sigma_cli.models.referentiel import Certification
from sigma_cli.services.diffusion.controles.contrat import Constat, Controle, Examen, Gravite
from sigma_cli.services.socle import lookup


def _certifinfo(examen: Examen) -> Iterator[Constat]:
    import_id = _import(examen)
    if import_id is None:
        message = (
            "codes Certif Info non vérifiables ; importer l’extrait de l’éditeur : « sigma "
            "referentiel import certifinfo FICHIER »."
        )
        yield Constat(regle="RAP-01", objet=NOM, gravite=Gravite.ATTENTION, message=message)
        return
    muet = False
    for numero, code, _, trouve, archive, _ in examen.db.exec(_query(examen, import_id)):
        etat = classify(verifiable=True, connu=trouve is not None, archive=archive)
        muet = muet or etat is Certif.NON_VERIFIABLE
        if etat.bloque:
            message = (
                f"le code Certif Info {code} est {etat} : bloqué au Carif, rien ne remontera ; le "
                f"vérifier puis « sigma composante set {numero} --certifinfo … »."
            )
            yield Constat(regle="RAP-01", objet=numero, gravite=Gravite.BLOQUANT, message=message)
    if muet:
        message = (
            "le fichier importé ne dit pas quels codes sont archivés ; importer celui de l’éditeur, "
            "qui a une colonne Archive ou Etat_Libelle."
        )
        yield Constat(regle="RAP-01", objet=NOM, gravite=Gravite.ATTENTION, message=message)


def _niveaux(examen: Examen) -> Iterator[Constat]:
    import_id = _import(examen)
    if import_id is None:
        return
    for numero, code, niveau, _, _, connu in examen.db.exec(_query(examen, import_id)):
        if connu and connu != niveau:
            message = (
                f"sortie au {libelle(niveau)}, alors que Certif Info {code} est au {libelle(connu)} ; "
                f"si le niveau saisi est faux : « sigma demande add --type referentiel --composante "
                f"{numero} --niveau-sortie {connu} »."
            )
            yield Constat(regle="Q3-05", objet=numero, gravite=Gravite.ATTENTION, message=message)


def _import(examen: Examen) -> int | None:
    dernier = lookup.last_import(examen.db, NOM)
    return None if dernier is None else dernier.id


def _query(examen: Examen, import_id: int) -> Any:
    """Select number, code and exit level of each composante, and what Certif Info says of the code."""
    meme_code = (col(Certification.import_id) == import_id) & (
        col(Certification.code) == col(Composante.certifinfo)
    )
    query: Any = (
        select(  # type: ignore[call-overload]  # SQLModel types up to four columns
            Composante.numero,
            Composante.certifinfo,
            Composante.niveau_sortie,
            Certification.code,
            Certification.archive,
            Certification.niveau,
        )
        .join(Action, col(Action.id) == col(Composante.action_id))
        .join(Certification, meme_code, isouter=True)
        .order_by(col(Action.numero), col(Composante.rang))
    )
    return examen.perimetre.keep(query)


CERTIFINFO: Final = Controle(code="certifinfo", titre="Codes Certif Info", constater=_certifinfo)
NIVEAUX: Final = Controle(
    code="niveaux", titre="Niveaux de sortie et Certif Info", constater=_niveaux
)
