/** A phone of the emulator, and the person who has it. */

import type { Person as PersonClient, RequestDeviceVoIPOption } from '@callgrant/sdk/person'
import type { CallDeviceOption, InitByCallerAnswer } from '@callgrant/wechat'
import { Client, type ClientOptions, type ClientParts } from './client.ts'
import { PhoneUser } from './user.ts'

export interface PersonOptions extends ClientOptions {
  /** Where sessions come from, for a test of expired or wrong ones. Default: valid ones, renewed in time. */
  session?: () => string | Promise<string>
}

export class EmulatedPerson extends Client {
  /** What the person who holds the phone can do. */
  readonly user: PhoneUser

  constructor(parts: ClientParts) {
    super(parts)
    const { person } = this
    this.user = new PhoneUser({
      ...this.userParts,
      person,
      storage: this.storage,
      clearFiles: () => this.wxInstance.host.files.clear(),
      wechat: this.wxInstance.host.versions.wechat,
      openSetting: () => person.openSetting(),
      closeProgram: () => this.closeProgram(),
    })
  }

  /** The person’s openid in the app. */
  get openid(): string {
    return this.name
  }

  /**
   * Asks this person and taps Allow: for tests that need an authorization but are not about it.
   * @param subject serial number of a device, or a group
   * @param deviceName what the dialog calls the device, 1 to 13 characters
   */
  async allows(
    subject: string | { sn: string; modelId: string } | { groupId: string },
    deviceName = 'Front',
  ): Promise<void> {
    const { person } = this
    const granted = person.requestDeviceVoIP(await this.#question(subject, deviceName))
    // When the server refuses, no dialog appears.
    await Promise.race([this.user.allow(), granted.then(() => undefined)])
    await granted
    await this.parts.core.settle()
  }

  async #question(
    subject: string | { sn: string; modelId: string } | { groupId: string },
    deviceName: string,
  ): Promise<RequestDeviceVoIPOption> {
    if (typeof subject === 'object' && 'groupId' in subject)
      return { isGroup: true, groupId: subject.groupId }
    const { sn, modelId } =
      typeof subject === 'string' ? { sn: subject, modelId: this.parts.modelId } : subject
    const { sn_ticket: snTicket } = await this.parts.backend().tickets.create({ sn, model_id: modelId })
    return { sn, snTicket, modelId, deviceName }
  }

  /**
   * Calls a device with `callDevice`, which needs no authorization, and goes to the call page as apps do.
   * @param sn serial number of a device of the emulator’s own model, unless `modelId` names another
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
