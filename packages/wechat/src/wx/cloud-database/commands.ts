/** `db.command`: what can stand for a value in a condition or an update. */

import { Command } from './wire.ts'

const QUERY = [
  'eq',
  'neq',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'nin',
  'exists',
  'mod',
  'size',
  'all',
  'elemMatch',
] as const
const LOGIC = ['and', 'or', 'nor', 'not'] as const
const UPDATE = [
  'set',
  'remove',
  'inc',
  'mul',
  'min',
  'max',
  'rename',
  'push',
  'pop',
  'shift',
  'unshift',
  'addToSet',
  'pull',
  'pullAll',
] as const

type Queries = (typeof QUERY)[number] | (typeof LOGIC)[number]
interface QueryMethods extends Record<Queries, (...args: unknown[]) => QueryCommand> {}
/** A condition; others can follow it: `_.gt(3).and(_.lt(9))`, `_.eq(1).or(_.eq(2))`. */
export interface QueryCommand extends Command, QueryMethods {}
export interface DatabaseCommand
  extends QueryMethods,
    Record<(typeof UPDATE)[number], (...args: unknown[]) => Command> {}

/** A command with which others can be joined: by `and`, unless `or` or `nor` says otherwise. */
class Chained extends Command {
  static {
    for (const op of [...QUERY, ...LOGIC]) {
      const join = op === 'or' || op === 'nor' || op === 'not' ? op : 'and'
      const value = function (this: Command, ...args: unknown[]) {
        if (op === 'not') return new Chained('not', [this])
        const others = (LOGIC as readonly string[]).includes(op)
          ? args.length === 1 && Array.isArray(args[0])
            ? args[0]
            : args
          : [new Chained(op, args)]
        return new Chained(join, [[this, ...others]])
      }
      Object.defineProperty(Chained.prototype, op, { value })
    }
  }
}

export const COMMANDS = Object.fromEntries([
  ...[...QUERY, ...LOGIC].map((op) => [op, (...args: unknown[]) => new Chained(op, args)]),
  ...UPDATE.map((op) => [op, (...args: unknown[]) => new Command(op, args)]),
]) as DatabaseCommand
