import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { iceServers } from './ice.ts'

const settings = {
  stunUrls: ['stun:stun.example.com:3478'],
  turnUrls: ['turn:turn.example.com:3478?transport=udp', 'turns:turn.example.com:5349'],
  turnSecret: 'north',
  turnTtlSeconds: 3600,
}

test('gives TURN credentials that expire, in the form that coturn checks', () => {
  const [stun, turn] = iceServers(settings, 'p.app.alice', 1_000_999)
  expect(stun).toEqual({ urls: ['stun:stun.example.com:3478'] })
  expect(turn?.username).toBe('4600:p.app.alice')
  expect(turn?.credential).toBe(createHmac('sha1', 'north').update('4600:p.app.alice').digest('base64'))
  expect(JSON.stringify([stun, turn])).not.toContain('north')
})

test('gives two people different credentials', () => {
  const of = (who: string) => iceServers(settings, who, 0)[1]?.credential
  expect(of('p.app.alice')).not.toBe(of('p.app.bob'))
})

test('offers no TURN without its secret, and nothing when nothing is configured', () => {
  expect(iceServers({ ...settings, turnSecret: null }, 'x', 0)).toHaveLength(1)
  expect(iceServers({ ...settings, stunUrls: [], turnUrls: [] }, 'x', 0)).toEqual([])
})
