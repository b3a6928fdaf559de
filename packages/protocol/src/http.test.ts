import { describe, expect, it } from 'vitest'
import {
  Ask,
  CreateApp,
  CreateGroup,
  CreateModel,
  ListAuthorizations,
  OperateApp,
  registrationText,
  signInText,
  UpdateApp,
} from './http.ts'
import { CallFailed, StartCall, StartCallFromDevice } from './socket.ts'

const device = { sn: 'door-1', sn_ticket: 't'.repeat(32), model_id: 'm_door', device_name: 'Front' }

describe('what a person may ask (A11)', () => {
  it('takes one device with its ticket, or one group alone', () => {
    expect(Ask.safeParse(device).success).toBe(true)
    expect(Ask.safeParse({ group_id: 'g_1' }).success).toBe(true)
  })
  it.each(['sn', 'sn_ticket', 'model_id', 'device_name'])('refuses a device with no %s', (key) => {
    expect(Ask.safeParse({ ...device, [key]: undefined }).success).toBe(false)
  })
  it('refuses a device and a group at once, and unknown fields', () => {
    expect(Ask.safeParse({ ...device, group_id: 'g_1' }).success).toBe(false)
    expect(Ask.safeParse({ group_id: 'g_1', status: 1 }).success).toBe(false)
  })
})

describe('wire forms', () => {
  it('reads a query, where all is text', () => {
    expect(ListAuthorizations.parse({ status: '0', limit: '10' })).toEqual({ status: 0, limit: 10 })
    expect(ListAuthorizations.safeParse({ status: '2' }).success).toBe(false)
    expect(ListAuthorizations.safeParse({ status: '' }).success).toBe(false)
    expect(ListAuthorizations.safeParse({ limit: '201' }).success).toBe(false)
  })
  it('signs texts that no other field order or part can also give', () => {
    const text = registrationText({ appid: 'a', model_id: 'm', sn: 's', sn_ticket: 't', public_key: 'k' })
    expect(text.split('\n')).toEqual(['callgrant-register', 'a', 'm', 's', 't', 'k'])
    expect(signInText('c')).toBe('callgrant-sign-in\nc')
  })
  it('starts a call that needs an authorization unless the caller says otherwise', () => {
    const call = StartCall.parse({ id: 1, type: 'call.start', to: { openid: 'alice' }, room_type: 'video' })
    expect(call).toMatchObject({ needs_authorization: true, caller_camera: true, business_type: 1 })
  })
  it('takes no text that could not be kept, nor a name that shows as another', () => {
    const ring = { id: 1, type: 'call.start', to: { openid: 'alice' }, room_type: 'video' }
    const fits = (more: object) => StartCall.safeParse({ ...ring, ...more }).success
    expect(fits({ custom_query: 'a=1\nb=2', payload: '{}', device_name: '前门', caller_name: 'Zoë' })).toBe(
      true,
    )
    expect(fits({ custom_query: 'a\0' })).toBe(false)
    expect(fits({ payload: '\0' })).toBe(false)
    expect(fits({ device_name: 'a\nb' })).toBe(false)
    expect(fits({ caller_name: 'a\u202eb' })).toBe(false)
    expect(CallFailed.safeParse({ id: 1, type: 'call.failed', room_id: 'r', message: 'a\0' }).success).toBe(
      false,
    )
  })
  const start = { id: 1, type: 'call.start', to: { openid: 'alice' }, room_type: 'video' }
  const ofBackend = { model_id: 'm', sn: 's', openid: 'alice', room_type: 'video' }
  it.each([
    ['the app', CreateApp, {}, 'name'],
    ['the app, later', UpdateApp, {}, 'name'],
    ['the app, by the operator', OperateApp, {}, 'name'],
    ['the device type', CreateModel, {}, 'model_type'],
    ['the group', CreateGroup, { model_id: 'm' }, 'group_name'],
    ['the device', Ask, device, 'device_name'],
    ['the device in a call', StartCall, start, 'device_name'],
    ['the caller', StartCall, start, 'caller_name'],
    ['the listener', StartCall, start, 'listener_name'],
    ['the listener, from the back end', StartCallFromDevice, ofBackend, 'listener_name'],
  ])('takes no name of %s that cannot be seen', (_what, schema, rest, field) => {
    const takes = (name: string) => schema.safeParse({ ...rest, [field]: name }).success
    expect(takes('Front')).toBe(true)
    expect(takes('می\u200cخواهم')).toBe(true)
    for (const unseen of ['\u3164', 'a\u200bb', '\u{e0041}', '\u0301', '\u2800', 'a\u202eb', '\u0378']) {
      expect(takes(unseen), JSON.stringify(unseen)).toBe(false)
    }
  })
  it('takes a blank name in a call as none (C5)', () => {
    expect(StartCall.safeParse({ ...start, caller_name: ' ', device_name: '' }).success).toBe(true)
  })
  it('refuses a call to nobody, and to a person and a device at once', () => {
    const start = { id: 1, type: 'call.start', room_type: 'video' }
    expect(StartCall.safeParse({ ...start, to: {} }).success).toBe(false)
    expect(StartCall.safeParse({ ...start, to: { openid: 'a', model_id: 'm', sn: 's' } }).success).toBe(false)
  })
})
