import type { EventType } from '@callgrant/protocol'

/** Without the schemas, which a browser does not need. */
const TYPES: Record<Exclude<EventType, 'webhook.test'>, true> = {
  'authorization.asked': true,
  'authorization.authorized': true,
  'authorization.refused': true,
  'authorization.switched_on': true,
  'authorization.switched_off': true,
  'authorization.cleared': true,
  'authorization.expired': true,
  'group.changed': true,
  'device.registered': true,
  'device.reset': true,
  'call.changed': true,
  'call.listener_offline': true,
  'call.missed': true,
  'call.refused': true,
  'ring.changed': true,
  'call.quality': true,
  'person.erased': true,
  'wechat.changed': true,
}

/** Every type that the stream of an app has. */
export const EVENT_TYPES = Object.keys(TYPES) as (keyof typeof TYPES)[]
