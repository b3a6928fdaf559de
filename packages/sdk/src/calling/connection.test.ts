import { expect, test } from 'vitest'
import { Connection } from './connection.ts'

test('says connecting, connected, weak and reconnecting, each once, as the media of the call is', () => {
  const said: string[] = []
  const connection: Connection = new Connection(() => said.push(connection.value))
  expect(connection.value).toBe('connecting')
  connection.setPeerState('connecting')
  connection.setPeerState('connected')
  expect(said).toEqual([]) // no media has arrived yet
  connection.setReady()
  connection.setReady()
  connection.setQuality('weak')
  connection.setPeerState('disconnected')
  connection.setPeerState('failed')
  connection.setPeerState('connected')
  connection.setQuality('good')
  connection.setQuality('lost')
  expect(said).toEqual(['connected', 'weak', 'reconnecting', 'weak', 'connected', 'reconnecting'])
})

test('a connection that fails before media arrived is still connecting', () => {
  const said: string[] = []
  const connection: Connection = new Connection(() => said.push(connection.value))
  connection.setPeerState('failed')
  expect([connection.value, ...said]).toEqual(['connecting'])
})
