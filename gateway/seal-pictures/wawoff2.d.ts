declare module 'wawoff2' {
  /** The TrueType or OpenType font in a WOFF2 file (W3C WOFF 2.0). Rejects what is none. */
  export function decompress(woff2: Uint8Array): Promise<Uint8Array>;
}
