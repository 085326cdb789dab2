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
  viridis: "AEQBVB1HKHg5PUqJcSWCjpEeoIekLLF9u1PFZ9iX2D7tz+Ec9eTjGP/95yQ=",
  magma: "AAAAAxAKByIlIxFSNDwPcUZaFX5slSyAj85AcKbtWV+193NcyP2XaOT+y47/+/y/",
  inferno: "AAAAAxAKByMkJwtSMT4JZkdiFG5mkyVnisk/SqrtaCXD+pMGzPukCt35xSzs8+JZ+PP2if/8/qQ=",
  plasma: "AAwHhgolBZEsXwCmQ4IEp2GqJJST3F1mwPiVQOH9xib98PUl/+/4IQ==",
  cividis: "AAAiTRUAMHAXADFwHxg3bzU3RmxoaGpwioWDeLm0p2/f3MhY9vbdPfz94zP//ec3",
  turbo:
    "ADASOws8MoUWQ1C+IUZt5ixFifw2OaL8QyPC5E8X2sRYHuivYzv0jXR8/lZ+nv0+ibv0NJ3o1Tiq+bo4uv2P" +
    "KMvxXRPc1zYG7bEZAf96BAI=",
  rainbow: "AAAAACAAAP9gAP//kAD/AMD//wD//wAA",
};

export const COLORMAPS: readonly string[] = /* @__PURE__ */ Object.keys(STOPS);

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
