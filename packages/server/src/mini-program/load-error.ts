/** Why a Mini Program’s folder could not be loaded. */

/** Says the file, as it was given, and the line where it is known. */
export class LoadError extends Error {
  readonly file: string
  readonly line: number | null

  constructor(file: string, line: number | null, reason: string, cause?: unknown) {
    super(`${file}${line === null ? '' : `:${line}`}: ${reason}`, cause === undefined ? {} : { cause })
    this.name = 'LoadError'
    this.file = file
    this.line = line
  }
}

/** Reads JSON of a file. @throws LoadError with the line */
export function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const at = /position (\d+)/.exec(reason)?.[1]
    const line = /line (\d+)/.exec(reason)?.[1] ?? (at && text.slice(0, Number(at)).split('\n').length)
    throw new LoadError(file, line === undefined ? null : Number(line), `no JSON: ${reason}`, error)
  }
}
