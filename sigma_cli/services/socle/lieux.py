"""A place as written, held against the table of communes: known, current, well named (EXT-04)."""

from collections.abc import Mapping

from sqlmodel import Session

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.discretion import is_sensitive
from sigma_cli.domain.offre.lieux import departements_concordent, meme_commune
from sigma_cli.models.referentiel import Commune
from sigma_cli.referentiels import livres
from sigma_cli.services.socle import lookup


def find(db: Session, code_insee: str) -> Mapping[str, object] | None:
    """Return the columns of a commune: of the imported edition, else of the shipped one."""
    dernier = lookup.last_import(db, livres.COMMUNES)
    if dernier is None:
        return livres.find(livres.COMMUNES, code_insee)
    ligne = db.get(Commune, (dernier.id, code_insee))
    return ligne.model_dump(exclude={"import_id"}) if ligne else None


def problem(
    db: Session, *, code_postal: str | None, code_insee: str | None, commune: str | None
) -> str | None:
    """Return what is wrong with a place, in French without a final stop, or None.

    A postal code may be a CEDEX one: only its département is compared (DOMAIN.md §4).
    """
    if not code_insee:
        return None
    if code_postal and not departements_concordent(code_postal, code_insee):
        return (
            f"le code postal {code_postal} et le code Insee {code_insee} ne sont pas du même "
            "département"
        )
    connue = find(db, code_insee)
    if connue is None:
        return f"aucune commune ne porte le code Insee {code_insee}"
    if connue["actuelle"]:
        return (
            f"le code Insee {code_insee} ({connue['libelle']}) n’est plus en usage, c’est "
            f"{connue['actuelle']}"
        )
    if commune and not meme_commune(commune, str(connue["libelle"])):
        ecrite = "la commune écrite" if is_sensitive(commune) else commune
        return f"le code Insee {code_insee} est celui de {connue['libelle']}, pas de {ecrite}"
    return None


def warn(
    db: Session, *, code_postal: str | None, code_insee: str | None, commune: str | None
) -> list[Avertissement]:
    """Say what is wrong with a place just typed (a few communes really straddle départements)."""
    dit = problem(db, code_postal=code_postal, code_insee=code_insee, commune=commune)
    return [Avertissement(regle="EXT-04", message=f"{dit} ; vérifier.")] if dit else []
