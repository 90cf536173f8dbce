"""Takes pictures of the HTML report in headless Chromium, wide and narrow, light and dark: `nox -s screenshot`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from livepack.renderings import RENDERINGS
from reports import REPORTS, every_code, many_findings, report_of

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
OUT = Path(__file__).parents[1] / "build"  # ignored by git
PICTURES = {
    "report": (report_of(*every_code(), *many_findings(), package="my-package", sources="my-pages"), 1200, "light"),
    "report-narrow": (
        report_of(*every_code(), *many_findings(), package="my-package", sources="my-pages"),
        400,
        "light",
    ),
    "report-dark": (report_of(*many_findings(300), package="my-package", sources="my-pages"), 1200, "dark"),
    "report-narrow-dark": (report_of(*many_findings(300), package="my-package"), 400, "dark"),
    "report-hostile": (REPORTS["hostile"], 1200, "light"),
    "report-valid": (REPORTS["nothing found"], 1200, "light"),
}
HEIGHT = 2400


def main() -> int:
    """Write the pages and their pictures into build/; status 2 without a browser, 1 if it takes no picture."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        print(f"there is none of {', '.join(BROWSERS)} on PATH", file=sys.stderr)
        return 2
    OUT.mkdir(exist_ok=True)
    for name, (report, width, scheme) in PICTURES.items():
        page, picture = OUT / f"{name}.html", OUT / f"{name}.png"
        # Headless Chromium makes no window narrower than 500 pixels; a frame can be as narrow as a telephone.
        page.write_text(RENDERINGS["html"](report), "utf-8")
        with tempfile.TemporaryDirectory() as folder:
            frame = Path(folder, "frame.html")
            frame.write_text(
                f'<body style="margin:0"><iframe src="{page.as_uri()}" style="border:0" width={width} height={HEIGHT}></iframe>'
            )
            command = [
                *(browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
                *(
                    f"--user-data-dir={folder}/profile",
                    f"--blink-settings=preferredColorScheme={int(scheme == 'light')}",
                ),
                *(f"--window-size={max(width, 500)},{HEIGHT}", f"--screenshot={picture}", frame.as_uri()),
            ]
            picture.unlink(missing_ok=True)
            subprocess.run(command, check=False, capture_output=True, timeout=120)
        if not picture.is_file():
            print(f"{browser} took no picture of {page}", file=sys.stderr)
            return 1
        print(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
