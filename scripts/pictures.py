#!/usr/bin/env python3
"""Draws the pictures of static/ that are no SVG: the social card in both languages and the icons.

They change with their sources in assets/pictures alone, so they are committed. Needs Chromium and what
tests/install-tools installs: target/venv/bin/python scripts/pictures.py
"""

import subprocess
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "assets/pictures"
STATIC = ROOT / "static"
CARDS = {
    "fr": (
        "Mon relevé",
        "agricole",
        "Récupérer, transmettre et vérifier",
        "un relevé de l’enseignement agricole",
    ),
    "en": (
        "My agricultural",
        "transcript",
        "Get, share and check a transcript",
        "from French agricultural education",
    ),
}


def drawn(svg: Path, width: int, height: int) -> Image.Image:
    """What Chromium makes of a drawing."""
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "picture.png"
        subprocess.run(
            [
                "chromium",
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--allow-file-access-from-files",
                f"--window-size={width},{height}",
                f"--screenshot={picture}",
                svg.as_uri(),
            ],
            check=True,
            capture_output=True,
        )
        with Image.open(picture) as image:
            return image.convert("RGB").crop((0, 0, width, height))


def keep(image: Image.Image, name: str) -> None:
    """Few colours are enough for flat ones."""
    image.quantize(48, dither=Image.Dither.NONE).save(STATIC / name, optimize=True)
    print(f"static/{name}: {(STATIC / name).stat().st_size} bytes")


def main() -> None:
    card = (SOURCES / "social-card.svg").read_text()
    for language, lines in CARDS.items():
        text = card
        for number, line in enumerate(lines, 1):
            text = text.replace(f"{{line{number}}}", line)
        # Beside its source, whose fonts it names.
        written = SOURCES / f"social-card-{language}.svg"
        written.write_text(text)
        try:
            keep(drawn(written, 1200, 630), f"social-card-{language}.png")
        finally:
            written.unlink()
    icon = drawn(SOURCES / "icon.svg", 512, 512)
    for size in (32, 180, 192, 512):
        keep(icon.resize((size, size), Image.Resampling.LANCZOS), f"icon-{size}.png")


if __name__ == "__main__":
    main()
