/** Where a file is not JSON, whatever is wrong with it. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LoadError, parseJson } from './load-error.ts'

function faultOf(text: string): LoadError {
  try {
    parseJson('app.json', text)
  } catch (error) {
    if (error instanceof LoadError) return error
    throw error
  }
  throw new Error(`${text} is JSON`)
}

test.each([
  ['a comma too many in a list', '{\n  "pages": [\n    "a",\n  ]\n}', 4, 3, "Unexpected token ']'"],
  ['a comma too many in an object', '{\n  "a": 1,\n}', 3, 1, 'Expected double-quoted property name'],
  ['a comment', '{\n  // the pages\n  "a": 1\n}', 2, 3, "Expected property name or '}'"],
  ['a comment at the beginning', '// the pages\n{}', 1, 1, "Unexpected token '/'"],
  ['single quotes', '{ "a": \'b\' }', 1, 8, "Unexpected token '''"],
  ['a word', '{ "a": true,\n "b": undefined }', 2, 7, "Unexpected token 'u'"],
  ['a word cut short', '{ "a": tru }', 1, 11, "Unexpected token ' '"],
  ['no end', '{\n  "a": [1', 2, 10, "Expected ',' or ']'"],
  ['nothing', '', 1, 1, 'Unexpected end of JSON input'],
  ['a byte order mark before it', '\uFEFF{ "a": ] }', 1, 8, "Unexpected token ']'"],
])('%s', (_, text, line, column, reason) => {
  const fault = faultOf(text)
  expect([fault.file, fault.line, fault.column]).toEqual(['app.json', line, column])
  expect(fault.reason).toMatch(/^this is not JSON: /)
  expect(fault.reason).toContain(reason)
  expect(fault.reason).not.toMatch(/position|is not valid JSON/)
})

test('a wrong token is found wherever it stands', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), fc.nat(), (values, at) => {
      const items = values.map((value) => JSON.stringify(value))
      const before = at % items.length
      const text = `[\n${[...items.slice(0, before), '?', ...items.slice(before)].join(',\n')}\n]`
      const fault = faultOf(text)
      expect(text.split('\n')[(fault.line ?? 0) - 1]?.[(fault.column ?? 0) - 1]).toBe('?')
    }),
  )
})
