/** What a stream is shown on: how wide it is, and whether in colour. */

import { styleText } from 'node:util'

type Format = Parameters<typeof styleText>[0]

export interface Screen {
  /** Whether it is a terminal, which a person looks at. */
  readonly terminal: boolean
  /** Width of the terminal; Infinity elsewhere, where nothing is wrapped. */
  readonly columns: number
  /** The text in colour, where colour is shown. */
  style(format: Format, text: string): string
}

/** No terminal, and no colour. */
export const PLAIN: Screen = {
  terminal: false,
  columns: Number.POSITIVE_INFINITY,
  style: (_, text) => text,
}

/** Colour where there is a terminal that has it; `NO_COLOR` and `FORCE_COLOR` decide otherwise, as everywhere in Node. */
export function screenOf(stream: NodeJS.WriteStream): Screen {
  return {
    terminal: stream.isTTY === true,
    get columns() {
      return stream.columns || Number.POSITIVE_INFINITY
    },
    style: (format, text) => styleText(format, text, { stream }),
  }
}
