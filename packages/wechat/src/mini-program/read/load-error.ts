/** Why a Mini Program's folder could not be loaded. */

/** Names the file and, where they are known, line and column: `app.js:3:7: Unexpected token`. */
export class LoadError extends Error {
  readonly file: string
  /** The first is 1; null: not known. */
  readonly line: number | null
  /** The first is 1; null: not known. */
  readonly column: number | null
  /** What is wrong, without the place. */
  readonly reason: string

  constructor(file: string, line: number | null, reason: string, cause?: unknown, column?: number) {
    const place = [file, line, line === null ? undefined : column].filter((part) => part != null).join(':')
    super(`${place}: ${reason}`, cause === undefined ? {} : { cause })
    this.name = 'LoadError'
    this.file = file
    this.line = line
    this.column = (line !== null && column) || null
    this.reason = reason
  }
}

/** A LoadError as it is written into a bundle. */
export type FileFault = Pick<LoadError, 'file' | 'line' | 'reason'> & { column?: number | null }

/** Parses the JSON of a file. @throws LoadError with line and column */
export function parseJson(file: string, text: string): unknown {
  const withoutMark = text.replace(/^\uFEFF/, '')
  try {
    return JSON.parse(withoutMark)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const before = withoutMark.slice(0, faultPosition(withoutMark, reason)).split('\n')
    const words = reason.replace(
      /, (\.\.\.)?"[\s\S]*"(\.\.\.)? is not valid JSON$| in JSON at position.*$/,
      '',
    )
    throw new LoadError(
      file,
      before.length,
      `this is not JSON: ${words}`,
      error,
      (before.at(-1) as string).length + 1,
    )
  }
}

/** Where the parser stopped. V8 names the position of every fault but an unexpected token. */
function faultPosition(text: string, reason: string): number {
  const named = /position (\d+)/.exec(reason)?.[1]
  if (named !== undefined) return Number(named)
  if (!isUnexpected(reason)) return text.length
  // A text that is cut off before the token has another fault, so the shortest one with this fault ends at it.
  let [good, bad] = [0, text.length]
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (hasUnexpectedToken(text.slice(0, middle))) bad = middle
    else good = middle
  }
  return good
}

const isUnexpected = (reason: string) => reason.startsWith('Unexpected token')

function hasUnexpectedToken(text: string): boolean {
  try {
    JSON.parse(text)
    return false
  } catch (error) {
    return isUnexpected((error as Error).message)
  }
}
