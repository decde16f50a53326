"""A base on a PostgreSQL server: one writer at a time, readers on a fixed picture, errors by SQLSTATE.

Writers queue as they do on a file: a transaction-level advisory lock is taken before anything is read, in
READ COMMITTED, so that what is read then is what the writer before left (SRV-02). Numbers follow one
another, a refused import included: sequences, which no rollback takes back, are set after the last rows.
"""

from typing import Any, Final

from sqlalchemy import Connection, Engine, event
from sqlmodel import Session

DIALECTE: Final = "postgresql"
_ECRIRE: Final = 1
_OISIF: Final = 600  # seconds a transaction may wait for its program
CLE: Final = "hashtext(current_schema())"  # a base is a schema of a database
_CAUSES: Final = {  # SQLSTATE, or its class of two characters
    "3D000": "cette base n’existe pas sur le serveur ; la faire créer, ou vérifier --base",
    "28": "le serveur refuse cette personne ou son mot de passe ; vérifier .pgpass, le fichier de service ou "
    "PGPASSWORD",
    "42501": "ce compte n’en a pas le droit ; le demander à qui tient le serveur",
    "55P03": "elle est occupée par un autre poste depuis trop longtemps ; réessayer",
    "40": "un autre poste a changé la même chose ; rien n’a été enregistré, réessayer",
    "25006": "ce serveur ne fait que relire (copie en lecture seule) ; écrire sur le serveur principal",
    "25P03": "le serveur a fermé une saisie laissée trop longtemps sans suite ; rien n’a été enregistré, "
    "recommencer",
    "53": "le serveur est à court de place, de mémoire ou de connexions ; prévenir qui le tient",
    "57": "le serveur s’est arrêté pendant le travail ; rien de l’opération en cours n’a été enregistré, "
    "recommencer quand il répond",
    "08": "la connexion est coupée ; rien de l’opération en cours n’a été enregistré, recommencer",
    "XX": "le serveur se dit abîmé ; prévenir qui le tient",
}
_REFUSEE: Final = (
    "le serveur ne répond pas, ou refuse la connexion ; vérifier l’hôte, le port, le réseau et le mot de "
    "passe (.pgpass, fichier de service ou PGPASSWORD)"
)


def prepare(engine: Engine, *, ecriture: bool, attente_secondes: float) -> Engine:
    """Return the engine of those who write, one at a time, or of those who read."""
    if not ecriture:
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    debut = (
        f"SET LOCAL lock_timeout = {int(attente_secondes * 1000)};"
        f"SET LOCAL idle_in_transaction_session_timeout = {_OISIF * 1000};"
        f"SELECT pg_advisory_xact_lock({_ECRIRE}, {CLE})"
    )

    @event.listens_for(engine, "begin")
    def _queue(connection: Connection) -> None:
        connection.exec_driver_sql(debut)

    return engine.execution_options(isolation_level="READ COMMITTED")


def follow_on(db: Session) -> None:
    """Let the next rows be numbered after the last ones, as a file does."""
    connection = db.connection()
    if connection.dialect.name != DIALECTE:
        return
    tables = connection.exec_driver_sql(_NUMEROTEES).scalars().all()
    suites = (
        f"setval(pg_get_serial_sequence('{table}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {table}), false)"  # noqa: S608 - names read from the catalogue
        for table in tables
    )
    if ordre := ", ".join(suites):
        connection.exec_driver_sql(f"SELECT {ordre}")


_NUMEROTEES: Final = """
SELECT quote_ident(table_name) FROM information_schema.columns
WHERE table_schema = current_schema() AND column_name = 'id' AND column_default LIKE 'nextval(%%'
ORDER BY table_name
"""


def explain(error: Any, base: str | None, *, reached: bool) -> str | None:
    """Return in French why a server refuses, None for an error of another engine.

    `reached` tells that the connection had been made.

    Its own words are of any language, and may hold the name of the user: they are not repeated.
    """
    if not type(error).__module__.startswith("psycopg"):
        return None
    code = error.sqlstate
    if code is None:
        dit = str(error)  # at the connection the server gives no code: it names what it lacks
        absente = base is not None and any(nom in dit for nom in (f'"{base}"', f"« {base} »"))
        return _CAUSES["08"] if reached else _CAUSES["3D000"] if absente else _REFUSEE
    return _CAUSES.get(code) or _CAUSES.get(code[:2])
