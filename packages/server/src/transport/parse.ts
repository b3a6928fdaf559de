/**
 * Checks input against a schema. The refusal has one fault for each field, in WeChat's form: `sn` `should be String instead
 * of Undefined`.
 */

import { CallgrantError, type Fault } from '@callgrant/protocol'
import type { z } from 'zod'
import type { $ZodIssue, $ZodRawIssue } from 'zod/v4/core'

/** Most faults that an answer lists; a body of 64 KiB can have thousands. */
const FAULTS_MAX = 20

/**
 * Checks `data` and returns the output of the schema.
 * @param whole name for a fault of `data` as a whole: `body`, `query`
 * @throws CallgrantError `bad_request` with `faults`
 */
export function parseOrRefuse<S extends z.ZodType>(schema: S, data: unknown, whole = 'body'): z.output<S> {
  const result = schema.safeParse(data, { error: inWords, reportInput: true })
  if (result.success) return result.data
  if (data === null || data === undefined) return refuseMissing(schema, whole)
  throw new CallgrantError('bad_request', { faults: faultsOf(result.error.issues, data, whole) })
}

/** The faults for zod's issues; of a union, those of the branch that fits the data best. */
function faultsOf(issues: readonly $ZodIssue[], data: unknown, whole = 'body'): Fault[] {
  const faults: Fault[] = []
  for (const { path, message } of issues.flatMap((issue) => flatten(issue, data))) {
    if (faults.length === FAULTS_MAX) break
    faults.push({ parameter: path.length === 0 ? whole : path.join('.').slice(0, 128), message })
  }
  return faults
}

/** Nothing was sent: lists the fields that are missing, which helps more than "should be Object". */
function refuseMissing(schema: z.ZodType, whole: string): never {
  const empty = schema.safeParse({}, { error: inWords })
  const faults = empty.success
    ? [{ parameter: whole, message: 'should be Object instead of Undefined' }]
    : faultsOf(empty.error.issues, {}, whole)
  throw new CallgrantError('bad_request', { faults })
}

interface Flat {
  path: PropertyKey[]
  message: string
}

function flatten(issue: $ZodIssue, data: unknown): Flat[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: 'is not a field of this request',
    }))
  }
  if (issue.code !== 'invalid_union') return [{ path: issue.path, message: issue.message }]
  const here = at(data, issue.path)
  const branches = issue.errors.filter((branch) => !branch.some(isWrongType))
  const nearest = branches.toSorted((a, b) => distance(a, here) - distance(b, here))[0]
  if (!nearest) return [{ path: issue.path, message: unionWords(issue.errors, here) }]
  const values = branches.flatMap((branch) => branch.flatMap((i) => (i.path.length === 0 ? valuesOf(i) : [])))
  if (values.length > 1) {
    // The branch checked the value after a conversion, so its issue says whether the type is wrong.
    const wrongType = branches[0]?.find(
      (inner) => inner.code === 'invalid_value' && isOtherType(inner.values, inner.input),
    )
    return [{ path: issue.path, message: wrongType?.message ?? `should be one of ${values.join(', ')}` }]
  }
  return nearest.flatMap((inner) =>
    flatten({ ...inner, path: [...issue.path, ...inner.path] } as $ZodIssue, data),
  )
}

/** How badly data fits a branch: unknown fields, and constants that differ. Ties go to the first branch. */
function distance(branch: readonly $ZodIssue[], here: unknown): number {
  let far = 0
  for (const issue of branch) {
    if (issue.code === 'unrecognized_keys') far += issue.keys.length
    if (issue.code === 'invalid_value' && issue.values.length === 1 && at(here, issue.path) !== undefined)
      far += 4
  }
  return far
}

function isWrongType(issue: $ZodIssue): boolean {
  return issue.path.length === 0 && issue.code === 'invalid_type'
}

function valuesOf(issue: $ZodIssue): unknown[] {
  return issue.code === 'invalid_value' ? [...issue.values] : []
}

function unionWords(branches: readonly (readonly $ZodIssue[])[], here: unknown): string {
  const types = new Set(
    branches.flatMap((branch) =>
      branch.map((i) => (i.code === 'invalid_type' ? typeName(i.expected) : 'Object')),
    ),
  )
  return `should be ${[...types].join(' or ')} instead of ${typeOf(here)}`
}

function isOtherType(values: readonly unknown[], input: unknown): boolean {
  return typeof values[0] !== typeof input
}

function valuesWords(values: readonly unknown[], input: unknown): string {
  const wanted = values[0]
  if (isOtherType(values, input)) return `should be ${typeOf(wanted)} instead of ${typeOf(input)}`
  return values.length === 1 ? `should be ${String(wanted)}` : `should be one of ${values.join(', ')}`
}

/** Messages in the place of zod's; a message of the schema itself takes precedence. */
function inWords(issue: $ZodRawIssue): string | undefined {
  const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' items' : ''
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'int' || issue.format === 'safeint') return 'should be a whole number'
      if (Number.isNaN(issue.input)) return 'should be a number'
      return `should be ${typeName(String(issue.expected))} instead of ${typeOf(issue.input)}`
    case 'invalid_value':
      return valuesWords(issue.values as unknown[], issue.input)
    case 'too_small':
      return `should be at least ${issue.minimum}${unit}`
    case 'too_big':
      return `should be at most ${issue.maximum}${unit}`
    case 'invalid_format':
      return `should be a valid ${issue.format}`
    default:
      return undefined
  }
}

function typeName(expected: string): string {
  return expected.charAt(0).toUpperCase() + expected.slice(1)
}

function typeOf(value: unknown): string {
  if (value === null) return 'Null'
  return Array.isArray(value) ? 'Array' : typeName(typeof value)
}

function at(data: unknown, path: readonly PropertyKey[]): unknown {
  let here = data
  for (const key of path) {
    if (here === null || typeof here !== 'object' || !Object.hasOwn(here, key)) return undefined
    here = (here as Record<PropertyKey, unknown>)[key]
  }
  return here
}
