"""Are two entries the same person? What is known of each is compared, never guessed (CAN-01, NIR-13)."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.personnes.identite import same_name
from sigma_cli.domain.personnes.nir import Nir, contradictions
from sigma_cli.errors import Conflict


class Ressemblance(Enum):
    """How near two entries are."""

    MEME = auto()
    PROCHE = auto()
    AUTRE = auto()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Personne:
    """What is compared of an entry."""

    nom: str
    prenom: str
    date_naissance: date | None
    courriel: str | None = None


def compare(un: Personne, autre: Personne) -> Ressemblance:
    """Return how near two entries are. Two births known and different are two persons.

    One name, in its order, is the same person; swapped, it takes a birth or an e-mail in common to be
    sure. One e-mail under other names is near: people of a house share theirs.
    """
    naissances = {un.date_naissance, autre.date_naissance}
    courriel = bool(un.courriel) and _folded(un) == _folded(autre)
    droit = same_name(un.nom, autre.nom) and same_name(un.prenom, autre.prenom)
    inverse = same_name(un.nom, autre.prenom) and same_name(un.prenom, autre.nom)
    if None not in naissances and len(naissances) > 1:
        return Ressemblance.PROCHE if courriel and (droit or inverse) else Ressemblance.AUTRE
    if droit or (inverse and (courriel or None not in naissances)):
        return Ressemblance.MEME
    return Ressemblance.PROCHE if inverse or courriel else Ressemblance.AUTRE


def resembles(connu: Personne, venu: Personne, nir: Nir) -> Ressemblance:
    """Return how near someone who comes with a definitive number is to one who waits for theirs (NIR-13).

    Both names are needed. A birth that the number contradicts, or that differs, is another person; one
    that nobody gave leaves it near.
    """
    if not (connu.prenom and venu.prenom):
        return Ressemblance.AUTRE
    if not (same_name(connu.nom, venu.nom) and same_name(connu.prenom, venu.prenom)):
        return Ressemblance.AUTRE
    naissance = venu.date_naissance
    if connu.date_naissance is None:
        return Ressemblance.PROCHE
    if contradictions(nir, civilite=None, naissance=connu.date_naissance):
        return Ressemblance.AUTRE
    return Ressemblance.MEME if naissance in {None, connu.date_naissance} else Ressemblance.AUTRE


def check_awaited(stagiaire: str, *, sure: bool) -> list[Avertissement]:
    """Refuse a second person where it is the same for `sure`; else say whom it may be (NIR-13)."""
    suite = f"« sigma stagiaire nir {stagiaire} » lui donne son numéro définitif, puis l’inscrire"
    if sure:
        raise Conflict(
            f"{stagiaire}, en attente de son NIR, a les mêmes noms et la même naissance : {suite}. Si c’est une "
            "autre personne : --confirmer-identite « pièce vue ».",
            regle="NIR-13",
        )
    message = f"{stagiaire}, en attente de son NIR, porte les mêmes noms ; si c’est la même personne : {suite}."
    return [Avertissement(regle="NIR-13", message=message)]


def _folded(personne: Personne) -> str:
    return (personne.courriel or "").casefold()
