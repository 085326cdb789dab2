// Recordings as lines on millimetre paper: pure, so that it is tested in Node.

/** CSS pixels a millimetre. */
export const MM = 96 / 25.4;

const MILLIVOLTS: Record<string, number> = { µV: 0.001, uV: 0.001, mV: 1, V: 1000 };

/** Whether a unit is one of the voltage: all are drawn to the same scale. */
export const isVoltage = (unit: string) => unit in MILLIVOLTS;

/** Speeds of the paper in millimetres a second; 25 is the usual one. */
export const SPEEDS = [6.25, 12.5, 25, 50, 100, 200];

/** The next faster or slower speed; the same at the end. */
export function nextSpeed(speed: number, step: 1 | -1): number {
  return SPEEDS[SPEEDS.indexOf(speed) + step] ?? speed;
}

/** Where the paper begins, in seconds, so that what is at pixel `x` stays there at another speed. */
export function startAbout(start: number, x: number, from: number, to: number): number {
  return start + x / (from * MM) - x / (to * MM);
}

export interface Scale {
  /** Millimetres a unit. */
  perUnit: number;
  /** What stands in the middle of the lane, in units. */
  middle: number;
  words: string;
}

/**
 * How tall a value is drawn: voltages of a heart by `gain` (mm/mV) around zero, everything else so
 * that it fills `room` millimetres.
 */
export function scaleOf(unit: string, values: Float32Array, gain: number, room: number): Scale {
  const factor = MILLIVOLTS[unit];
  if (factor !== undefined) return { perUnit: gain * factor, middle: 0, words: "" };
  const [low, high] = rangeOf(values);
  const perUnit = high > low ? room / (high - low) : 1;
  const words = high > low ? `${short(low)} to ${short(high)} ${unit}`.trim() : short(low);
  return { perUnit, middle: (low + high) / 2, words };
}

function rangeOf(values: Float32Array): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 0];
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/**
 * The path of a trace: its first sample at x = `x0`, `step` pixels a sample, y counted down from
 * `center`. Where several samples share a pixel its lowest and highest are drawn; what is no number
 * is a gap.
 */
export function tracePath(
  values: Float32Array,
  { x0, step, center, height }: { x0: number; step: number; center: number; height: number },
  middle: number,
): string {
  const at = (value: number) => (center - (value - middle) * height).toFixed(1);
  const parts: string[] = [];
  let pen = "M";
  const share = Math.max(1, Math.floor(0.5 / step));
  for (let first = 0; first < values.length; first += share) {
    const last = Math.min(first + share, values.length);
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = first; i < last; i++) {
      const value = values[i] ?? Number.NaN;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (low > high) {
      pen = "M";
      continue;
    }
    const x = (x0 + first * step).toFixed(1);
    const falling = (values[first] ?? 0) >= (values[last - 1] ?? 0);
    const [one, two] = falling ? [high, low] : [low, high];
    parts.push(`${pen}${x} ${at(one)}`);
    if (one !== two) parts.push(`L${x} ${at(two)}`);
    pen = "L";
  }
  return parts.join("");
}
