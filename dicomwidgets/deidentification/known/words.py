"""Words that stand where names do and name nobody: of radiology, and particles."""

from __future__ import annotations

__all__ = ["COMMON", "PARTICLES"]

_LIST = """
abdomen adult and angio angle ankle aorta arm arterial ascending at axial back blood body bone
both brain breast by calf cardiac carotid cervical chest child coil colon contrast coronal
cspine ct cta das default delayed der descending diagnostic die dixon dose dwi early elbow exam
examination face feet female femur first flair foetal follow foot for forearm gradient hand has
head heart heel hip hips history image images in is kidney knee knees late lateral left leg
liver lower lspine lumbar lung lungs male mammography mit mpr mprage mr mra mri name native neck
neuro normal oblique of on orbit pa palm pancreas patella patient pediatric pelvis phase
physician position positioned post pre prone prostate protocol pulmonary reconstruction
referring report reported reports requested resting rib ribs right routine sagittal says scan
scanned scout screening seen series shoulder side sinus sitting skull slice spine spleen
standing states sternum stomach study supine t1 t2 the thick thigh thin thoracic thorax to toe
tof total tse tspine ultrasound und upper upright us uterus venous view views was weight were
who will with without wrist xray
"""

COMMON = frozenset(_LIST.split())
"""In lower case."""

_SMALL = """
and anon anonymized anonymous bin dal das del della dem den der des dos frau herr ibn iii las
les los mac miss mme mrs name none patient phantom prof sir test the und unknown van vom von zum
zur
"""

PARTICLES = frozenset(_SMALL.split())
"""Words that are part of many names, or stand where there is none."""
