// Colour maps over screen grey. Twin of dicomwidgets/display/colormap.py.

/** Stops in base64, four bytes each: grey, red, green, blue. Straight lines lie between them. */
const STOPS: Record<string, string> = {
  grey: "AAAAAP////8=",
  hot_iron: "AAAAAH/+AACA/wAAv/9+AP7//Pz/////",
  hot_metal_blue: "AAAAABEAACEqAABTKwAAVEwAAJVVAACnZjIAyHdaAJaIjCAymb5AAKr/YADu/+DI/////w==",
  pet:
    "AAAAAAEAAgE+AH17PwCAfUABfn9fP0C9YUM9wXRoF+d/fgH9gIAA/4KEBPip0VJcwP+AAOn/0qXr/9au/v/8" +
    "+v////8=",
  pet_20_step:
    "AAAAAAwAAAANYABQGWAAUBowMFAmMDBQJzAwcDIwMHAzUFCAP1BQgEBgYLBMYGCwTXBwwFlwcMBagIDgZYCA" +
    "4GYwYDByMGAwczCQMH8wkDCAUMBQjFDAUI1A4ECYQOBAmeDgUKXg4FCm0NBgstDQYLPQsEC/0LBAwNCQAMvQ" +
    "kADMwGAA2MBgANmwMADlsDAA5v8AAPL/AADz/////////w==",
  spring: "AP8A/////wA=",
  summer: "AAD/AH8AwADAAJ+B/QCB+v4AgPz/AID+",
  fall: "AP//AP//AAA=",
  winter: "AAAA/38Af8C+P76gwUHBn/5+/oD/f/+A",
  viridis: "AEQBVBdIIXIrQzqDRThXjHElgo6LHpqJmCGnhKcwtHq4TcJrzHnRUevK4B7y3OIY+e7lG//95yQ=",
  magma: "AAAAAwsFBBceGhBBLTAQZTdCD3RDVRN9XHwjgXenMX2T1ENtpOtWYLH1bFu9+oJfzP2fbOT+y47/+/y/",
  inferno:
    "AAAAAwUBAQsRCwcmHx8MRys0CV83SAtqSWUVbl+IIWp4rzFbjc1CR6LmXC6694MQw/qTBsv7ogjX+7ke5PbT" +
    "P+/x6GT48/aJ//z+pA==",
  plasma: "AAwHhgYdBo0YPwOcMGUApz98AqdKjAqkYKkjlYTPS3Sp7HdUxvqdOt79wSjs+tgk/fD1Jf/v+CE=",
  cividis: "AAAiTRQAMHAXADFwHRQ2bysrP21HSlNrc3Fyc4WBf3iloJd1yMS0aODeyVfz89pC/P3jM//95zc=",
  turbo:
    "ADASOwc4JmwPPz2cGERWxyFGbeYpRoL4L0KR/jc4pftBJr3pShrR0lEX3r9YHuivXy/wmmhN+Xx2hP5Qfp79" +
    "Poaz+DWPyu0znOfXOKj4vjm1/p4uwvl3Hs/sUg7e1DIF7LQbAfqLCQH/egQC",
  rainbow: "AAAAACAAAP9gAP//kAD/AMD//wD//wAA",
};

export const COLORMAPS: readonly string[] = Object.keys(STOPS);

/** Opaque pixels as ImageData holds them on a little-endian machine: one per screen grey. A name
 * that is not known gives grey. */
export function palette(name: string): Uint32Array {
  const table = new Uint32Array(256);
  const stops = stopsOf(STOPS[name] ?? (STOPS.grey as string));
  stops.slice(1).forEach(([stop, ...high], at) => {
    const [start, ...low] = stops[at] as Stop;
    for (let grey = start; grey <= stop; grey++) {
      const [red, green, blue] = low.map((from, channel) => {
        const rise = (((high[channel] ?? 0) - from) * (grey - start)) / (stop - start);
        return Math.floor(from + rise + 0.5);
      }) as [number, number, number];
      table[grey] = packed(red, green, blue);
    }
  });
  return table;
}

type Stop = [grey: number, red: number, green: number, blue: number];

function stopsOf(base64: string): Stop[] {
  const bytes = Array.from(atob(base64), (byte) => byte.charCodeAt(0));
  return bytes.flatMap((_, at) => (at % 4 ? [] : [bytes.slice(at, at + 4) as Stop]));
}

export function packed(red: number, green: number, blue: number): number {
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}
