"""Colour maps over screen grey. Twin of ``js/src/display/colormap.ts``."""

from __future__ import annotations

from binascii import a2b_base64
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dicomwidgets.errors import DisplayError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["COLORMAPS", "palette"]

_STOPS = {
    "grey": "AAAAAP////8=",
    "hot_iron": "AAAAAH/+AACA/wAAv/9+AP7//Pz/////",
    "hot_metal_blue": "AAAAABEAACEqAABTKwAAVEwAAJVVAACnZjIAyHdaAJaIjCAymb5AAKr/YADu/+DI/////w==",
    "pet": (
        "AAAAAAEAAgE+AH17PwCAfUABfn9fP0C9YUM9wXRoF+d/fgH9gIAA/4KEBPip0VJcwP+AAOn/0qXr/9au/v/8"
        "+v////8="
    ),
    "pet_20_step": (
        "AAAAAAwAAAANYABQGWAAUBowMFAmMDBQJzAwcDIwMHAzUFCAP1BQgEBgYLBMYGCwTXBwwFlwcMBagIDgZYCA"
        "4GYwYDByMGAwczCQMH8wkDCAUMBQjFDAUI1A4ECYQOBAmeDgUKXg4FCm0NBgstDQYLPQsEC/0LBAwNCQAMvQ"
        "kADMwGAA2MBgANmwMADlsDAA5v8AAPL/AADz/////////w=="
    ),
    "spring": "AP8A/////wA=",
    "summer": "AAD/AH8AwADAAJ+B/QCB+v4AgPz/AID+",
    "fall": "AP//AP//AAA=",
    "winter": "AAAA/38Af8C+P76gwUHBn/5+/oD/f/+A",
    "viridis": ("AEQBVB1HKHg5PUqJcSWCjpEeoIekLLF9u1PFZ9iX2D7tz+Ec9eTjGP/95yQ="),
    "magma": ("AAAAAxAKByIlIxFSNDwPcUZaFX5slSyAj85AcKbtWV+193NcyP2XaOT+y47/+/y/"),
    "inferno": ("AAAAAxAKByMkJwtSMT4JZkdiFG5mkyVnisk/SqrtaCXD+pMGzPukCt35xSzs8+JZ+PP2if/8/qQ="),
    "plasma": ("AAwHhgolBZEsXwCmQ4IEp2GqJJST3F1mwPiVQOH9xib98PUl/+/4IQ=="),
    "cividis": ("AAAiTRUAMHAXADFwHxg3bzU3RmxoaGpwioWDeLm0p2/f3MhY9vbdPfz94zP//ec3"),
    "turbo": (
        "ADASOws8MoUWQ1C+IUZt5ixFifw2OaL8QyPC5E8X2sRYHuivYzv0jXR8/lZ+nv0+ibv0NJ3o1Tiq+bo4uv2P"
        "KMvxXRPc1zYG7bEZAf96BAI="
    ),
    "rainbow": "AAAAACAAAP9gAP//kAD/AMD//wD//wAA",
}
"""Stops in base64, four bytes each: grey, red, green, blue."""

COLORMAPS = tuple(_STOPS)
"""The names that `palette` knows."""


@lru_cache
def palette(name: str) -> NDArray[np.uint8]:
    """Return a colour map: straight lines between a few stops, rounded half up.

    Parameters
    ----------
    name
        One of `COLORMAPS`. ``hot_iron`` to ``winter`` are the well-known palettes of PS3.6
        Annex B, entry for entry. ``viridis`` to ``turbo`` follow matplotlib's to within 2 of 255
        in each channel.

    Returns
    -------
    ndarray
        uint8 (256, 3), read-only.

    Raises
    ------
    DisplayError
        For a name that is not known.
    """
    if name not in _STOPS:
        raise DisplayError(
            f"There is no colour map '{name}'.", remedy=f"Choose one of: {', '.join(COLORMAPS)}."
        )
    table = np.zeros((256, 3), dtype=np.uint8)
    stops = np.frombuffer(a2b_base64(_STOPS[name]), np.uint8).reshape(-1, 4).astype(np.float64)
    for (start, *low), (stop, *high) in pairwise(stops):
        step = np.arange(stop - start + 1)[:, None]
        rise = np.subtract(high, low) * step / (stop - start)
        table[int(start) : int(stop) + 1] = np.floor(low + rise + 0.5)
    table.flags.writeable = False
    return table
