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

test('each TURN server is an entry of its own, whose ways are the addresses of one host', () => {
  const turnUrls = [
    'turn:eu.example.com:3478?transport=udp',
    'turn:[2001:db8::1]:3478',
    'turns:EU.example.com:5349',
    'turn:asia.example.com',
    'turns:[2001:db8::1]',
  ]
  const servers = iceServers({ ...settings, stunUrls: [], turnUrls }, 'x', 0)
  expect(servers.map(({ urls }) => urls)).toEqual([
    [turnUrls[0], turnUrls[2]],
    [turnUrls[1], turnUrls[4]],
    [turnUrls[3]],
  ])
  expect(new Set(servers.map(({ credential }) => credential)).size).toBe(1)
})
