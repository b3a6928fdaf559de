import {
  Ask,
  CallgrantError,
  CreateModel,
  CreateTicket,
  Decide,
  ListCalls,
  SignalData,
  Switch,
  UpdateApp,
} from '@callgrant/protocol'
import { expect, it } from 'vitest'
import type { z } from 'zod'
import { parseOrRefuse } from './parse.ts'

function faults(schema: z.ZodType, data: unknown): string[] {
  try {
    parseOrRefuse(schema, data)
  } catch (error) {
    if (!(error instanceof CallgrantError)) throw error
    return (error.faults ?? []).map((fault) => `${fault.parameter} ${fault.message}`)
  }
  return []
}

it('names each missing or mistyped field as WeChat does', () => {
  expect(faults(CreateTicket, { sn: 1 })).toEqual([
    'model_id should be String instead of Undefined',
    'sn should be String instead of Number',
  ])
  expect(faults(CreateTicket, { model_id: null, sn: ['a'] })).toEqual([
    'model_id should be String instead of Null',
    'sn should be String instead of Array',
  ])
})

it("keeps a schema's own words", () => {
  expect(faults(CreateTicket, { model_id: 'm', sn: 'ä' })).toEqual([
    'sn should be 1 to 128 bytes of 0-9 A-Z a-z _ -',
  ])
})

it('words lengths, bounds and choices', () => {
  expect(faults(CreateModel, { model_type: 'x'.repeat(33) })).toEqual([
    'model_type should be at most 32 characters',
  ])
  expect(faults(CreateModel, { model_type: ' ' })).toEqual(['model_type should be at least 1 characters'])
  expect(faults(UpdateApp, { ring_timeout_seconds: 4 })).toEqual([
    'ring_timeout_seconds should be at least 5',
  ])
  expect(faults(UpdateApp, { ring_timeout_seconds: 7.5 })).toEqual([
    'ring_timeout_seconds should be a whole number',
  ])
  expect(faults(ListCalls, { limit: 'many', open: 'maybe' })).toEqual([
    'limit should be a number',
    'open should be one of true, false',
  ])
  expect(faults(Decide, { ask: 'a', decision: 'perhaps', words: 'w', sdk: 's' })).toEqual([
    'decision should be one of allow, reject',
  ])
  expect(faults(UpdateApp, { oidc_issuers: [{ issuer: 'nope', audience: 'a' }] })).toEqual([
    'oidc_issuers.0.issuer should be a valid url',
  ])
})

it('says which fields it does not know', () => {
  expect(faults(CreateTicket, { model_id: 'm', sn: 's', extra: 1 })).toEqual([
    'extra is not a field of this request',
  ])
})

it('of a union, speaks of the form that the data is nearest to (A11)', () => {
  const device = [
    'sn_ticket should be String instead of Undefined',
    'model_id should be String instead of Undefined',
    'device_name should be String instead of Undefined',
  ]
  expect(faults(Ask, { sn: 1 })).toEqual(['sn should be String instead of Number', ...device])
  expect(faults(Ask, {})).toEqual(['sn should be String instead of Undefined', ...device])
  expect(faults(Ask, { group_id: 5 })).toEqual(['group_id should be String instead of Number'])
  expect(faults(Switch, { group_id: 'g', status: 2 })).toEqual(['status should be one of 0, 1'])
  expect(faults(Switch, { group_id: 'g' })).toEqual(['status should be Number instead of Undefined'])
  expect(faults(SignalData, { kind: 'candidate' })).toEqual([
    'candidate should be String instead of Undefined',
  ])
  expect(faults(Ask, 'text')).toEqual(['body should be Object instead of String'])
})

it('tells the missing fields when nothing was sent', () => {
  expect(faults(CreateTicket, null)).toEqual([
    'model_id should be String instead of Undefined',
    'sn should be String instead of Undefined',
  ])
  expect(faults(UpdateApp, undefined)).toEqual(['body should be Object instead of Undefined'])
})

it('lists at most twenty faults', () => {
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i]))
  expect(faults(CreateTicket, many)).toHaveLength(20)
})
