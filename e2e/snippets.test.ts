/** Every block of TypeScript and JavaScript in the documentation compiles under `strict`; those of Taro in e2e/taro. */

import { spawnSync } from 'node:child_process'
import { copyFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { isOfTaro, located, snippets, writeSnippets } from './lib/snippets.ts'

const root = resolve(import.meta.dirname, '..')
const list = snippets().filter((snippet) => !isOfTaro(snippet))

test.each([
  ['TypeScript', /^ts/, /^$/],
  // JavaScript has no way to say the type of a parameter; all else is checked.
  ['JavaScript', /^js/, /error TS(7006|7031):/],
])('the snippets in %s compile under strict', (name, language, allowed) => {
  const folder = join(root, 'e2e/dist/snippets', name)
  const files = writeSnippets(
    folder,
    list.filter((snippet) => language.test(snippet.language)),
  )
  expect(files.size).toBeGreaterThan(10)
  for (const name of ['given.ts', 'react-native.d.ts'])
    copyFileSync(join(root, 'e2e/lib/prelude', name), join(folder, name))
  const compilerOptions = { allowJs: true, checkJs: true }
  const config = { extends: '../../../../tsconfig.json', compilerOptions, include: ['*'], exclude: [] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const tsc = join(root, 'node_modules/.bin/tsc')
  const { stdout, status } = spawnSync(tsc, ['-p', folder, '--pretty', 'false'], { encoding: 'utf8' })
  const errors = located(stdout, files)
  expect(errors.filter((error) => !allowed.test(error))).toEqual([])
  // Nothing went wrong but what was said.
  expect(status === 0, stdout).toBe(errors.length === 0)
})
