"""A real identity gateway on this machine, that answers as a test says and keeps what it was asked."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

MARTIN = {
    "nom_naissance": "MARTIN",
    "prenom": "Paul",
    "civilite": "M.",
    "date_naissance": "1985-01-17",
    "certifiee": True,
}


@dataclass
class Question:
    """One request, as it came."""

    methode: str
    chemin: str
    entetes: dict[str, str]
    corps: Any


@dataclass
class Serveur:
    """What the gateway was asked; `repondre` writes each answer."""

    url: str
    questions: list[Question] = field(default_factory=list)


Reponse = Callable[[BaseHTTPRequestHandler], None]


def says(statut: int, document: object) -> Reponse:
    """Answer a status and a document: JSON, or bytes as they are."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        corps = document if isinstance(document, bytes) else json.dumps(document).encode()
        handler.send_response(statut)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(corps)))
        handler.end_headers()
        handler.wfile.write(corps)

    return answer


@contextmanager
def running(*reponses: Reponse, certificat: Path | None = None) -> Iterator[Serveur]:
    """Serve these answers in turn, the last one for ever; `certificat` holds a key too (TLS)."""
    reste = list(reponses)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            taille = int(self.headers.get("Content-Length", 0))
            corps = json.loads(self.rfile.read(taille))
            serveur.questions.append(Question(self.command, self.path, dict(self.headers), corps))
            answer = reste.pop(0) if len(reste) > 1 else reste[0]
            try:
                answer(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        do_GET = do_POST  # noqa: N815 - the name is that of the library

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    schema = "http"
    if certificat:
        contexte = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        contexte.load_cert_chain(certificat)
        httpd.socket = contexte.wrap_socket(httpd.socket, server_side=True)
        httpd.handle_error = lambda *_: None  # type: ignore[method-assign]  # a refused handshake is the test
        schema = "https"
    serveur = Serveur(url=f"{schema}://localhost:{httpd.server_address[1]}/identites")
    fil = threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True)
    fil.start()
    try:
        yield serveur
    finally:
        httpd.shutdown()
        httpd.server_close()
        fil.join()
