#!/usr/bin/env python3
"""A mail server of the tests, by aiosmtpd: every letter becomes a file.

smtp_server.py PORT FOLDER [--later N] [--user NAME --password PASSWORD] [--tls implicit|starttls]

With --later the first N letters are put off by a 451. With --user nobody sends who does not say who they are.
With --tls letters come in private alone, by certificate.pem and key.pem of the folder. Prints "ready" once it listens.
"""

import argparse
import asyncio
import ssl
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Folder:
    def __init__(self, folder: Path, later: int) -> None:
        self.folder = folder
        self.later = later
        self.count = 0

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.later > 0:
            self.later -= 1
            return "451 not now"
        self.count += 1
        # Whole before anybody sees it.
        part = self.folder / f"{self.count}.part"
        part.write_bytes(envelope.content)
        part.rename(self.folder / f"{self.count}.eml")
        return "250 taken"


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--later", type=int, default=0)
    parser.add_argument("--user")
    parser.add_argument("--password")
    parser.add_argument("--tls", choices=["implicit", "starttls"])
    typed = parser.parse_args()

    def knows(server, session, envelope, mechanism, data) -> AuthResult:
        is_known = isinstance(data, LoginPassword) and (data.login, data.password) == (
            typed.user.encode(),
            typed.password.encode(),
        )
        return AuthResult(success=is_known)

    handler = Folder(typed.folder, typed.later)
    options = {"authenticator": knows, "auth_required": True, "auth_require_tls": False} if typed.user else {}
    context = None
    if typed.tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(typed.folder / "certificate.pem", typed.folder / "key.pem")
    if typed.tls == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    implicit = context if typed.tls == "implicit" else None
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, **options), "127.0.0.1", typed.port, ssl=implicit)
    print("ready", flush=True)
    await server.serve_forever()


asyncio.run(main())
