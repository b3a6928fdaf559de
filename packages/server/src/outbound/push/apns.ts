/** Pushes to apps by Apple's service: HTTP/2, signed in by a token that the key of `CALLGRANT_APNS_KEY` signs (ES256). */

import { PUSH_ANSWER_MS } from '@callgrant/protocol/limits'
import type { NotificationPushType, Provider, ResponseFailure } from '@parse/node-apn'
import { apnsCredentials, LIBRARIES, loadApns } from '../../config/native-push.ts'
import type { Context } from '../../context.ts'
import { type ApnsTarget, type Push, PushDelayed, PushGone, type PushProvider } from './push.ts'
import { unless } from './unless.ts'

/** What an app names the buttons of a notification by, Answer and Decline; where it named none, there are none. */
const RING_CATEGORY = 'CALLGRANT_RING'
/** It is no token, or not one of this app and host: nothing that is pushed there arrives. */
const GONE = ['BadDeviceToken', 'DeviceTokenNotForTopic', 'ExpiredToken', 'Unregistered']

/** As the service worker of the SDK has them. */
const WORDS = {
  en: {
    video: 'Incoming video call',
    voice: 'Incoming call',
    missed: 'Missed call',
    gone: 'Not ringing any more',
  },
  zh: { video: '视频来电', voice: '语音来电', missed: '未接来电', gone: '已停止响铃' },
}

export async function openApns(ctx: Context): Promise<PushProvider<ApnsTarget>> {
  const credentials = apnsCredentials(ctx.settings)
  const library = await loadApns()
  if (!credentials) throw new Error('this node pushes nothing by APNs: CALLGRANT_APNS_KEY is not set')
  if (!library) throw new Error(`${LIBRARIES.apns.name} is not installed`)
  const { key, keyId, teamId } = credentials
  const hosts: { production?: Provider; sandbox?: Provider } = {}
  const open = (host: keyof typeof hosts) =>
    new library.Provider({
      token: { key: Buffer.from(key), keyId, teamId },
      production: host === 'production',
      requestTimeout: PUSH_ANSWER_MS,
      // Attempts are counted here.
      connectionRetryLimit: 0,
      ...ctx.pushServices?.apns?.[host],
    })
  return {
    async post(push, signal) {
      const { target, message, expiresAt } = push
      const { token, type, payload, priority } = noticeOf(push)
      const notification = new library.Notification({
        topic: type === 'voip' ? `${target.bundle}.voip` : target.bundle,
        pushType: type,
        priority,
        expiry: Math.ceil(expiresAt / 1000),
        // What waits there for a phone that is off is replaced by what came of the call.
        collapseId: message.room_id.slice(0, 64),
        rawPayload: payload,
      })
      const host = target.sandbox ? 'sandbox' : 'production'
      hosts[host] ??= open(host)
      const { failed } = await unless(signal, hosts[host].send(notification, token))
      if (failed[0]) throw faultOf(failed[0])
    },
    async close() {
      // Not waited for: of a connection that failed the library never says that it is closed.
      for (const host of Object.values(hosts)) host.shutdown()
    },
  }
}

interface Notice {
  token: string
  type: NotificationPushType
  payload: object
  /** 10: at once. 5: when it suits the phone's battery. */
  priority: 5 | 10
}

/** By which token, and as what. A ring goes to CallKit where the app has that; what became of it, by the ordinary token if there is one. */
function noticeOf({ target: { token, voipToken }, message, urgency }: Push<ApnsTarget>): Notice {
  const { type, name, language } = message
  const words = WORDS[language]
  if (voipToken !== null && (type === 'ring' || token === null))
    return { token: voipToken, type: 'voip', payload: { aps: {}, callgrant: message }, priority: 10 }
  if (token === null) throw new Error('a subscription with no token')
  // CallKit shows the ring; the app, which it has woken, takes it away.
  if (type === 'gone' && voipToken !== null)
    return {
      token,
      type: 'background',
      payload: { aps: { 'content-available': 1 }, callgrant: message },
      priority: 5,
    }
  const aps =
    type === 'ring'
      ? {
          alert: { title: name, body: words[message.room_type] },
          sound: 'default',
          category: RING_CATEGORY,
          'interruption-level': 'time-sensitive',
        }
      : type === 'missed'
        ? { alert: { title: name, body: words.missed }, badge: message.unread }
        : {
            alert: { title: name, body: words.gone },
            'interruption-level': 'passive',
            'content-available': 1,
          }
  return { token, type: 'alert', payload: { aps, callgrant: message }, priority: urgency === 'high' ? 10 : 5 }
}

function faultOf({ status, response, error }: ResponseFailure): Error {
  const reason = response?.reason ?? error?.message ?? 'no answer'
  const words = `APNs answered ${status ?? 'nothing'}: ${reason}`
  if (status === 410 || GONE.includes(reason)) return new PushGone(words)
  // A token that is too old is made anew for the next attempt.
  const isLater = status === undefined || status === 429 || status >= 500 || reason === 'ExpiredProviderToken'
  if (isLater) return new PushDelayed(words)
  return new Error(words)
}
