import { describe, expect, it } from 'vitest'
import { DEVICE_VOIP_CODES, PLUGIN_CODES } from '../wechat-codes/index.ts'
import { CallgrantError, ERRORS, type ErrorCode } from './index.ts'
import { SENTENCES } from './sentences.ts'

const entries = Object.entries(ERRORS) as [ErrorCode, (typeof ERRORS)[ErrorCode]][]

describe('the table of errors', () => {
  it.each(entries)('%s says what is wrong and what to do, in both languages', (code, row) => {
    // Two parts at least: the fault, and the way out.
    expect(SENTENCES.en[code]).toMatch(/^[A-Z].+[.;,:].+\.$/s)
    expect(SENTENCES.zh[code]).toMatch(/\p{Script=Han}.*。$/su)
    expect(row.status).toBeGreaterThanOrEqual(400)
  })

  it('gives the numbers of the table of refusals', () => {
    const numbers: [ErrorCode, number | undefined, string | undefined][] = [
      ['ticket_expired', 10008, 'snTicket expired'],
      ['ticket_invalid', 10008, 'snTicket invalid'],
      ['already_authorized', 10001, 'The sn has been subscribed'],
      ['already_refused', 10021, 'The sn has been rejected'],
      ['rejected_now', 10021, 'auth deny'],
      ['dialog_dismissed', 10022, 'cancel'],
      ['group_unknown', 10025, 'group not found'],
      ['capability_missing', -12001, 'invalid scope'],
    ]
    for (const [code, errCode, reason] of numbers) expect(ERRORS[code]).toMatchObject({ errCode, reason })
    for (const code of ['unauthenticated', 'token_expired'] as const) {
      expect(ERRORS[code].errCode).toBe(DEVICE_VOIP_CODES.SESSION_WRONG)
      // The same number for a call.
      expect(ERRORS[code].errCode).toBe(PLUGIN_CODES.CALLER_TOKEN_WRONG)
    }
    expect(ERRORS.bad_request.errno).toBe(DEVICE_VOIP_CODES.PARAMETER_ERROR)
    expect(ERRORS.network).toMatchObject({ errno: 600001, reason: 'network error' })
  })

  it('gives no refusal of the server the number of an answer that could not be read (1003)', () => {
    const rows: { errCode?: number }[] = Object.values(ERRORS)
    expect(rows.filter(({ errCode }) => errCode === PLUGIN_CODES.ANSWER_UNREADABLE)).toEqual([])
    expect([ERRORS.device_only.errCode, ERRORS.person_only.errCode]).toEqual([1006, 1007])
    expect(ERRORS.wrong_side.errCode).toBeUndefined()
  })

  it('travels in the language that was asked for, and a particular sentence as it is', () => {
    expect(new CallgrantError('not_authorized').toWire('zh').message).toBe(SENTENCES.zh.not_authorized)
    expect(new CallgrantError('not_authorized').toWire().wechat).toEqual({ errCode: 9 })
    expect(new CallgrantError('not_authorized', { message: 'because' }).toWire('zh').message).toBe('because')
    expect(new CallgrantError('rate_limited', { retryAfter: 3 }).toWire()).toMatchObject({ retry_after: 3 })
    expect(new CallgrantError('not_authorized', { notInGroup: 'g_1' }).toWire()).toMatchObject({
      not_in_group: 'g_1',
    })
  })
})
