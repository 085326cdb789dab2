"""What leaves a collection: its files edited, or as other files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from dicomwidgets.display.description import VoiFunction
    from dicomwidgets.editing.bulk.bulk_edit import BulkEdit
    from dicomwidgets.exporting.bulk.export import Export

__all__ = ["Outgoing"]


class Outgoing:
    """How a `Collection` is edited and exported."""

    def edit(
        self,
        changes: Any = None,
        *,
        insert: Mapping[str, Any] | None = None,
        delete: Iterable[str] | str = (),
        files: Iterable[str] | None = None,
        widen: bool = False,
    ) -> BulkEdit:
        """Return edits to be made in all files: rows to look at, then ``.apply("edited/")``.

        Parameters
        ----------
        changes
            A `ChangeSet` or an `Edit` of one file, or new values by path:
            ``{"Manufacturer": "ACME"}``. A file that lacks the element is left as it is.
        insert
            Values of elements to be added, by path.
        delete
            Paths of elements to be removed.
        files
            Names of the files in which they are made, such as ``finding.files``; by default all.
        widen
            Whether a character set may become UTF-8 where it can't spell a value.

        Raises
        ------
        ArgumentError
            If one of them is no edit, or a file is none of these; while it fills.
        """
        from dicomwidgets.collection.bulk import edit_of  # noqa: PLC0415 - when asked

        edits = edit_of(self)  # type: ignore[arg-type]  # it is one
        if changes is None and not insert and not delete:
            return edits
        return edits.also(changes, insert=insert, delete=delete, files=files, widen=widen)

    def export(  # noqa: PLR0913 - what one may ask of an export
        self,
        target: str | os.PathLike[str],
        format: str = "dicom",  # noqa: A002 - its name
        *,
        pattern: str | None = None,
        identifiers: bool | None = None,
        window: Any = None,
        values: str | None = None,
        voi_function: VoiFunction | None = None,
        invert: bool = False,
        colormap: str | None = None,
        overlays: bool = True,
        shutter: bool = True,
        square: bool = False,
        quality: int = 90,
        crop: Sequence[int] | None = None,
        frames: Any = None,
        montage: Any = None,
        fps: float | None = None,
        loop: int = 0,
        arrays: str | None = None,
        volume: Mapping[str, Any] | None = None,
        metadata: str | None = None,
        tags: Iterable[Any] | str | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Export:
        """Plan an export: which files will be written, then ``.run()`` writes them.

        Parameters
        ----------
        target
            The folder to write to, beside the source: empty, or begun by the same export.
        format
            ``"dicom"`` copies files byte for byte; ``"png"``, ``"jpeg"`` and ``"tiff"`` write each
            frame as it is shown; ``"tiff-stack"`` each series as a TIFF of many pages; ``"gif"``,
            ``"webp"`` and ``"apng"`` each series as a film; ``"npy"``, ``"npz"`` and ``"nifti"``
            each series as a volume; ``"csv"`` and ``"json"`` the metadata alone.
        pattern
            Names of the files: keywords in braces, ``{patient}``, ``{study}``, ``{series}``,
            ``{file}`` and ``{frame}`` counted from 1, of single files ``{name}`` and ``{stem}``;
            ``{InstanceNumber:04d}`` has zeros in front.
        identifiers
            Whether values that may identify somebody stand in names and metadata; by default only
            where DICOM is copied. Else they are numbers in names, and masked in metadata.
        window
            (centre, width), the name of a window in common use, or ``None`` for the file's own.
        values
            ``"display"`` (8 bits, as on the screen), ``"stored"`` or ``"modality"``: a PNG has 16
            bits, a TIFF what the values need. Arrays hold ``"modality"`` values by default.
        voi_function, invert, colormap, overlays, shutter, square
            As for `FrameSource.render`.
        quality
            Of a JPEG, 1 to 100.
        crop
            (x0, y0, x1, y1): the part of each frame that is taken, in its pixels.
        frames
            Which frames of each series, by number from 0: one, several, a slice,
            ``"every 10th"``, ``"first"``, ``"middle"`` or ``"last"``; by default all.
        montage
            Each series as one picture of all its frames: ``True``, a number of columns, or such as
            ``{"columns": 6, "step": 5, "width": 128, "labels": True, "gap": 2}``.
        fps, loop
            Of films: frames a second in place of what the files say, and how often they are
            played, 0 for ever.
        arrays
            ``"frames"`` stacks frames in their order in npy and npz, where they are no volume.
        volume
            Of arrays: what `dicomwidgets.volume` is told, such as ``{"gaps": "resample"}``.
        metadata
            ``"csv"`` or ``"json"``: a table of metadata beside the files.
        tags
            What stands in it.
        cancelled
            ``True`` ends the planning.

        Raises
        ------
        ArgumentError
            For what can't be meant; while it fills.
        MissingPackageError
            Where what writes such files is not installed, with the install line.
        """
        from dicomwidgets.collection.bulk import export_of  # noqa: PLC0415 - when asked

        return export_of(
            self,  # type: ignore[arg-type]  # it is one
            target,
            format,
            pattern=pattern,
            identifiers=identifiers,
            asked={
                "window": window,
                "values": values,
                "look": {
                    "voi_function": voi_function,
                    "invert": invert,
                    "colormap": colormap,
                    "overlays": overlays,
                    "shutter": shutter,
                    "square": square,
                    "quality": quality,
                    "crop": crop,
                },
                "frames": frames,
                "montage": montage,
                "fps": fps,
                "loop": loop,
                "arrays": arrays,
                "volume": volume,
            },
            metadata=metadata,
            tags=tags,
            cancelled=cancelled,
        )
