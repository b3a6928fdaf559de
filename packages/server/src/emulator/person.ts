/** A person’s phone in the emulator. */

import type { Person as PersonClient, RequestDeviceVoIPOption } from '@callgrant/sdk/person'
import type { CallDeviceOption, InitByCallerAnswer } from '@callgrant/sdk/wx'
import { issueTicket } from '../acts/issue-ticket.ts'
import { Client, type ClientOptions, type ClientParts } from './client.ts'
import { PersonHand } from './hand.ts'

export interface PersonOptions extends ClientOptions {
  /** Sessions that the app hands out, for an app whose sessions are its own matter. Default: good ones, renewed. */
  session?: () => string | Promise<string>
}

export class EmulatedPerson extends Client {
  /** The hand of the one who holds the phone. */
  readonly hand: PersonHand

  constructor(parts: ClientParts) {
    super(parts)
    const { person } = this
    this.hand = new PersonHand({
      ...this.handParts,
      person,
      storage: this.storage,
      wechat: this.wxWorld.surroundings.versions.wechat,
      openSetting: () => person.openSetting(),
      closeProgram: () => this.closeProgram(),
    })
  }

  /** Who this is to the app. */
  get openid(): string {
    return this.name
  }

  /**
   * Asks this person, and taps Allow: for tests that need an authorization and are about something else.
   * @param subject serial number of a device, or a group
   * @param deviceName what the dialog calls the device, 1 to 13 characters
   */
  async allows(
    subject: string | { sn: string; modelId: string } | { groupId: string },
    deviceName = 'Front',
  ): Promise<void> {
    const { person } = this
    const granted = person.requestDeviceVoIP(await this.#question(subject, deviceName))
    // Refused, there is no dialog to wait for.
    await Promise.race([this.hand.allow(), granted.then(() => undefined)])
    await granted
    await this.parts.world.settle()
  }

  async #question(
    subject: string | { sn: string; modelId: string } | { groupId: string },
    deviceName: string,
  ): Promise<RequestDeviceVoIPOption> {
    if (typeof subject === 'object' && 'groupId' in subject)
      return { isGroup: true, groupId: subject.groupId }
    const { sn, modelId } =
      typeof subject === 'string' ? { sn: subject, modelId: this.parts.modelId } : subject
    const { world, app } = this.parts
    const { sn_ticket: snTicket } = await issueTicket(world.ctx, app, { sn, model_id: modelId })
    return { sn, snTicket, modelId, deviceName }
  }

  /**
   * Calls a device with `callDevice`, which needs no authorization (A4), and goes to the call page as apps do.
   * @param sn of a device of the emulator’s own model, unless `modelId` says another
   * @throws VoipError with WeChat’s number
   */
  async call(sn: string, option: Partial<CallDeviceOption> = {}): Promise<{ roomId: string }> {
    const { modelId } = this.parts
    const answer = await this.plugin.callDevice({ roomType: 'video', sn, modelId, ...option })
    await this.goToCallPage()
    return answer
  }

  /** Calls a device with `initByCaller`, which needs an authorization (`businessType` 2), and goes to the call page. */
  async ring(
    sn: string,
    option: { roomType?: 'voice' | 'video'; modelId?: string } = {},
  ): Promise<InitByCallerAnswer> {
    const answer = await this.plugin.initByCaller({
      roomType: 'video',
      businessType: 2,
      caller: { id: this.openid },
      listener: { id: sn },
      modelId: this.parts.modelId,
      ...option,
    })
    if (answer.isSuccess) await this.goToCallPage()
    return answer
  }

  private get person(): PersonClient {
    return this.client as PersonClient
  }
}
