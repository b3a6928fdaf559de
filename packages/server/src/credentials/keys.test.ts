import { sign, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { generateMasterKey, parseKeys } from './keys.ts'

const bytes = (fill: number, length = 32) => Buffer.alloc(length, fill).toString('base64')

describe('master keys', () => {
  it('the first signs, all are there to verify', () => {
    const keys = parseKeys(` b:${bytes(2)} , a:${bytes(1)}`)
    expect(keys.current.kid).toBe('b')
    expect([...keys.byKid.keys()]).toEqual(['b', 'a'])
  })

  it('the same secret gives the same keys on every node', () => {
    const [one, two] = [parseKeys(`1:${bytes(7)}`), parseKeys(`1:${bytes(7)}`)]
    expect(one.current.ticket).toEqual(two.current.ticket)
    const signature = sign(null, Buffer.from('text'), one.current.signing)
    expect(verify(null, Buffer.from('text'), two.current.verifying, signature)).toBe(true)
  })

  it('each purpose has a key of its own, and none shows the secret', () => {
    const { current } = parseKeys(`1:${bytes(7)}`)
    const seed = current.signing.export({ format: 'jwk' }).d
    expect(seed).not.toBe(current.ticket.toString('base64url'))
    expect(current.ticket).not.toEqual(Buffer.alloc(32, 7))
  })

  it('another secret gives other keys', () => {
    const [one, two] = [parseKeys(`1:${bytes(7)}`), parseKeys(`1:${bytes(8)}`)]
    expect(one.current.ticket).not.toEqual(two.current.ticket)
    const signature = sign(null, Buffer.from('text'), one.current.signing)
    expect(verify(null, Buffer.from('text'), two.current.verifying, signature)).toBe(false)
  })

  it('makes fresh ones that it can read', () => {
    const made = generateMasterKey('k')
    expect(parseKeys(made).current.kid).toBe('k')
    expect(generateMasterKey('k')).not.toBe(made)
  })

  it.each([
    ['no key id', bytes(1), /one letter or digit/],
    ['a long key id', `ab:${bytes(1)}`, /one letter or digit/],
    ['a strange key id', `_:${bytes(1)}`, /one letter or digit/],
    ['a short secret', `1:${bytes(1, 31)}`, /31 bytes/],
    ['no base64', '1:not base64!', /base64/],
    ['one id twice', `1:${bytes(1)},1:${bytes(2)}`, /the id 1/],
    ['nothing', '', /one letter or digit/],
  ])('refuses %s, and does not repeat the secret', (_words, text, sentence) => {
    const read = () => parseKeys(text)
    expect(read).toThrow(sentence)
    expect(read).not.toThrow(bytes(1))
  })
})
