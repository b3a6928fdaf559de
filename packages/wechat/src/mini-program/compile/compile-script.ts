/**
 * Makes a script of the folder ready to run as the body of a function: ES modules and TypeScript become CommonJS, each
 * line in its place. What a script is, a parser says.
 */

import { createRequire } from 'node:module'
import { compileFunction } from 'node:vm'
import type { Options, Program } from 'acorn'
import { LoadError } from '../read/load-error.ts'
import { convertDynamicImports, convertEsModule, isEsModule } from './es-module.ts'

// Both take time to load, so they are loaded only where a script needs them.
const load = createRequire(import.meta.url)
let sucrase: typeof import('sucrase') | undefined
let acorn: typeof import('acorn') | undefined

/** @param file its name, for errors @throws LoadError with line and column of a syntax error */
export function compileScript(file: string, text: string): string {
  const source = text.replace(/^\uFEFF/, '').replace(/^#!.*/, '')
  const script = file.endsWith('.ts') ? withoutTypes(file, source) : source
  const asItIs = syntaxError(script)
  if (!asItIs && !/\bimport\b/.test(script)) return script
  const program = parse(file, script)
  const code = isEsModule(program) ? convertEsModule(script, program) : convertDynamicImports(script, program)
  const wrong = syntaxError(code)
  if (!wrong) return code
  // What only a strict parser refuses: where it stands, this one knows.
  parse(file, script, 'module')
  throw new LoadError(file, lineOf(wrong), wrong.message, wrong)
}

/**
 * @param sourceType default: as a script, since what is mixed with CommonJS need not be strict
 * @throws LoadError
 */
function parse(file: string, script: string, sourceType: 'script' | 'module' = 'script'): Program {
  acorn ??= load('acorn') as typeof import('acorn')
  const options: Options = {
    ecmaVersion: 'latest',
    allowReturnOutsideFunction: true,
    allowSuperOutsideMethod: true,
  }
  try {
    return acorn.parse(script, {
      ...options,
      sourceType,
      allowImportExportEverywhere: sourceType === 'script',
    })
  } catch (error) {
    const { message, loc } = error as Error & { loc?: { line: number; column: number } }
    const reason = message.replace(/ \(\d+:\d+\)$/, '')
    throw new LoadError(file, loc?.line ?? null, reason, error, loc && loc.column + 1)
  }
}

/** Without the types: what is left has the same lines. @throws LoadError */
function withoutTypes(file: string, source: string): string {
  sucrase ??= load('sucrase') as typeof import('sucrase')
  try {
    return sucrase.transform(source, {
      transforms: ['typescript'],
      disableESTransforms: true,
      production: true,
    }).code
  } catch (error) {
    const { message, loc } = error as Error & { loc?: { line: number; column: number } }
    const reason = message.replace(/^Error transforming [^:]*: /, '').replace(/ \(\d+:\d+\)$/, '')
    throw new LoadError(file, loc?.line ?? null, reason, error, loc?.column)
  }
}

const PLACE = 'script of the Mini Program'

/** What the engine itself says of the syntax, as the body of a function; null: nothing is wrong. */
function syntaxError(code: string): Error | null {
  try {
    compileFunction(code, ['require', 'module', 'exports'], { filename: PLACE })
    return null
  } catch (error) {
    return error as Error
  }
}

function lineOf({ stack = '' }: Error): number | null {
  const line = new RegExp(`${PLACE}:(\\d+)`).exec(stack)?.[1]
  return line ? Number(line) : null
}
