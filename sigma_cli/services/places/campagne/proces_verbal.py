"""Minutes of a campagne d’attribution, to sign: what was considered, by which criteria, decided (Q9-02)."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from sqlmodel import Session

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.dates import PARIS, date_fr
from sigma_cli.domain.places.criteres import Critere
from sigma_cli.formats.docx import Bloc, Liste, Paragraphe, Tableau, Titre, write_docx
from sigma_cli.models.action import Action
from sigma_cli.models.etablissement import Etablissement
from sigma_cli.referentiels.statuts import DecisionCandidat, EtatCampagne, Sens
from sigma_cli.services.places.campagne import campagnes
from sigma_cli.services.places.campagne.fiche import CandidatVu, FicheCampagne, sheet

_SENS: Final = {
    Sens.CROISSANT: "les plus petites valeurs d’abord",
    Sens.DECROISSANT: "les plus grandes valeurs d’abord",
}
_DECISIONS: Final = {
    DecisionCandidat.RETENU: "retenu",
    DecisionCandidat.NON_RETENU: "non retenu",
    DecisionCandidat.LIBERE: "retenu, puis place libérée",
}
_EQUITE: Final = (
    "Les mêmes critères ont été appliqués à tous les candidats de la liste, figée à l’ouverture. La "
    "qualité de travailleur handicapé n’est ni un critère ni une priorité. L’ordre proposé ne vient que "
    "des valeurs chiffrées ci-dessous ; les décisions sont celles de l’établissement."
)


def write(db: Session, acte: Acte, ident: int, sortie: BinaryIO) -> FicheCampagne:
    """Write the minutes of a campagne as a `.docx`; those of an open one say so. Raises NotFound."""
    campagne = campagnes.get(db, ident)
    fiche = sheet(db, campagne)
    etablissement = db.get(Etablissement, 1) or Etablissement()
    action = db.get_one(Action, campagne.action_id)
    titre = f"Procès-verbal d’attribution des places rémunérées – {fiche.campagne}"
    blocs = [Titre(titre, 0), *_heading(fiche, etablissement, action), *_body(fiche)]
    write_docx(sortie, [*blocs, *_signatures(acte)], titre=titre, produit_le=acte.le)
    return fiche


def _heading(fiche: FicheCampagne, etablissement: Etablissement, action: Action) -> Iterator[Bloc]:
    if fiche.etat == EtatCampagne.OUVERTE:
        yield Paragraphe("PROVISOIRE : la campagne n’est pas close.")
    yield Paragraphe(f"Établissement : {etablissement.nom or '…'}")
    yield Paragraphe(f"Convention {action.convention}, action {action.numero} : {action.intitule}")
    ouverte = date_fr(fiche.ouverte_le.astimezone(PARIS))
    close = f", close le {date_fr(fiche.close_le.astimezone(PARIS))}" if fiche.close_le else ""
    yield Paragraphe(f"Campagne « {fiche.intitule} », ouverte le {ouverte}{close}.")
    en_plus = f" ; accordées en plus : {fiche.en_plus}" if fiche.en_plus else ""
    yield Paragraphe(
        f"Places rémunérées de l’action – accordées : {fiche.accordees}{en_plus} ; "
        f"utilisées : {fiche.utilisees} ; restantes : {fiche.restantes}."
    )


def _body(fiche: FicheCampagne) -> Iterator[Bloc]:
    yield Titre(f"Critères (version {fiche.version}), le plus important d’abord")
    yield Liste([_criterion(critere) for critere in fiche.criteres])
    yield Paragraphe(_EQUITE)
    yield Titre(f"Candidats ({len(fiche.candidats)}) et décisions")
    chiffres = [valeur.critere for valeur in fiche.candidats[0].valeurs]
    titres = ["Rang", "Parcours", "Nom", *chiffres, "Décision", "Motif"]
    yield Tableau(titres, [_row(candidat) for candidat in fiche.candidats])


def _criterion(critere: Critere) -> str:
    return f"{critere.nom} : {_SENS[critere.sens]}" if critere.sens else critere.nom


def _row(candidat: CandidatVu) -> list[str]:
    decision = candidat.decision
    return [
        candidat.classement or "–",
        candidat.parcours,
        candidat.nom,
        *((valeur.valeur or "–").replace(".", ",") for valeur in candidat.valeurs),
        _DECISIONS[DecisionCandidat(decision)] if decision else "à décider",
        candidat.motif or "",
    ]


def _signatures(acte: Acte) -> Iterator[Bloc]:
    yield Paragraphe(f"Document établi le {date_fr(acte.jour)} par {acte.agent}.")
    yield Titre("Signatures")
    yield Tableau(["Nom et qualité", "Date", "Signature"], [["", "", ""]] * 3, hauteur=1.2)
