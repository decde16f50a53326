"""The first sending of persons after a restoration that knows nothing of the replaced base (BAS-01).

What lies in the destination, and the copies that someone kept, tell which parcours left since the
backup: they are noted as sent. What shows nothing of it is confirmed by hand, once.
"""

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, select, update

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.dates import PARIS
from sigma_cli.errors import RuleViolation, SigmaError
from sigma_cli.flux.contrat import Flux
from sigma_cli.models.composante import Composante
from sigma_cli.models.flux import FluxAComparer, FluxFichier, FluxLigne
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Deplacement, Parcours, Stagiaire
from sigma_cli.referentiels.statuts import EtatFlux, Evenement
from sigma_cli.services.socle import journal

_INCONNU: Final = "?"  # no event of any flux
_NOM: Final = r"SIGMA_{code}_(\d{{8}})_(\d{{6}})\.{extension}"


@dataclass(slots=True, kw_only=True)
class Comparaison:
    """What was found: the files noted, and the lines of parcours that the backup does not know."""

    fichiers: list[str] = field(default_factory=list)
    lignes: int = 0
    inconnues: int = 0


def is_due(db: Session, code: str) -> bool:
    """Tell whether this flux is to be compared before anything leaves."""
    return db.get(FluxAComparer, code) is not None


def compare(
    db: Session,
    acte: Acte,
    flux: Flux[Any],
    trouves: Mapping[str, bytes | None],
    *,
    destination: str,
    confirmee: bool,
) -> Comparaison:
    """Note as sent what these files hold; the caller commits.

    `trouves` gives what bears a name of ours, without its bytes when only its sum is left there. Raises
    RuleViolation when nothing proves that all was seen, unless someone confirmed it.
    """
    motif = _NOM.format(code=flux.code.upper(), extension=flux.extension)
    formes = {nom: forme for nom in trouves if (forme := re.fullmatch(motif, nom))}
    vues = {int(forme[2]): nom for nom, forme in formes.items()}
    connues = set(db.exec(select(FluxFichier.sequence).where(FluxFichier.code == flux.code)))
    if not confirmee:
        _check_proof(flux.code, connues, {n for n, nom in vues.items() if trouves[nom] is not None})
    fait = Comparaison()
    for sequence in sorted(vues.keys() - connues):
        contenu = trouves[vues[sequence]]
        produit_le = datetime.strptime(formes[vues[sequence]][1], "%Y%m%d").replace(tzinfo=PARIS)
        if contenu is not None:
            _note(
                db,
                acte,
                flux,
                _File(vues[sequence], sequence, produit_le, contenu, destination),
                fait,
            )
    db.delete(db.get_one(FluxAComparer, flux.code))
    apres = {"fichiers": fait.fichiers, "lignes": fait.lignes, "inconnues": fait.inconnues}
    journal.record(
        db, acte, f"flux.{flux.code}.compare", "base", apres=apres | {"confirmee": confirmee}
    )
    return fait


@dataclass(frozen=True, slots=True)
class _File:
    nom: str
    sequence: int
    produit_le: datetime
    contenu: bytes
    destination: str


def _check_proof(code: str, connues: set[int], lues: set[int]) -> None:
    """What is there must go on from what the base knows, without a hole: nobody takes files away."""
    derniere = max(lues, default=0)
    if (
        lues
        and set(range(1, derniere + 1)) <= connues | lues
        and connues <= lues | set(range(1, min(lues)))
    ):
        return
    raise RuleViolation(
        f"{code} : la base a été restaurée sans celle qu’elle remplace, et rien chez le destinataire ne "
        "prouve ce qui est parti depuis. Donner les copies des fichiers envoyés (--depuis FICHIER), ou, "
        "après avoir vu avec le destinataire, relancer avec --confirmer-reprise ; rien n’est envoyé.",
        regle="BAS-01",
    )


def _note(db: Session, acte: Acte, flux: Flux[Any], lu: _File, fait: Comparaison) -> None:
    try:
        lignes = list(csv.DictReader(io.StringIO(lu.contenu.decode("utf-8-sig")), delimiter=";"))
    except (UnicodeDecodeError, csv.Error):
        lignes = []
    if not lignes:
        return
    fichier = FluxFichier(
        code=flux.code,
        sequence=lu.sequence,
        nom=lu.nom,
        sha256=hashlib.sha256(lu.contenu).hexdigest(),
        nb_lignes=len(lignes),
        etat=EtatFlux.DEPOSE.value,
        produit_le=lu.produit_le,
        depose_le=acte.le,
        destination=lu.destination,
    )
    db.add(fichier)
    db.flush()
    fait.fichiers.append(lu.nom)
    for numero, ligne in enumerate(lignes, 1):
        connue = _note_line(db, flux, fichier, numero, ligne)
        fait.lignes += connue
        fait.inconnues += not connue


def _note_line(
    db: Session, flux: Flux[Any], fichier: FluxFichier, numero: int, ligne: dict[str, str]
) -> bool:
    """Note one line as sent; False when the base knows no such parcours of that person."""
    assert flux.une_fois is not None
    parcours = _known(db, ligne)
    evenement, rang = _event(db, parcours, ligne) if parcours else (_INCONNU, 0)
    marqueur = flux.une_fois.marqueurs.get(evenement)
    if parcours is None or marqueur is None:
        return False
    if getattr(parcours, marqueur) is None:
        db.add(
            FluxLigne(
                fichier_id=fichier.id,
                numero=numero,
                code=flux.code,
                parcours_id=parcours.id,
                evenement=evenement,
                rang=rang,
            )
        )
        db.exec(
            update(Parcours)
            .where(col(Parcours.id) == parcours.id)
            .values({marqueur: fichier.produit_le})
        )
        db.flush()
        db.refresh(parcours)
    return True


def _event(db: Session, parcours: Parcours, ligne: Mapping[str, str]) -> tuple[str, int]:
    """Return what a line tells of a parcours, and of which of its sessions (PAR-02).

    What a line tells of a session that the backup does not see the parcours in is nothing it knows.
    """
    evenement, dite = ligne.get("evenement") or "", ligne.get("session")
    if not evenement or dite == _reference(db, parcours.session_id):
        return evenement, parcours.deplacements
    quitte = db.get(Deplacement, (parcours.id, parcours.depart_rang))
    if quitte and evenement == Evenement.SORTIE and dite == _reference(db, quitte.session_id):
        return Evenement.DEPART.value, quitte.rang - 1
    return _INCONNU, 0


def _reference(db: Session, session_id: int) -> str:
    session = db.get_one(SessionFormation, session_id)
    composante = db.get_one(Composante, session.composante_id)
    return str(references.Session(composante.numero, session.numero))


def _known(db: Session, ligne: dict[str, str]) -> Parcours | None:
    """Return the parcours of a line, when it is still of the same person."""
    try:
        parcours = db.get(Parcours, references.read_parcours(ligne.get("parcours") or ""))
    except SigmaError:
        return None
    if parcours is None or references.stagiaire(parcours.stagiaire_id) != ligne.get("stagiaire"):
        return None
    personne = db.get_one(Stagiaire, parcours.stagiaire_id)
    naissance = personne.date_naissance.isoformat() if personne.date_naissance else ""
    meme = personne.nom_naissance == ligne.get("nom_naissance")
    return parcours if meme or naissance == ligne.get("date_naissance") else None
