/** Conditions and data as JSON: dates, regular expressions and commands (`_.gt(3)`) are marked by a `$type`. */

/** A command, `_.gt(3)`; also `serverDate` and `regexp`. Logical ones can follow each other: `_.gt(3).and(_.lt(9))`. */
export class Command {
  readonly op: string
  readonly args: readonly unknown[]

  constructor(op: string, args: readonly unknown[]) {
    this.op = op
    this.args = args
  }
}

/** What `encode` makes: JSON. */
export type Wire = unknown

/** A copy as JSON. What JSON has not and WeChat's database has not either is left out. */
export function encode(value: unknown): Wire {
  if (value instanceof Command) return { $type: 'command', op: value.op, args: value.args.map(encode) }
  // By their tags: those of a Mini Program's own realm are no instances of this one's classes.
  switch (Object.prototype.toString.call(value)) {
    case '[object Date]':
      return { $type: 'date', ms: (value as Date).getTime() }
    case '[object RegExp]': {
      const { source, flags } = value as RegExp
      return { $type: 'command', op: 'regexp', args: [source, flags] }
    }
    case '[object Array]':
      return (value as unknown[]).map((item) => encode(item) ?? null)
    case '[object Object]': {
      const fields = Object.entries(value as object).map(([name, field]) => [name, encode(field)])
      return Object.fromEntries(fields.filter(([, field]) => field !== undefined))
    }
    case '[object Number]':
    case '[object String]':
    case '[object Boolean]':
    case '[object Null]':
      return value
    default:
      return undefined
  }
}

/** The opposite of `encode`, with dates and commands. */
export function decode(wire: Wire): unknown {
  if (Array.isArray(wire)) return wire.map(decode)
  if (typeof wire !== 'object' || wire === null) return wire
  const { $type, op, args, ms } = wire as { $type?: string; op: string; args: Wire[]; ms: number }
  if ($type === 'date') return new Date(ms)
  if ($type === 'command') return new Command(op, args.map(decode))
  return Object.fromEntries(Object.entries(wire).map(([name, field]) => [name, decode(field)]))
}

/** An object with fields, and not a date, a list or a command. */
export function isFields(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]' && !(value instanceof Command)
}
