"""The tableau de bord as a page: what its picture needs beside the figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sigma_cli.formats.colonnes import french_date
from sigma_cli.services.tableau.chiffres import LigneSession, Reunion, Tableau

TITRE: Final = "Tableau de bord ForPro Sup"
_FRISES: Final = 400  # sessions drawn in the calendar: a page stays readable


@dataclass(frozen=True, slots=True, kw_only=True)
class Frise:
    """A session in the calendar; places and widths in percent of what is shown."""

    session: LigneSession
    reunions: Sequence[Reunion]
    debut: float
    largeur: float
    points: Sequence[float]


def to_html(tableau: Tableau) -> bytes:
    """Return the page. Same figures, same bytes."""
    from sigma_cli.formats.courbe import draw  # noqa: PLC0415 - pygal loads for the page only
    from sigma_cli.formats.page import render  # noqa: PLC0415 - as above, jinja2

    toutes = [s for s in tableau.sessions if s.date_fin >= tableau.jour and s.places > 0]
    suivies = toutes[:_FRISES]
    bornes = _bounds(suivies, tableau.jour)
    courbe = draw(
        [french_date(semaine.lundi) for semaine in tableau.semaines],
        [
            ("Inscriptions", [semaine.inscriptions for semaine in tableau.semaines]),
            ("Un an avant", [semaine.un_an_avant for semaine in tableau.semaines]),
        ],
    )
    return render(
        "tableau",
        {
            "titre": TITRE,
            "t": tableau,
            "part": _share,
            "courbe": courbe,
            "calendrier": list(_calendar(suivies, tableau.reunions, bornes)),
            "tues": len(toutes) - len(suivies),
            "bornes": bornes,
            "jour": _place(tableau.jour, bornes),
        },
    )


def _share(ligne: LigneSession) -> int:
    """Return how full a session is, in percent."""
    return round(100 * ligne.inscrits / ligne.places) if ligne.places else 0


def _bounds(sessions: Sequence[LigneSession], jour: date) -> tuple[date, date]:
    debuts, fins = [s.date_debut for s in sessions], [s.date_fin for s in sessions]
    return min([jour, *debuts]), max([jour, *fins])


def _place(jour: date, bornes: tuple[date, date]) -> float:
    debut, fin = bornes
    return round(100 * (jour - debut).days / max(1, (fin - debut).days), 2)


def _calendar(
    sessions: Sequence[LigneSession], reunions: Sequence[Reunion], bornes: tuple[date, date]
) -> Iterator[Frise]:
    """Yield the sessions by place, then by date."""
    par_session: dict[str, list[Reunion]] = {}
    for reunion in reunions:
        par_session.setdefault(reunion.session, []).append(reunion)
    for session in sorted(sessions, key=lambda s: (s.commune, s.site, s.date_debut, s.session)):
        siennes = par_session.get(session.session, [])
        debut = _place(session.date_debut, bornes)
        yield Frise(
            session=session,
            reunions=siennes,
            debut=debut,
            largeur=round(max(0.5, _place(session.date_fin, bornes) - debut), 2),
            points=[_place(reunion.date, bornes) for reunion in siennes],
        )
