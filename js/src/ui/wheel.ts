// The wheel: how many slices a turn of it is.

/** Pixels of wheel movement that make one slice: a notch of a mouse wheel, and on a touchpad. */
const NOTCH = 120;
const GLIDE = 40;

/** Movement in pixels, whatever the browser counts in. */
export function wheelPixels({ deltaY, deltaMode }: WheelEvent): number {
  return deltaY * ([1, 16, 400][deltaMode] ?? 1);
}

/** Whole steps; what a touchpad leaves over counts with its next movement. */
export function wheelSteps(): (pixels: number) => number {
  let rest = 0;
  return (pixels) => {
    if (Math.abs(pixels) >= NOTCH / 2) {
      rest = 0;
      return Math.sign(pixels) * Math.max(1, Math.round(Math.abs(pixels) / NOTCH));
    }
    rest = Math.sign(rest) === Math.sign(pixels) ? rest + pixels : pixels;
    const steps = Math.trunc(rest / GLIDE);
    rest -= steps * GLIDE;
    return steps;
  };
}
