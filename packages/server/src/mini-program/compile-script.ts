/** A script of a Mini Program, ES module or TypeScript, to what `require` runs. */

import { transform } from 'sucrase'

/** @throws SyntaxError with the file's name, line and column */
export function compileScript(source: string, file: string): string {
  const { code } = transform(source, {
    transforms: file.endsWith('.ts') ? ['imports', 'typescript'] : ['imports'],
    filePath: file,
    // Newer syntax is left as it is: Node and browsers of today run it.
    disableESTransforms: true,
  })
  return code
}
