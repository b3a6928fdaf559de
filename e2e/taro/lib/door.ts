/** A door phone in Node that rings a built app, with werift's media. */

import * as werift from 'werift'
import { weriftMedia } from '../../../packages/sdk/src/calling/index.ts'
import { createDevice, type Device, memoryKeyStore } from '../../../packages/sdk/src/device/index.ts'

export interface Door extends Pick<Device, 'close'> {
  device: Device
  /** Rings somebody by video. */
  ring(openid: string): ReturnType<Device['initByCaller']>
  /** Names of the events that it heard, without the tick of each second. */
  heard: string[]
}

/** Registers a door at a `--dev` server, as its pages do, and goes online. */
export async function openDoor(
  { url, appid, modelId }: { url: string; appid: string; modelId: string },
  sn: string,
): Promise<Door> {
  const answer = await fetch(`${url}/try/ticket`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model_id: modelId, sn }),
  })
  const { sn_ticket } = (await answer.json()) as { sn_ticket: string }
  const device = createDevice({
    server: url,
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
