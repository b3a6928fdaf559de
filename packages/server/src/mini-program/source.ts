/** A script as it stands in the folder, made ready to run: ES modules and TypeScript become CommonJS, line by line. */

import { createRequire } from 'node:module'
import { LoadError } from './load-error.ts'

/** ES module syntax, or `import(…)`, at the place where it can stand. */
const ES_MODULE =
  /^\s*(?:import\s*['"{*\w]|export\s+(?:default|const|let|var|function|class|async|abstract|enum|type|interface|namespace|declare|\{|\*)|export\s*[{*])|\bimport\s*\(/m

type Sucrase = typeof import('sucrase')
let sucrase: Sucrase | undefined

/** @param file absolute path @throws LoadError with the line of a syntax error */
export function runnable(file: string, text: string): string {
  const source = text.replace(/^\uFEFF/, '')
  const typescript = file.endsWith('.ts')
  if (!typescript && !ES_MODULE.test(source)) return source
  // An eighth of a second to load: only where something is to be changed.
  sucrase ??= createRequire(import.meta.url)('sucrase') as Sucrase
  try {
    return sucrase.transform(source, {
      transforms: typescript ? ['imports', 'typescript'] : ['imports'],
      disableESTransforms: true,
      production: true,
    }).code
  } catch (error) {
    const { message, loc } = error as Error & { loc?: { line: number } }
    throw new LoadError(file, loc?.line ?? null, message.replace(/^Error transforming [^:]*: /, ''), error)
  }
}
