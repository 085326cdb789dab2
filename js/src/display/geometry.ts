// Where a frame lies in the patient (PS3.3 C.7.6.2). Twin of dicomwidgets/display/geometry.py.

import type { FrameGeometry } from "../sync/messages.ts";

/** Patient position (LPS, mm) of a point of the frame, (0, 0) being the centre of the top left
 * pixel; null where position, orientation or spacing is unknown. */
export function patientPosition(
  { position, orientation, spacing }: FrameGeometry,
  column: number,
  row: number,
): [number, number, number] | null {
  if (!position || !orientation || !spacing) return null;
  const right = column * spacing[1];
  const down = row * spacing[0];
  const at = (axis: 0 | 1 | 2) =>
    position[axis] + orientation[axis] * right + (orientation[axis + 3] as number) * down;
  return [at(0), at(1), at(2)];
}
