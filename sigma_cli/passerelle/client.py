"""HTTP client of the identity gateway: one question, a deadline, two tries, then silence.

Only the number and the birth name leave, in the body of a POST over verified TLS. The deadline holds
for the whole exchange, however slowly the server speaks: a time-out by read would not. After a
failure the client asks nothing more: one command must not wait for the same outage again and again.
"""

import asyncio
import json
import ssl
from functools import cached_property
from typing import Any, Final

import httpx

from sigma_cli import __version__
from sigma_cli.domain.dates import lire_date
from sigma_cli.domain.discretion import is_sensitive
from sigma_cli.domain.personnes.identite import Reponse, lire_civilite
from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.domain.texte import lire_texte
from sigma_cli.errors import InvalidInput
from sigma_cli.passerelle.contrat import Muette
from sigma_cli.referentiels.statuts import Provenance

DELAI: Final = 3.0  # seconds, for one try
ESSAIS: Final = 2
TAILLE_MAX: Final = 1 << 16  # bytes of an answer; an identity is a few hundred
_LOCAUX: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_ECHEC_SERVEUR: Final = range(500, 600)
_CAUSES: Final = {
    401: "le jeton SIGMA_IDENTITE_JETON est refusé",
    403: "le jeton SIGMA_IDENTITE_JETON n’ouvre pas cet accès",
}


class _Passagere(Exception):
    pass


class PasserelleHttp:
    """A gateway over HTTP, as `openapi.yaml` describes it."""

    def __init__(self, url: str, *, jeton: str | None, delai: float = DELAI) -> None:
        """Keep where and how to ask; nothing is opened yet. Raises InvalidInput."""
        self._url = _check_url(url)
        self._jeton = (jeton or "").strip()
        self._delai = delai
        self._panne: str | None = None

    def ask(self, nir: Nir, nom_naissance: str) -> Reponse | None:
        """Ask for one person; see `Passerelle`."""
        if self._panne:
            raise Muette(self._panne)
        question = {"nir": nir.valeur, "nom_naissance": nom_naissance}
        try:
            self._check_token()
            return _read(*asyncio.run(self._try_twice(question)))
        except Muette as panne:
            self._panne = str(panne)
            raise

    @property
    def _distante(self) -> bool:
        """Tell an address beyond this machine: TLS, and a proxy of the environment sees nothing."""
        return self._url.scheme == "https"

    @cached_property
    def _authorities(self) -> ssl.SSLContext:
        """Whom to believe of the other end: the usual authorities, or those of SSL_CERT_FILE."""
        return httpx.create_ssl_context() if self._distante else ssl.create_default_context()

    def _check_token(self) -> None:
        if not self._jeton:
            raise Muette("la variable SIGMA_IDENTITE_JETON est vide")
        if not (self._jeton.isascii() and self._jeton.isprintable() and " " not in self._jeton):
            raise Muette("la variable SIGMA_IDENTITE_JETON ne contient pas un jeton")

    async def _try_twice(self, question: dict[str, str]) -> tuple[int, bytes]:
        cause = ""
        for _ in range(ESSAIS):
            try:
                async with asyncio.timeout(self._delai):
                    return await self._post(question)
            except TimeoutError:
                cause = f"pas de réponse en {self._delai:g} secondes"
            except _Passagere as passagere:
                cause = str(passagere)
            except httpx.HTTPError as error:
                cause = _explain(error)
            except (OSError, ValueError, httpx.InvalidURL):  # before anything leaves
                cause = "le proxy ou les certificats de l’environnement ne conviennent pas"
        raise Muette(cause)

    async def _post(self, question: dict[str, str]) -> tuple[int, bytes]:
        entetes = {
            "Authorization": f"Bearer {self._jeton}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": f"sigma/{__version__}",
        }
        async with (
            httpx.AsyncClient(
                timeout=self._delai, trust_env=self._distante, verify=self._authorities
            ) as client,
            client.stream("POST", self._url, json=question, headers=entetes) as reponse,
        ):
            if reponse.status_code in _ECHEC_SERVEUR:
                raise _Passagere(f"elle répond {reponse.status_code}")
            corps = b""
            async for bloc in reponse.aiter_raw():
                corps += bloc
                if len(corps) > TAILLE_MAX:
                    raise Muette("sa réponse est démesurée")
            return reponse.status_code, corps


def _check_url(url: str) -> httpx.URL:
    """Return the address. Raises InvalidInput unless it is https, or of this very machine."""
    try:
        lue = httpx.URL(url)
    except httpx.InvalidURL:
        lue = httpx.URL("")
    sure = lue.scheme == "https" or (lue.scheme == "http" and lue.host in _LOCAUX)
    if not (sure and lue.host) or lue.userinfo:
        raise InvalidInput(
            "Configuration : [identite] url doit être une adresse https, sans nom ni mot de passe."
        )
    return lue


def _explain(error: httpx.HTTPError) -> str:
    """Return the cause in French; the text of the library may hold the address of a proxy."""
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return "son certificat n’est pas reconnu"
    if isinstance(error, httpx.ConnectError):
        return "la connexion est refusée ou impossible"
    return f"l’échange est coupé ({type(error).__name__})"


def _read(statut: int, corps: bytes) -> Reponse | None:
    if statut == httpx.codes.NOT_FOUND:
        return None
    if statut != httpx.codes.OK:
        raise Muette(_CAUSES.get(statut, f"elle répond {statut}"))
    try:
        document = json.loads(corps)
    except (ValueError, RecursionError):
        raise Muette("sa réponse n’est pas du JSON") from None
    if not isinstance(document, dict):
        raise Muette("sa réponse n’est pas une identité")
    try:
        return _identity(document)
    except InvalidInput:  # its text is made for a form that someone fills
        raise Muette("sa réponse n’est pas une identité bien formée") from None


def _identity(document: dict[str, Any]) -> Reponse:
    """Read the answer as strictly as what a person types. Raises InvalidInput."""
    textes = {champ: _text(document, champ) for champ in ("nom_naissance", "prenom")}
    civilite, naissance = document.get("civilite"), document.get("date_naissance")
    return Reponse(
        provenance=Provenance.PASSERELLE,
        nom_naissance=textes["nom_naissance"] or "",
        prenom=textes["prenom"],
        civilite=None if civilite is None else lire_civilite(str(civilite), "civilite"),
        date_naissance=None if naissance is None else lire_date(str(naissance), "date_naissance"),
        certifiee=document.get("certifiee") is True,
    )


def _text(document: dict[str, Any], champ: str) -> str | None:
    valeur = document.get(champ)
    if valeur is None and champ != "nom_naissance":
        return None
    if not isinstance(valeur, str) or is_sensitive(valeur):
        raise InvalidInput(f"{champ} : un texte est attendu.")
    return lire_texte(valeur, champ, maximum=100)
