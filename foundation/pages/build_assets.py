"""`make assets`: compile the stylesheet with Sass, name each file by its content, compress it, list them all."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from whitenoise.compress import Compressor

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent


def main() -> None:
    """Build everything anew into foundation/pages/static."""
    static, sass = HERE / "static", PROJECT / "node_modules" / "sass" / "sass.js"
    node = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    css = subprocess.run(  # noqa: S603 -- our own arguments
        [str(node), str(sass), "--no-source-map", "--style=compressed", "--quiet-deps",
         f"--load-path={PROJECT / 'node_modules'}", str(HERE / "assets" / "heard.scss")],
        check=True, stdout=subprocess.PIPE,
    ).stdout  # fmt: skip
    shutil.rmtree(static, ignore_errors=True)
    static.mkdir()
    names = {}
    as_written = sorted([*(HERE / "assets").glob("*.svg"), *(HERE / "assets").glob("*.js")])
    for name, content in (("heard.css", css), *((file.name, file.read_bytes()) for file in as_written)):
        stem, _, ending = name.rpartition(".")
        names[name] = f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
        (static / names[name]).write_bytes(content)
        for _ in Compressor(use_brotli=False, quiet=True).compress(str(static / names[name])):
            pass
    (static / "manifest.json").write_text(json.dumps(names, indent=1))


if __name__ == "__main__":
    main()
