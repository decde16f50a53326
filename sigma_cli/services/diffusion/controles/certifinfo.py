"""Codes that the Carif blocks without a word (RAP-01); levels and RNCP that contradict them (Q3-05, RAP-06)."""

from collections.abc import Iterator
from typing import Any, Final

from sqlmodel import col, select

from sigma_cli.domain.offre.certifications import Certif, classify, replaced_by, same_rncp
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
    for ligne in examen.db.exec(_query(examen, import_id)):
        etat = classify(verifiable=True, connu=ligne.connu, archive=ligne.archive, etat=ligne.etat)
        if etat is Certif.NON_VERIFIABLE and ligne.successeur:
            message = (
                f"le code Certif Info {ligne.certifinfo} est un ancien diplôme"
                f"{replaced_by(ligne.successeur)}, et son état n’est pas dit ; le vérifier."
            )
            yield _constat("RAP-06", ligne.numero, message)
        elif etat is Certif.NON_VERIFIABLE:
            muet = True
        if etat.bloque:
            message = (
                f"le code Certif Info {ligne.certifinfo} est {etat}"
                f"{replaced_by(ligne.successeur)} : bloqué au Carif, rien ne remontera ; "
                f"le vérifier puis « sigma composante set {ligne.numero} --certifinfo … »."
            )
            yield _constat("RAP-01", ligne.numero, message, gravite=Gravite.BLOQUANT)
    if muet:
        message = (
            "le fichier importé ne dit pas quels codes sont archivés ; importer celui de l’éditeur, "
            "qui a une colonne Archive ou Etat_Libelle."
        )
        yield _constat("RAP-01", NOM, message)


def _niveaux(examen: Examen) -> Iterator[Constat]:
    import_id = _import(examen)
    if import_id is None:
        return
    for ligne in examen.db.exec(_query(examen, import_id)):
        if ligne.niveau and ligne.niveau != ligne.niveau_sortie:
            message = (
                f"sortie au {libelle(ligne.niveau_sortie)}, alors que Certif Info {ligne.certifinfo} est "
                f"au {libelle(ligne.niveau)} ; si le niveau saisi est faux : « sigma demande add --type "
                f"referentiel --composante {ligne.numero} --niveau-sortie {ligne.niveau} »."
            )
            yield _constat("Q3-05", ligne.numero, message)


def _rncp(examen: Examen) -> Iterator[Constat]:
    import_id = _import(examen)
    if import_id is None:
        return
    for ligne in examen.db.exec(_query(examen, import_id)):
        if ligne.rncp and ligne.rncp_certif and not same_rncp(ligne.rncp, ligne.rncp_certif):
            message = (
                f"fiche {ligne.rncp}, alors que Certif Info {ligne.certifinfo} est à la fiche "
                f"{ligne.rncp_certif} ; vérifier les deux, puis « sigma composante set {ligne.numero} "
                f"--rncp {ligne.rncp_certif} » ou « --certifinfo … »."
            )
            yield _constat("RAP-06", ligne.numero, message)


def _constat(
    regle: str, objet: str, message: str, *, gravite: Gravite = Gravite.ATTENTION
) -> Constat:
    return Constat(regle=regle, objet=objet, gravite=gravite, message=message)


def _import(examen: Examen) -> int | None:
    dernier = lookup.last_import(examen.db, NOM)
    return None if dernier is None else dernier.id


def _query(examen: Examen, import_id: int) -> Any:
    """Select what is checked of each composante, and what Certif Info says of its code."""
    meme_code = (col(Certification.import_id) == import_id) & (
        col(Certification.code) == col(Composante.certifinfo)
    )
    query: Any = (
        select(  # type: ignore[call-overload, misc]  # SQLModel types up to four columns
            Composante.numero,
            Composante.certifinfo,
            Composante.niveau_sortie,
            Composante.rncp,
            col(Certification.code).is_not(None).label("connu"),
            Certification.archive,
            Certification.etat,
            Certification.successeur,
            Certification.niveau,
            col(Certification.rncp).label("rncp_certif"),
        )
        .join(Action, col(Action.id) == col(Composante.action_id))
        .join(Certification, meme_code, isouter=True)
        .order_by(col(Action.numero), col(Composante.rang))
    )
    return examen.perimetre.keep(query)


CERTIFINFO: Final = Controle(code="certifinfo", titre="Codes Certif Info", constater=_certifinfo)
RNCP: Final = Controle(code="rncp", titre="Fiches RNCP et Certif Info", constater=_rncp)
NIVEAUX: Final = Controle(
    code="niveaux", titre="Niveaux de sortie et Certif Info", constater=_niveaux
)
