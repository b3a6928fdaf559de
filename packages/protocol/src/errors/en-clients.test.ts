import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { EN_CLIENTS } from './en-clients.ts'
import { SENTENCES as OF_CLIENTS } from './sentences-of-clients.ts'

const packages = resolve(import.meta.dirname, '../../..')

/** The codes that client packages throw with no message of their own. A back end runs in Node, which has every sentence. */
function saidByClients(): string[] {
  const files = globSync('{sdk,ui,wechat,taro-plugin}/src/**/*.ts', { cwd: packages }).filter(
    (file) => !/\.test\.ts$|fixture\.ts$|\.d\.ts$|^sdk\/src\/backend\//.test(file),
  )
  const thrown = /new CallgrantError\(\s*'(\w+)'\s*(?:,\s*\{([^}]*))?/g
  const said = files.flatMap((file) => {
    const text = readFileSync(join(packages, file), 'utf8').replaceAll(/^\s*(\/\/|\*).*$/gm, '')
    return [...text.matchAll(thrown)].flatMap(([, code, options = '']) =>
      /\bmessage\b/.test(options) ? [] : [code as string],
    )
  })
  return [...new Set(said)].sort()
}

it('has a sentence for each code that an app or device throws by itself, and no other', () => {
  expect(Object.keys(EN_CLIENTS).sort()).toEqual(saidByClients())
})

it('is what a bundle for an app has in the place of all sentences', () => {
  expect(OF_CLIENTS.en).toBe(EN_CLIENTS)
})
