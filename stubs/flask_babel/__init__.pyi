from collections.abc import Callable
from typing import Any

from flask import Flask

class Babel:
    def __init__(
        self,
        app: Flask | None = ...,
        default_locale: str = ...,
        default_translation_directories: str = ...,
        locale_selector: Callable[[], str | None] | None = ...,
        default_timezone: str = ...,
    ) -> None: ...

def gettext(string: str, **variables: Any) -> str: ...
def get_locale() -> Any: ...
def force_locale(locale: str) -> Any: ...
def ngettext(singular: str, plural: str, num: int, /, **variables: object) -> str: ...
