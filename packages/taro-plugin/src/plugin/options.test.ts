import { expect, it } from 'vitest'
import { checkOptions } from './options.ts'

const good = { server: 'https://calls.example.com', appid: 'wx_demo' }

it.each([
  [good, good],
  [{ ...good, server: 'https://calls.example.com/' }, good],
  [
    { ...good, language: 'zh' },
    { ...good, language: 'zh' },
  ],
  [
    { ...good, report: true },
    { ...good, report: true },
  ],
  [{ ...good, report: false }, good],
  [
    { ...good, server: 'http://localhost:7480' },
    { ...good, server: 'http://localhost:7480' },
  ],
  [
    { ...good, server: 'http://192.168.1.7:7480' },
    { ...good, server: 'http://192.168.1.7:7480' },
  ],
])('takes %j', (given, taken) => {
  expect(checkOptions(given)).toEqual(taken)
})

it.each([
  [undefined, 'The options must be an object'],
  [[], 'The options must be an object'],
  [{ appid: 'a' }, '`server` is missing'],
  [{ ...good, server: 7 }, '`server` must be a string, not 7'],
  [{ ...good, server: 'calls.example.com' }, "must be a whole address such as 'https://calls.example.com'"],
  [{ ...good, server: 'ftp://calls.example.com' }, 'must be a whole address'],
  [{ ...good, server: 'https://calls.example.com/v1' }, 'must end after its host and port'],
  [{ ...good, server: 'https://calls.example.com/?a=1' }, 'must end after its host and port'],
  [{ ...good, server: 'https://a:b@calls.example.com' }, 'must have no user and no password'],
  [{ ...good, server: 'http://calls.example.com' }, 'must begin with https'],
  [{ ...good, server: 'http://10.evil.example.com' }, 'must begin with https'],
  [{ server: good.server }, '`appid` is missing'],
  [{ ...good, appid: 1 }, '`appid` must be a string'],
  [{ ...good, appid: 'a b' }, '`appid` must be 1 to 64'],
  [{ ...good, language: 'fr' }, "`language` must be 'zh' or 'en', not 'fr'"],
  [{ ...good, report: 'yes' }, "`report` must be true or false, not 'yes'"],
  [{ ...good, report: null }, '`report` must be true or false, not null'],
  [{ ...good, session: './session' }, 'call `setSession('],
  [{ ...good, secret: 'x' }, '`secret` must not be here'],
  [{ ...good, sever: 'x' }, '`sever` is no option; there are server, appid, language, report'],
])('refuses %j with a sentence', (given, sentence) => {
  expect(() => checkOptions(given)).toThrow(sentence)
})

it('tells every mistake at once', () => {
  expect(() => checkOptions({})).toThrow(/`server` is missing.*\n.*`appid` is missing/)
})
