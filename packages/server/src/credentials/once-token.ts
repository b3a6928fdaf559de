/** Tokens for one use: the question of a dialog, the challenge of a device, a login code. */

import { CallgrantError } from '@callgrant/protocol/errors'
import { ASK_AGAIN_MS, ASK_TTL_MS, CHALLENGE_TTL_MS, LOGIN_CODE_TTL_MS } from '@callgrant/protocol/limits'
import { errors, type JWTPayload } from 'jose'
import type { Subject } from '../rules/consent/subject.ts'
import { randomId } from './ids.ts'
import { issuedAtOf, readToken, signToken } from './jwt.ts'
import type { Keys } from './keys.ts'

/** A question put to one person: may this device, or this group, ring you? */
export interface Question {
  appid: string
  openid: string
  subject: Subject
  /** The name shown, kept with the answer (A9). */
  displayName: string
  /** Language of the dialog, and the app's name in it; null in a question of a version before. */
  language: string | null
  appName: string | null
}

/** What makes a token good once. Times are in milliseconds since 1970. */
export interface Once {
  jti: string
  issuedAt: number
  expiresAt: number
}

const ASK = 'callgrant ask'
const CHALLENGE = 'callgrant challenge'
const LOGIN_CODE = 'callgrant login code'

/** @param now milliseconds since 1970 @returns a token good for `ASK_TTL_MS` */
export function signQuestion(keys: Keys, question: Question, now: number): Promise<string> {
  return signToken(keys, {
    audience: ASK,
    subject: question.openid,
    claims: {
      app: question.appid,
      about: question.subject,
      name: question.displayName,
      lang: question.language,
      by: question.appName,
    },
    jti: randomId(),
    now,
    seconds: ASK_TTL_MS / 1000,
  })
}

/** @throws CallgrantError `ask_invalid` when it is not ours, over, or for another purpose */
export async function readQuestion(keys: Keys, token: string, now: number): Promise<Question & Once> {
  const claims = await read(keys, token, ASK, now, 'ask_invalid')
  return {
    appid: claims.app as string,
    openid: claims.sub as string,
    subject: claims.about as Subject,
    displayName: claims.name as string,
    language: (claims.lang as string | undefined) ?? null,
    appName: (claims.by as string | undefined) ?? null,
    ...once(claims),
  }
}

/**
 * A question that was answered too late, to be asked again: the ticket was checked when it was first asked.
 * @throws CallgrantError `ask_invalid` as `readQuestion`, and when it is not over yet, or has been for a day
 */
export async function readLateQuestion(keys: Keys, token: string, now: number): Promise<Question & Once> {
  const question = await readQuestion(keys, token, now - ASK_AGAIN_MS)
  if (question.expiresAt > now) throw new CallgrantError('ask_invalid')
  return question
}

/** The device that a challenge is for. */
export interface ChallengedDevice {
  appid: string
  modelId: string
  sn: string
}

/** @param now milliseconds since 1970 @returns a token good for `CHALLENGE_TTL_MS` */
export function signChallenge(keys: Keys, device: ChallengedDevice, now: number): Promise<string> {
  return signToken(keys, {
    audience: CHALLENGE,
    subject: `${device.modelId}:${device.sn}`,
    claims: { app: device.appid, model_id: device.modelId, sn: device.sn },
    jti: randomId(),
    now,
    seconds: CHALLENGE_TTL_MS / 1000,
  })
}

/** @throws CallgrantError `challenge_invalid` when it is not ours, over, or for another purpose */
export async function readChallenge(
  keys: Keys,
  token: string,
  now: number,
): Promise<ChallengedDevice & Once> {
  const claims = await read(keys, token, CHALLENGE, now, 'challenge_invalid')
  return {
    appid: claims.app as string,
    modelId: claims.model_id as string,
    sn: claims.sn as string,
    ...once(claims),
  }
}

/** A person who calls `wx.login`. */
export interface LoggedIn {
  appid: string
  openid: string
}

/** @param now milliseconds since 1970 @returns a code good for `LOGIN_CODE_TTL_MS` */
export function signLoginCode(keys: Keys, person: LoggedIn, now: number): Promise<string> {
  return signToken(keys, {
    audience: LOGIN_CODE,
    subject: person.openid,
    claims: { app: person.appid },
    jti: randomId(),
    now,
    seconds: LOGIN_CODE_TTL_MS / 1000,
  })
}

/** @throws CallgrantError `login_code_invalid` when it is not ours, over, or for another purpose */
export async function readLoginCode(keys: Keys, code: string, now: number): Promise<LoggedIn & Once> {
  const claims = await read(keys, code, LOGIN_CODE, now, 'login_code_invalid')
  return { appid: claims.app as string, openid: claims.sub as string, ...once(claims) }
}

/** The claims are as we wrote them: the signature says so, and the audience says which of our forms it is. */
async function read(
  keys: Keys,
  token: string,
  audience: string,
  now: number,
  refusal: 'ask_invalid' | 'challenge_invalid' | 'login_code_invalid',
): Promise<JWTPayload> {
  try {
    return await readToken(keys, token, audience, now)
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new CallgrantError(refusal, { cause: error })
    throw error
  }
}

function once(claims: JWTPayload): Once {
  return { jti: claims.jti as string, issuedAt: issuedAtOf(claims), expiresAt: (claims.exp as number) * 1000 }
}
