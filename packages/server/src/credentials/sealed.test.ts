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

test('it is read by no other key, in no other row, and not when a bit was changed', () => {
  const sealed = seal(keys, 'the secret', 'app')
  expect(unseal(parseKeys(generateMasterKey('1')), sealed, 'app')).toBeNull()
  expect(unseal(parseKeys(generateMasterKey('2')), sealed, 'app')).toBeNull()
  expect(unseal(keys, sealed, 'other')).toBeNull()
  expect(unseal(keys, '', 'app')).toBeNull()
  // In bytes, and not in letters: the last letter of base64 has bits that mean nothing.
  const bytes = Buffer.from(sealed.slice(2), 'base64url')
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed.writeUInt8(bytes.readUInt8(at) ^ 1, at)
    expect(unseal(keys, `${sealed.slice(0, 2)}${changed.toString('base64url')}`, 'app')).toBeNull()
    expect(
      unseal(keys, `${sealed.slice(0, 2)}${bytes.subarray(0, at).toString('base64url')}`, 'app'),
    ).toBeNull()
  }
})
