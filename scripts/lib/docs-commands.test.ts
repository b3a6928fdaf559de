/** Every line of `callgrant` in the documentation is a command that there is, with options that it takes. */

import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../packages/server/src/cli/commands/index.ts'
import { commonOptions } from '../../packages/server/src/cli/parse.ts'

const root = resolve(import.meta.dirname, '../..')
const PAGES = globSync(['README*.md', 'docs/**/*.md', 'examples/*/README*.md', 'packages/*/README.md'], {
  cwd: root,
})

/** What is wrong with a line, or null. */
function faultOf(line: string): string | null {
  const words = line.replace(/\s+#.*$/, '').split(/\s+/)
  const command = COMMANDS.find(({ name }) => name === words.slice(0, name.split(' ').length).join(' '))
  if (!command) return `there is no command: ${line}`
  const known = new Set(Object.keys({ ...command.options, ...commonOptions(command) }))
  const unknown = [...line.matchAll(/(?<=\s)--([a-z-]+)/g)]
    .map(([, name = '']) => name)
    .filter((name) => !known.has(name))
  return unknown.length > 0 ? `--${unknown.join(', --')} of: ${line}` : null
}

test('commands in blocks of shell', () => {
  const faults: string[] = []
  let lines = 0
  for (const page of PAGES) {
    const text = readFileSync(join(root, page), 'utf8')
    for (const [, , code = ''] of text.matchAll(/^( *)```sh\n(.*?)^\1```$/gms)) {
      const joined = code.replace(/\\\n\s*/g, ' ')
      for (const [, line = ''] of joined.matchAll(/(?:^ *|\$\()(?:npx )?callgrant ([a-z][^|)\n]*)/gm)) {
        lines += 1
        const fault = faultOf(line.trim())
        if (fault) faults.push(`${page}: ${fault}`)
      }
    }
  }
  expect(faults).toEqual([])
  expect(lines).toBeGreaterThan(50)
})
