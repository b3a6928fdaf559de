/** Parameter checks in WeChat's words: `parameter.sn should be String instead of Undefined`. */

import { CallgrantError, type Fault } from '@callgrant/protocol/errors'

/** WeChat's name for the type of a value. */
export function typeName(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}

type TypeName = 'String' | 'Number' | 'Boolean' | 'Object' | 'Array'

/** Collects the faults of one request and throws them together. */
export class Check {
  readonly #faults: Fault[] = []
  readonly #values: Record<string, unknown>

  /** @param value what was passed. @throws CallgrantError `bad_request` at once when it is no object */
  constructor(value: unknown) {
    const type = typeName(value)
    this.#values = type === 'Object' ? (value as Record<string, unknown>) : {}
    if (type !== 'Object') throw faults([{ parameter: '', message: `should be Object instead of ${type}` }])
  }

  /** A required parameter. @returns true when it is of that type; otherwise a fault is added */
  needs(parameter: string, type: TypeName): boolean {
    const is = typeName(this.#values[parameter])
    if (is !== type) this.fault(parameter, `should be ${type} instead of ${is}`)
    return is === type
  }

  /** An optional parameter. @returns true when it is of that type; another type is a fault */
  takes(parameter: string, type: TypeName): boolean {
    return this.#values[parameter] !== undefined && this.needs(parameter, type)
  }

  /** One of these values; may be absent unless `required`. */
  oneOf(parameter: string, allowed: readonly (string | number)[], required = false): void {
    const value = this.#values[parameter] as string | number
    if (value === undefined && !required) return
    const type = typeName(allowed[0]) as TypeName
    if (!this.needs(parameter, type) || allowed.includes(value)) return
    this.fault(parameter, `should be ${allowed.join(' or ')}, got ${value}`)
  }

  /** The value of a parameter, for checks that have no method here. */
  value(parameter: string): unknown {
    return this.#values[parameter]
  }

  fault(parameter: string, message: string): void {
    this.#faults.push({ parameter, message })
  }

  /** @throws CallgrantError `bad_request` with every fault */
  done(): void {
    if (this.#faults.length > 0) throw faults(this.#faults)
  }
}

/** The clauses of WeChat's message, one for each fault. */
export function faultClauses(list: Fault[]): string {
  // An option that is no object at all has no name.
  return list.map(({ parameter, message }) => `parameter${parameter && `.${parameter}`} ${message};`).join('')
}

function faults(list: Fault[]): CallgrantError {
  return new CallgrantError('bad_request', { faults: list })
}
