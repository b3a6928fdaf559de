/** A door phone in Node that rings a built app, with werift's media. */

import { weriftMedia } from '@callgrant/sdk/calling'
import { createDevice, type Device, memoryKeyStore } from '@callgrant/sdk/device'
import * as werift from 'werift'
import type { BackEnd } from './back-end.ts'

export interface Door extends Pick<Device, 'close'> {
  device: Device
  /** Rings somebody by video. */
  ring(openid: string): ReturnType<Device['initByCaller']>
  /** Names of the events that it heard, without the tick of each second. */
  heard: string[]
}

/** Registers a door with a ticket of its app's back end, and goes online. */
export async function openDoor(
  server: string,
  { backend, appid, modelId }: BackEnd,
  sn: string,
): Promise<Door> {
  const { sn_ticket } = await backend.tickets.create({ model_id: modelId, sn })
  const device = createDevice({
    server,
    appid,
    modelId,
    sn,
    key: memoryKeyStore(),
    ...weriftMedia(werift),
  })
  await device.register(sn_ticket)
  await device.connect()
  const heard: string[] = []
  device.onVoipEvent(({ eventName }) => eventName !== 'calling' && heard.push(eventName))
  const ring = (openid: string) =>
    device.initByCaller({
      roomType: 'video',
      businessType: 1,
      caller: { id: sn },
      listener: { id: openid },
    })
  return { device, ring, heard, close: () => device.close() }
}
