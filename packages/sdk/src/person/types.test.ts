/** What `requestDeviceVoIP` takes when it is compiled: one device, one group, or what only the running program knows. */

import { expectTypeOf, it } from 'vitest'
import type { RequestDeviceVoIPOption } from './types.ts'

type Takes<Option> = Option extends RequestDeviceVoIPOption ? true : false
interface Device {
  sn: string
  snTicket: string
  modelId: string
  deviceName: string
}

it('takes one device, or a group by its id alone', () => {
  expectTypeOf<Takes<Device>>().toEqualTypeOf<true>()
  expectTypeOf<Takes<Device & { isGroup: false }>>().toEqualTypeOf<true>()
  expectTypeOf<Takes<{ isGroup: true; groupId: string }>>().toEqualTypeOf<true>()
})

it('takes fields that are ignored, also when they are undefined', () => {
  expectTypeOf<Takes<Device & { isGroup: undefined; groupId: undefined }>>().toEqualTypeOf<true>()
  expectTypeOf<Takes<Device & { isGroup: true; groupId: string }>>().toEqualTypeOf<true>()
  expectTypeOf<Takes<{ isGroup: true; groupId: string; sn: undefined }>>().toEqualTypeOf<true>()
})

it('takes an isGroup that is a variable, with what either needs', () => {
  expectTypeOf<Takes<Device & { isGroup: boolean; groupId: string }>>().toEqualTypeOf<true>()
  expectTypeOf<Takes<Device & { isGroup: boolean }>>().toEqualTypeOf<false>()
  expectTypeOf<Takes<{ isGroup: boolean; groupId: string }>>().toEqualTypeOf<false>()
})

it('refuses what lacks a field, and an isGroup that is no boolean', () => {
  expectTypeOf<Takes<Omit<Device, 'snTicket'>>>().toEqualTypeOf<false>()
  expectTypeOf<Takes<{ isGroup: true }>>().toEqualTypeOf<false>()
  expectTypeOf<Takes<{ groupId: string }>>().toEqualTypeOf<false>()
  expectTypeOf<Takes<Device & { isGroup: 'true' }>>().toEqualTypeOf<false>()
})
