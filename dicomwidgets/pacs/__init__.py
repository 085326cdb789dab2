"""Servers of images: found, fetched from and sent to by DICOMweb and DIMSE."""
