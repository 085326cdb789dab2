"""What is known of a patient, and taken out of everything that is kept."""

from dicomwidgets.deidentification.known.cleaning import clean, clean_bytes
from dicomwidgets.deidentification.known.known import MASK, Hit, Known
from dicomwidgets.deidentification.known.sources import KNOWN_TAGS, PERSON, kind_of

__all__ = ["KNOWN_TAGS", "MASK", "PERSON", "Hit", "Known", "clean", "clean_bytes", "kind_of"]
