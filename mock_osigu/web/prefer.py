"""`Prefer: code=503` (RFC 7240): the answer that the caller itself asks for."""

import re
from typing import Final

from werkzeug.http import parse_list_header

_NAME: Final = re.compile(r"code\s*(?:[=;]|$)", re.IGNORECASE)
_CODE: Final = re.compile(r'code\s*=\s*("?)([2-5]\d\d)\1\s*(?:;|$)', re.IGNORECASE)


def preferred_code(header: str) -> int | None:
    """The status from 200 to 599 that the preference `code` names; of several the first counts.

    None without one, or with one that is no such status: what is not understood is ignored (section 2).
    """
    first = next((preference for preference in parse_list_header(header) if _NAME.match(preference)), "")
    code = _CODE.match(first)
    return int(code[2]) if code else None
