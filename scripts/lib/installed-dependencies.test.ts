import { expect, it } from 'vitest'
import { ALLOWED, closure, type Lock, unwantedDependencies } from './installed-dependencies.ts'

const lock: Lock = {
  'packages/sdk': { dependencies: { ours: '1', socket: '1' } },
  'packages/ours': { dependencies: { schema: '1' } },
  'node_modules/ours': { link: true, resolved: 'packages/ours' },
  'node_modules/schema': {
    optionalDependencies: { native: '1' },
    peerDependencies: { host: '1', alone: '1' },
    peerDependenciesMeta: { alone: { optional: true } },
  },
  'node_modules/host': {},
  'node_modules/socket': { dependencies: { deep: '1' } },
  'node_modules/socket/node_modules/deep': { dependencies: { lit: '3' } },
  'node_modules/lit': {},
  'node_modules/native': {},
  'node_modules/alone': {},
}

it('follows links, nested folders, optional parts and peers', () => {
  expect([...closure(lock, 'packages/sdk').keys()].sort()).toEqual(
    ['deep', 'host', 'lit', 'native', 'ours', 'schema', 'socket'].sort(),
  )
})

it('names what may not be there, with the way to it', () => {
  const allowed = { 'packages/sdk': { dependencies: ['ours', 'socket'], never: ['lit'], packages: 9 } }
  expect(unwantedDependencies(lock, allowed)).toEqual([
    expect.stringContaining('an install of packages/sdk brings lit: packages/sdk → socket → deep → lit'),
  ])
})

it('names a dependency that is not in the list, and an install that grew', () => {
  const allowed = { 'packages/sdk': { dependencies: ['ours'], never: ['alone'], packages: 7 } }
  expect(unwantedDependencies(lock, allowed)).toEqual([
    expect.stringContaining('packages/sdk depends on socket'),
    expect.stringContaining('brings 8 packages, more than 7'),
  ])
})

it.each(['glass-easel', 'postcss', 'sucrase', 'weui-miniprogram', 'lit', 'werift'])(
  'the server never brings %s',
  (name) => expect(ALLOWED['packages/server']?.never).toContain(name),
)

it.each(['lit', 'glass-easel'])('the SDK never brings %s', (name) =>
  expect(ALLOWED['packages/sdk']?.never).toContain(name),
)
