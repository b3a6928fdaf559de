/** What importing an entry loads: a page that uses `wx` must not get a component framework or a compiler. */

import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

/** Names of the packages from the registry that are loaded with an entry. */
function packagesOf(entry: string): string[] {
  const script = `
    import { registerHooks } from 'node:module'
    const names = new Set()
    registerHooks({
      load(url, context, next) {
        const [, name] = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url) ?? []
        if (name) names.add(name)
        return next(url, context)
      },
    })
    await import('${entry}')
    console.log(JSON.stringify([...names].sort()))`
  const args = ['--conditions=callgrant-source', '--input-type=module', '--eval', script]
  return JSON.parse(execFileSync(process.execPath, args, { cwd: import.meta.dirname, encoding: 'utf8' }))
}

test.each([
  ['@callgrant/wechat', []],
  ['@callgrant/wechat/mini-program', ['glass-easel', 'glass-easel-miniprogram-adapter']],
])('%s loads of other packages: %j', (entry, expected) => {
  expect(packagesOf(entry)).toEqual(expected)
})
