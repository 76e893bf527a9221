"""The answer to “what is this file?”.

The library's function of the same name is this package, called: `tellmark.verify("a.jpg")`. Python gives a package's
attribute to its sub-package as soon as that is imported, so the two can only be one.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tellmark.verify.report import Report


class _Callable(ModuleType):
    def __call__(self, *arguments: object, **named: object) -> "Report":
        """Ask `tellmark.face.verify`, which stands above this room and is therefore named, not imported."""
        answer: Report = import_module("tellmark.face").verify(*arguments, **named)
        return answer


sys.modules[__name__].__class__ = _Callable
