import type { BackendEvent } from '@callgrant/sdk/backend'
import { describe, expect, it } from 'vitest'
import { eventFits } from './event-fits.ts'
import { eventGist } from './event-gist.ts'

const reset: BackendEvent = {
  id: '7',
  type: 'device.reset',
  at: 0,
  data: { model_id: 'm_door', sn: 'Door-1' },
}

describe('a live event', () => {
  it.each([
    [{}, true],
    [{ kind: 'device.reset' }, true],
    [{ kind: 'call.changed' }, false],
    [{ text: 'door-1' }, true],
    [{ text: 'door-2' }, false],
    [{ kind: 'device.reset', text: 'm_door' }, true],
  ])('fits the filter %j: %s', (filter, fits) => {
    expect(eventFits(reset, filter)).toBe(fits)
  })

  it('is summed up by the ids that it has, those of its call among them', () => {
    expect(eventGist(reset)).toBe('Door-1')
    const call = { openid: 'alice', sn: 'door-1', state: 'ringing' }
    expect(eventGist({ ...reset, type: 'call.changed', data: { call } } as never)).toBe(
      'alice · door-1 · ringing',
    )
  })
})
