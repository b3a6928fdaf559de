/** What the readme says of a device in Node: media of its own over werift, and what happens without werift. */

import { createSocket } from 'node:dgram'
import { type MediaProvider, weriftMedia } from '@callgrant/sdk/calling'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import * as werift from 'werift'
import { createTestbed, MODEL, type Testbed } from '../../../e2e/lib/testbed.ts'

const LONG = { timeout: 15_000 }
let testbed: Testbed
beforeAll(async () => {
  testbed = await createTestbed()
})
afterAll(() => testbed.close())

/** A person who has allowed this device, online. */
async function allowing(sn: string) {
  const alice = await testbed.person('alice')
  await alice.person.requestDeviceVoIP({
    sn,
    snTicket: await testbed.ticket(sn),
    modelId: MODEL,
    deviceName: 'Front',
  })
  await alice.person.connect()
  return alice
}

/** The same, rung by it. */
async function ring(sn: string, options: object) {
  const events = await testbed.device(sn, options)
  const { device } = events
  const alice = await allowing(sn)
  const answer = await device.initByCaller({
    roomType: 'video',
    businessType: 1,
    caller: { id: sn },
    listener: { id: 'alice' },
  })
  expect(answer).toMatchObject({ isSuccess: true })
  return { device, events, person: alice.person }
}

test('sends what its own program writes as RTP', async () => {
  let track: werift.MediaStreamTrack | undefined
  const camera = createSocket('udp4')
  camera.on('message', (packet) => track?.enabled && !track.stopped && track.writeRtp(packet))
  await new Promise<void>((bound) => camera.bind(0, '127.0.0.1', bound))
  const media: MediaProvider = {
    async open({ video }) {
      if (!video) return new werift.MediaStream([]) as unknown as MediaStream
      track = new werift.MediaStreamTrack({ kind: 'video' })
      return new werift.MediaStream([track]) as unknown as MediaStream
    },
  }
  const { device, person } = await ring('camera-1', { ...weriftMedia(werift), media })
  const sender = createSocket('udp4')
  let sequenceNumber = 0
  const timer = setInterval(() => {
    const header = new werift.RtpHeader({
      sequenceNumber: ++sequenceNumber,
      timestamp: sequenceNumber * 3000,
      payloadType: 96,
    })
    sender.send(
      new werift.RtpPacket(header, Buffer.from([0x10, 0, 0, 0])).serialize(),
      camera.address().port,
      '127.0.0.1',
    )
  }, 20)
  try {
    await vi.waitFor(() => expect(person.currentCall).not.toBeNull(), LONG)
    const call = person.currentCall
    await call?.accept()
    await vi.waitFor(() => expect(call?.state).toBe('talking'), LONG)
    await vi.waitFor(async () => expect((await call?.received())?.video.packets).toBeGreaterThan(10), LONG)
    await device.forceHangUpVoip()
  } finally {
    clearInterval(timer)
    sender.close()
    camera.close()
  }
})

test('without werift it registers, and says what to install before it rings anybody', async () => {
  const { device, names } = await testbed.device('bare-1', { peers: undefined, media: undefined })
  const alice = await allowing('bare-1')
  const message = /npm install werift.*\.\.\.weriftMedia\(werift\)/
  const caller = { id: 'bare-1' }
  const listener = { id: 'alice' }
  const ring = device.initByCaller({ roomType: 'video', businessType: 1, caller, listener })
  await expect(ring).rejects.toMatchObject({ name: 'VoipJoinError', errCode: 2003 })
  await expect(ring).rejects.toThrow(message)
  await expect(
    alice.person.callDevice({ modelId: MODEL, sn: 'bare-1', roomType: 'voice' }),
  ).resolves.toMatchObject({ roomId: expect.any(String) })
  await vi.waitFor(() => expect(device.currentCall?.state).toBe('incoming'), LONG)
  await expect(device.currentCall?.accept()).rejects.toThrow(message)
  // Whoever could not answer did not take the call; the caller hears nothing of it.
  expect(alice.person.currentCall?.state).toBe('calling')
  expect(names).toEqual([])
  await alice.person.forceHangUpVoip()
})
