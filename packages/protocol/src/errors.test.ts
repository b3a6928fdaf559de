import { describe, expect, it } from 'vitest'
import { CallgrantError, DEVICE_VOIP_CODES, ERRORS, type ErrorCode } from './errors.ts'

const entries = Object.entries(ERRORS)

describe('the table of errors', () => {
  it.each(entries)('%s says what is wrong and what to do, in both languages', (_code, row) => {
    // Two parts at least: the fault, and the way out.
    expect(row.en).toMatch(/^[A-Z].+[.;,:].+\.$/s)
    expect(row.zh).toMatch(/\p{Script=Han}.*。$/su)
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
    expect(ERRORS.bad_request.errno).toBe(DEVICE_VOIP_CODES.PARAMETER_ERROR)
    expect(ERRORS.network).toMatchObject({ errno: 600001, reason: 'network error' })
  })

  it('travels in the language that was asked for, and a particular sentence as it is', () => {
    expect(new CallgrantError('not_authorized').toWire('zh').message).toBe(ERRORS.not_authorized.zh)
    expect(new CallgrantError('not_authorized').toWire().wechat).toEqual({ errCode: 9 })
    expect(new CallgrantError('not_authorized', { message: 'because' }).toWire('zh').message).toBe('because')
    expect(new CallgrantError('rate_limited', { retryAfter: 3 }).toWire()).toMatchObject({ retry_after: 3 })
  })
})
