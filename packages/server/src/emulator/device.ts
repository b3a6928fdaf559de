/** A device in the emulator. */

import { createDevice, type Device as DeviceClient, memoryKeyStore } from '@callgrant/sdk/device'
import type { InitByCallerAnswer, InitByCallerOption, Wmpf } from '@callgrant/sdk/wx'
import { issueTicket } from '../acts/issue-ticket.ts'
import { resetDevice } from '../acts/reset-device.ts'
import { Client, type ClientOptions, type ClientParts } from './client.ts'
import { Hand } from './hand.ts'

export interface DeviceOptions extends ClientOptions {
  /** Default: the emulator’s. A model that there is not yet is made. */
  modelId?: string
  /** Device-type name of a model that is made; default `door phone`. */
  modelType?: string
  /** False: it is there, but was never registered, so it cannot sign in. Default true. */
  registered?: boolean
}

export class EmulatedDevice extends Client {
  /** The hand of the one who stands before it. */
  readonly hand: Hand
  /** What pages find as the global `wmpf`, on devices only. */
  readonly wmpf: Wmpf

  constructor(parts: ClientParts) {
    super(parts)
    this.hand = new Hand(this.handParts)
    if (!this.wxWorld.wmpf) throw new Error('A device has no `wmpf`: createWx was not given `device`.')
    this.wmpf = this.wxWorld.wmpf
  }

  get sn(): string {
    return this.name
  }
  get modelId(): string {
    return this.parts.modelId
  }

  /** Registers with a ticket from the back end. @throws CallgrantError `device_already_registered` */
  async register(snTicket?: string): Promise<void> {
    await this.device.register(snTicket ?? (await this.ticket()))
    await this.connect()
  }

  /** The push token that people call it with (`callWMPF`, or `voipToken` of `initByCaller`). */
  async pushToken(): Promise<string> {
    return (await this.wmpf.getWmpfPushToken()).token
  }

  /**
   * Another unit takes this serial number, as after a repair: the back end resets it, and the new unit registers with
   * a key of its own. This one’s credential is wrong from now on (13).
   */
  async replace(): Promise<void> {
    const { world, app } = this.parts
    await resetDevice(world.ctx, app, { model_id: this.modelId, sn: this.sn })
    const unit = createDevice({
      server: world.url,
      appid: app.appid,
      modelId: this.modelId,
      sn: this.sn,
      key: memoryKeyStore(),
    })
    await unit.register(await this.ticket())
    await world.settle()
  }

  /**
   * Rings a person with `initByCaller` (`businessType` 1), and goes to the call page as apps do when it may.
   * @param openid whom
   */
  async call(openid: string, option: Partial<InitByCallerOption> = {}): Promise<InitByCallerAnswer> {
    const answer = await this.plugin.initByCaller({
      roomType: 'video',
      businessType: 1,
      caller: { id: this.sn },
      listener: { id: openid },
      ...option,
    })
    if (answer.isSuccess) await this.goToCallPage()
    return answer
  }

  private get device(): DeviceClient {
    return this.client as DeviceClient
  }
  private async ticket(): Promise<string> {
    const { world, app } = this.parts
    return (await issueTicket(world.ctx, app, { model_id: this.modelId, sn: this.sn })).sn_ticket
  }
}
