/** A device of the emulator. */

import { createDevice, type Device as DeviceClient, memoryKeyStore } from '@callgrant/sdk/device'
import type { InitByCallerAnswer, InitByCallerOption, Wmpf, WmpfHost } from '@callgrant/wechat'
import { Client, type ClientOptions, type ClientParts } from './client.ts'
import { User } from './user.ts'

export interface DeviceOptions extends ClientOptions {
  /** Default: the emulator’s. A model that does not exist is made. */
  modelId?: string
  /** Device-type name of a model that has to be made; default `door phone`. */
  modelType?: string
  /** False: the device is not registered, so it cannot sign in. Default true. */
  registered?: boolean
  /** The app that shows the Mini Program on the device: it answers `wmpf.Channel.invoke(Sync)`, `(command, data) => 'text'`. */
  host?: WmpfHost
}

export class EmulatedDevice extends Client {
  /** What the person in front of the device can do. */
  readonly user: User
  /** What pages on a device find as the global `wmpf`. */
  readonly wmpf: Wmpf

  constructor(parts: ClientParts) {
    super(parts)
    this.user = new User(this.userParts)
    if (!this.wxInstance.wmpf) throw new Error('A device has no `wmpf`: createWx was not given `device`.')
    this.wmpf = this.wxInstance.wmpf
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

  /** The events that the Mini Program has registered (`wmpf.Channel.registerEvent`). */
  get registeredEvents(): string[] {
    return [...(this.wxInstance.hostChannel?.registered ?? [])]
  }

  /**
   * The host sends an event to the Mini Program, `wmpf.Channel.on`.
   * @param data a text as it is, anything else as JSON
   * @throws Error when the Mini Program has not registered it
   */
  async sendHostEvent(event: string, data?: unknown): Promise<void> {
    if (!this.wxInstance.hostChannel?.send(event, data)) {
      const known = this.registeredEvents.join(', ') || 'none'
      throw new Error(`The event ${event} is not registered at ${this.sn}; registered are: ${known}.`)
    }
    await this.parts.core.settle()
  }

  /**
   * Another unit takes over this serial number, as after a repair: the back end resets the device, and the new unit
   * registers with a key of its own. From now on the credential of this one is wrong (13).
   */
  async replace(): Promise<void> {
    const { core, app, backend } = this.parts
    await backend().devices.reset(this.#ref)
    const unit = createDevice({
      server: core.url,
      appid: app.appid,
      modelId: this.modelId,
      sn: this.sn,
      key: memoryKeyStore(),
    })
    await unit.register(await this.ticket())
    await core.settle()
  }

  /**
   * Rings a person with `initByCaller` (`businessType` 1) and, when that succeeds, goes to the call page, as apps do.
   * @returns the answer of `initByCaller`; a refusal has `errCode`
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

  get #ref() {
    return { model_id: this.modelId, sn: this.sn }
  }
  private get device(): DeviceClient {
    return this.client as DeviceClient
  }
  private async ticket(): Promise<string> {
    return (await this.parts.backend().tickets.create(this.#ref)).sn_ticket
  }
}
