/** The package describes its main file, not this one, which bundlers can take apart. */
declare module 'abort-controller/dist/abort-controller.mjs' {
  export const AbortController: unknown
  export const AbortSignal: unknown
}
