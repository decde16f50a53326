"""Every table at once, for migrations and checks."""

from sigma_cli.models.action import Action
from sigma_cli.models.annuaire import IdentiteImportee
from sigma_cli.models.campagne import (
    Campagne,
    CampagneCandidat,
    CampagneCritere,
    CampagneValeur,
)
from sigma_cli.models.cle import CleActive
from sigma_cli.models.composante import Composante, ComposanteCode
from sigma_cli.models.demande import Demande, DemandeChamp, DemandeObjet, DemandePlace
from sigma_cli.models.etablissement import Etablissement
from sigma_cli.models.flux import FluxAComparer, FluxBloc, FluxFichier, FluxLigne
from sigma_cli.models.journal import AncreJournal, LigneJournal, TeteJournal
from sigma_cli.models.place import Attribution, Remuneration
from sigma_cli.models.recrutement import (
    Candidature,
    MotifRefus,
    OutilPrescription,
    Prescripteur,
    TypePrescripteur,
)
from sigma_cli.models.referentiel import (
    Certification,
    CodeLibelle,
    Commune,
    ReferentielImport,
)
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.models.stagiaire import NumeroRemplace, Parcours, Stagiaire
from sigma_cli.models.tache import Tache, TacheOutil
from sigma_cli.models.visibilite import SessionVue

__all__ = [
    "Action",
    "AncreJournal",
    "Attribution",
    "Campagne",
    "CampagneCandidat",
    "CampagneCritere",
    "CampagneValeur",
    "Candidature",
    "Certification",
    "CleActive",
    "CodeLibelle",
    "Commune",
    "Composante",
    "ComposanteCode",
    "Demande",
    "DemandeChamp",
    "DemandeObjet",
    "DemandePlace",
    "Etablissement",
    "FluxAComparer",
    "FluxBloc",
    "FluxFichier",
    "FluxLigne",
    "IdentiteImportee",
    "InformationCollective",
    "LigneJournal",
    "MotifRefus",
    "NumeroRemplace",
    "OutilPrescription",
    "Parcours",
    "Prescripteur",
    "ReferentielImport",
    "Remuneration",
    "SessionFormation",
    "SessionVue",
    "Stagiaire",
    "Tache",
    "TacheOutil",
    "TeteJournal",
    "TypePrescripteur",
]
