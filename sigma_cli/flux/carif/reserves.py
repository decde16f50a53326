"""What had to be left unknown or shortened while a formation was written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from sigma_cli.domain.acte import Avertissement
from sigma_cli.flux.carif.textes import INCONNU, couper, lignes_adresse, nettoyer, nombre

REGLE_VIDE: Final = "Q3-06"  # empty characteristics or contents: a warning, never a refusal
REGLE_FORMAT: Final = "LHEO"  # limits of the format, which no rule of the domain states


@dataclass(slots=True, kw_only=True)
class Reserves:
    """Collects, field by field, for one `objet`; a field met twice counts once."""

    objet: str
    vides: dict[str, None] = field(default_factory=dict)
    limites: dict[str, str] = field(default_factory=dict)

    def texte(self, champ: str, valeur: str | None, maximum: int) -> str:
        """Return a mandatory free text: cut when too long, `-` when there is none."""
        texte = self.valeur(champ, valeur, maximum)
        if texte is None:
            self.vide(champ)
            return INCONNU
        return texte

    def valeur(self, champ: str, valeur: str | None, maximum: int) -> str | None:
        """Return a text cut when too long; None when there is none."""
        texte = nettoyer(valeur)
        if len(texte) > maximum:
            self.limites[champ] = f"{nombre(len(texte))} caractères, coupé à {nombre(maximum)}"
        return couper(texte, maximum) or None

    def voie(self, champ: str, valeur: str | None) -> list[str]:
        """Return the street part of an address, 1 to 4 lines of 50 characters."""
        lignes, perdu = lignes_adresse(valeur or "")
        if perdu:
            self.limites[champ] = "plus de 4 lignes de 50 caractères, coupé"
        if lignes == [INCONNU]:
            self.vide(champ)
        return lignes

    def codes(self, champ: str, codes: tuple[str, ...], maximum: int) -> tuple[str, ...]:
        """Return the first codes, those that LHEO has room for; the main one comes first."""
        if len(codes) > maximum:
            self.limites[champ] = f"{len(codes)} codes, les {maximum} premiers transmis"
        return codes[:maximum]

    def vide(self, champ: str) -> None:
        """Note a field that readers need and that nobody filled."""
        self.vides[champ] = None

    def avertissements(self, remede: str) -> Iterator[Avertissement]:
        """Yield at most two sentences; `remede` names the commands that fill the fields."""
        if self.vides:
            message = (
                f"{self.objet} : à renseigner pour les lecteurs du Carif : "
                f"{', '.join(self.vides)} ({remede})."
            )
            yield Avertissement(REGLE_VIDE, message)
        if self.limites:
            details = " ; ".join(f"{champ} ({cause})" for champ, cause in self.limites.items())
            yield Avertissement(
                REGLE_FORMAT, f"{self.objet} : raccourci aux limites de LHEO 2.3 : {details}."
            )
