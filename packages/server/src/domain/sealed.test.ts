import { expect, test } from 'vitest'
import { generateMasterKey, parseKeys } from './keys.ts'
import { seal, unseal } from './sealed.ts'

const old = generateMasterKey('1')
const keys = parseKeys(old)

test('a sealed secret is read by the same keys, also after a newer key came', () => {
  const sealed = seal(keys, 'the secret 秘密', 'app')
  expect(sealed).not.toContain('secret')
  expect(unseal(keys, sealed, 'app')).toBe('the secret 秘密')
  expect(unseal(parseKeys(`${generateMasterKey('2')},${old}`), sealed, 'app')).toBe('the secret 秘密')
  expect(seal(keys, 'the secret 秘密', 'app')).not.toBe(sealed)
})

test('it is read by no other key, in no other row, and not when a character was changed', () => {
  const sealed = seal(keys, 'the secret', 'app')
  expect(unseal(parseKeys(generateMasterKey('1')), sealed, 'app')).toBeNull()
  expect(unseal(parseKeys(generateMasterKey('2')), sealed, 'app')).toBeNull()
  expect(unseal(keys, sealed, 'other')).toBeNull()
  expect(unseal(keys, '', 'app')).toBeNull()
  for (let at = 2; at < sealed.length; at += 5) {
    const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
    expect(unseal(keys, changed, 'app')).toBeNull()
  }
})
