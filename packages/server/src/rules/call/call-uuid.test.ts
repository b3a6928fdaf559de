import { expect, it } from 'vitest'
import { callUuid } from './call-uuid.ts'

it('is one UUID for one room, and another for another', () => {
  const uuid = callUuid('r_9nXl0aQh1bZ-Tk3c')
  expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(callUuid('r_9nXl0aQh1bZ-Tk3c')).toBe(uuid)
  expect(callUuid('r_9nXl0aQh1bZ-Tk3d')).not.toBe(uuid)
})
