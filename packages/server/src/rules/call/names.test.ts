import { expect, test } from 'vitest'
import { deviceNameShown, personNameShown } from './names.ts'

const facts = { snapshot: null, given: undefined, modelType: 'door phone', sn: 'door-1' }

test('shows the snapshot whatever the caller says (A9)', () => {
  expect(deviceNameShown({ ...facts, snapshot: 'Front door phone', given: 'Your bank' })).toBe(
    'Front door phone',
  )
})

test('without a snapshot shows the name given, else the device type and the sn (C5)', () => {
  expect(deviceNameShown({ ...facts, given: 'Back door' })).toBe('Back door')
  expect(deviceNameShown({ ...facts, given: '  ' })).toBe('door phone door-1')
  expect(deviceNameShown({ ...facts, modelType: '音箱' })).toBe('音箱door-1')
})

test('shows a person by the name they gave, else by openid', () => {
  expect(personNameShown('Alice', 'oid-1')).toBe('Alice')
  expect(personNameShown(undefined, 'oid-1')).toBe('oid-1')
  expect(personNameShown(' ', 'oid-1')).toBe('oid-1')
})
