"""Takes the pictures of the docs in a real JupyterLab: light and dark, 600 and 1,400 pixels wide.

``PYTHONPATH=tests .venv/bin/python docs/make_screenshots.py [widget …]``, then look at them.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import numpy as np
from browser.lab import Lab, LabPage
from PIL import Image

FOLDER = Path(__file__).parent / "_static/screenshots"
THEMES = ("light", "dark")
WIDTHS = (1400, 600)
MOST_BYTES = 60_000
GREY_TOLERANCE = 12
README = {"series_viewer": 0, "header_table": 0, "anonymization_preview": 566}
README_SIZE = (484, 480)
MAKE = """\
import tempfile
import dicomwidgets as dw
from dicomwidgets import samples
folder = samples.write_ct_folder(tempfile.mkdtemp())
"""
WIDGETS = {
    "series_viewer": "dw.view(folder, index=66, window_center=40, window_width=400)",
    "series_viewer_panels": """\
heads = [*samples.mr(30, 256), *samples.mr(18, 256, weighting="T2")]
dw.view(heads, index=15, panels="1x2")""",
    "series_viewer_measurements": """\
viewer = dw.view(folder, index=66, window_center=40, window_width=400)
viewer.measurements.add("ruler", [(150, 128), (366, 128)], label="Chest")
viewer.measurements.add("angle", [(230, 330), (256, 372), (300, 352)])
viewer.measurements.add("ellipse", [(268, 196), (316, 240)], label="Heart")
viewer.measurements.add("rectangle", [(120, 240), (176, 288)], label="Lung")
viewer""",
    "header_table": "dw.inspect(folder)",
    "header_diff": """\
from copy import deepcopy
before = next(iter(samples.ct(1, 64)))
after = deepcopy(before)
after.PatientName, after.StudyDate, after.SliceThickness = "Doe^John^A", "20240131", "2.00"
after.SOPInstanceUID, after.KVP = after.SOPInstanceUID[:-2] + "42", "100"
del after.Manufacturer
after.InstitutionName = "Elsewhere"
dw.compare(before, after, labels=("before", "after"), height=280)""",
    "quiz_card": """\
card = dw.quiz("lung-window", hints_seen=1)
card.widget.window_center, card.widget.window_width = -600, 1500
card""",
    "report_viewer": "dw.read_report(samples.sr(), images=folder)",
    "report_viewer_ecg": "dw.read_report(samples.ecg(), height=300)",
    "display_lab": "dw.lab(folder, index=66, pixel=(300, 220))",
    "transcode_preview": "dw.TranscodePreview(folder, index=66, to='JPEG2000', ratio=40)",
    "anonymization_preview": "dw.anonymize(folder, index=66)",
    "collection_browser": """\
from pathlib import Path
archive = Path(tempfile.mkdtemp())
samples.dirty_archive(archive / "dirty")
for number, slices in enumerate((samples.ct(9, 128), samples.mr(9, 128), samples.pet(9, 64))):
    for place, one in enumerate(slices):
        one.save_as(archive / f"{number}-{place}.dcm", enforce_file_format=True)
dw.browse(archive, height=460)""",
}


def take(page: LabPage, widget: str) -> None:
    """Take the four pictures of the widget in the notebook's second cell."""
    root = page.output(1).locator(".dicomwidgets").first
    root.wait_for()
    page.page.wait_for_timeout(3000)
    for theme in THEMES:
        page.theme(theme)
        for width in WIDTHS:
            page.width(width, height=1600)
            root.scroll_into_view_if_needed()
            screen = root.locator(".dw-screen").first
            if screen.count():
                # The cursor over the image, so that the probe has something to say.
                box = screen.bounding_box() or {"width": 0, "height": 0}
                screen.hover(position={"x": box["width"] * 0.45, "y": box["height"] * 0.4})
            page.page.wait_for_timeout(800)
            picture = small(root.screenshot(animations="disabled"))
            file = FOLDER / f"{widget}-{theme}-{width}.png"
            file.write_bytes(picture)
            print(f"{file.name}: {len(picture) // 1000} kB")


def shorten() -> None:
    """Make the three pictures of the README of those taken: of one size, from a height on."""
    for widget, top_row in README.items():
        whole = Image.open(FOLDER / f"{widget}-light-600.png").convert("RGB")
        top = Image.new("RGB", README_SIZE, "white")
        top.paste(whole.crop((0, top_row, README_SIZE[0], top_row + README_SIZE[1])))
        out = BytesIO()
        top.save(out, "PNG")
        (FOLDER / f"readme-{widget}.png").write_bytes(small(out.getvalue()))


def small(png: bytes) -> bytes:
    """Return the picture with as many greys, then as many pixels, as fit into `MOST_BYTES`."""
    full = Image.open(BytesIO(png)).convert("RGB")
    for share in (1, 0.85, 0.7, 0.6, 0.5):
        size = (round(full.width * share), round(full.height * share))
        image = full if share == 1 else full.resize(size, Image.Resampling.LANCZOS)
        for greys in (192, 96, 48, 32, 24, 16):
            out = BytesIO()
            indexed(image, greys).save(out, "PNG", optimize=True)
            if out.tell() <= MOST_BYTES:
                return out.getvalue()
    raise ValueError("no picture small enough")


def indexed(image: Image.Image, greys: int, colors: int = 48) -> Image.Image:
    """Return the picture with that many greys, which stay grey, and that many colours."""
    rgb = np.asarray(image)
    colored = np.ptp(rgb, axis=2) > GREY_TOLERANCE
    index = np.rint(rgb[..., 1] * ((greys - 1) / 255)).astype(np.uint8)
    palette = np.repeat(np.rint(np.linspace(0, 255, greys)).astype(np.uint8), 3)
    if colored.any():
        strip = Image.fromarray(rgb[colored][None]).quantize(colors, dither=Image.Dither.NONE)
        index[colored] = np.asarray(strip)[0] + greys
        palette = np.concatenate([palette, np.array(strip.getpalette(), np.uint8)])
    picture = Image.fromarray(index, "P")
    picture.putpalette(palette.tolist())
    return picture


def main() -> None:
    """Take the pictures of all widgets, or of those named on the command line."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with Lab() as lab:
        for widget in sys.argv[1:] or WIDGETS:
            with lab.notebook([MAKE, WIDGETS[widget]]) as page:
                page.run_all()
                take(page, widget)
    shorten()


if __name__ == "__main__":
    main()
