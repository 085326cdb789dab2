"""What one logs in with: asked for when it is needed, shown nowhere, kept nowhere else."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable
from typing import Any, NoReturn, Self

from dicomwidgets.errors import ArgumentError, PacsError

__all__ = ["Credentials", "credentials_of"]

_KINDS = (
    "Give (user, password), Credentials.bearer(token), Credentials.environment('PACS'), or a "
    "function that returns one of them."
)

Given = Callable[[], Any]


class Credentials:
    """A user and password, or a token, for a server of images.

    It shows nothing of them, in no repr and no message, and does not pickle. Make it with
    `basic`, `bearer` or `environment`, or from a function that asks a key ring.

    Parameters
    ----------
    ask
        Returns ``(user, password)``, a token or other `Credentials`, each time that they are
        needed; asked again when the server does not take them any more.

    Examples
    --------
    >>> Credentials.basic("me", "secret")
    <Credentials>
    """

    __slots__ = ("_ask",)

    def __init__(self, ask: Given) -> None:
        if not callable(ask):
            raise ArgumentError("Credentials are made of a function.", remedy=_KINDS)
        self._ask = ask

    @classmethod
    def basic(cls, user: str, password: str) -> Self:
        """Return a user and password (RFC 7617)."""
        return cls(lambda: (user, password))

    @classmethod
    def bearer(cls, token: str) -> Self:
        """Return a token (RFC 6750)."""
        return cls(lambda: token)

    @classmethod
    def environment(cls, name: str) -> Self:
        """Return what stands in the environment when it is needed.

        Parameters
        ----------
        name
            ``"PACS"`` reads ``PACS_TOKEN``, or ``PACS_USER`` and ``PACS_PASSWORD``.
        """

        def ask() -> Any:
            token = os.environ.get(f"{name}_TOKEN")
            user, password = (os.environ.get(f"{name}_{part}") for part in ("USER", "PASSWORD"))
            if token:
                return token
            if user is None or password is None:
                raise PacsError(
                    "The environment holds nothing to log in with.",
                    code="login",
                    remedy=f"Set {name}_USER and {name}_PASSWORD, or {name}_TOKEN.",
                )
            return user, password

        return cls(ask)

    def pair(self) -> tuple[str, str] | None:
        """Return user and password, where it is these and no token.

        Raises
        ------
        ArgumentError
            If the function returns something else.
        """
        given = self.secret()
        return None if isinstance(given, str) else given

    def header(self) -> str:
        """Return the value of the header ``Authorization``.

        Raises
        ------
        ArgumentError
            If the function returns something else, or what can't stand in a header.
        """
        given = self.secret()
        if isinstance(given, str):
            value = f"Bearer {given}"
            if not given.isascii() or not given.isprintable():
                raise ArgumentError("The token has characters that can't be sent.")
            return value
        user, password = given
        if ":" in user:
            raise ArgumentError("A user's name can't hold a colon (RFC 7617).")
        return f"Basic {b64encode(f'{user}:{password}'.encode()).decode('ascii')}"

    def secret(self) -> tuple[str, str] | str:
        """Return user and password, or a token, asked for now.

        Raises
        ------
        ArgumentError
            If the function returns something else.
        PacsError
            If it fails.
        """
        try:
            given = self._ask()
        except (PacsError, ArgumentError):
            raise
        except Exception as error:  # noqa: BLE001 - its text may quote what it asked for
            raise PacsError(
                f"The function that gives the credentials failed ({type(error).__name__}).",
                code="login",
            ) from None
        if isinstance(given, Credentials):
            return given.secret()
        if isinstance(given, str) and given:
            return given
        if isinstance(given, (tuple, list)) and len(given) == 2:
            user, password = given
            if isinstance(user, str) and isinstance(password, str):
                return user, password
        raise ArgumentError("These are no credentials.", remedy=_KINDS)

    def __repr__(self) -> str:
        return "<Credentials>"

    def __reduce__(self) -> NoReturn:
        raise ArgumentError(
            "Credentials are not pickled: they would lie wherever the pickle does.",
            remedy="Connect where the work is done.",
        )


def credentials_of(given: Any) -> Credentials | None:
    """Return what a caller gave as `Credentials`.

    Raises
    ------
    ArgumentError
        If it is nothing of the kind; a bare text is neither user nor token for certain.
    """
    if given is None or isinstance(given, Credentials):
        return given
    if callable(given):
        return Credentials(given)
    if isinstance(given, (tuple, list)) and len(given) == 2:
        return Credentials.basic(*given)
    raise ArgumentError("These are no credentials.", remedy=_KINDS)
