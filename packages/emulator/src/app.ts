/** One app on the emulator’s server: its people, its devices, and the requests of its back end. */

import type { GroupChange } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Backend } from '@callgrant/sdk/backend'
import { memoryKeyStore } from '@callgrant/sdk/device'
import { type CloudDatabase, createDatabase, type Database, memoryDatabase } from '@callgrant/wechat'
import type { Client } from './client.ts'
import type { EmulatorCore } from './core.ts'
import { type DeviceOptions, EmulatedDevice } from './device.ts'
import { EmulatedPerson, type PersonOptions } from './person.ts'

const MODEL_TYPE = 'door phone'

/** A device of the app: its serial number alone, for the emulator’s own model, or with its model. */
export type DeviceName = string | { sn: string; modelId: string }

export class EmulatedApp {
  readonly appid: string
  /** The app’s secret, for `/cgi-bin/token` and Basic authentication. */
  readonly secret: string
  /** The model of devices that are made without one. */
  readonly modelId: string
  /** The app's `cloud.database()`, as its cloud functions see it: to put data into it, and to look. */
  readonly database: Database
  readonly #data: CloudDatabase
  protected readonly core: EmulatorCore
  readonly #clients = new Set<Client>()
  /** The `model_id`s that are known to exist. */
  readonly #models = new Set<string>()

  protected constructor(core: EmulatorCore, app: { appid: string; secret: string }, modelId: string) {
    this.core = core
    this.#data = memoryDatabase(() => core.clock.now())
    this.database = createDatabase({ data: this.#data })
    this.appid = app.appid
    this.secret = app.secret
    this.modelId = modelId
  }

  static async create(core: EmulatorCore, options: { name: string; modelId: string }): Promise<EmulatedApp> {
    return new EmulatedApp(core, await core.createApp(options.name), options.modelId)
  }

  /** Address of the server. In the settings of a back end it replaces `https://api.weixin.qq.com`. */
  get url(): string {
    return this.core.url
  }

  /**
   * Makes a phone of a person, signed in and online. Called twice with the same openid, it makes two phones of one
   * person, and both ring.
   * @param openid 1 to 128 letters, digits, `_`, `-`
   */
  async person(openid: string, options: PersonOptions = {}): Promise<EmulatedPerson> {
    const session = options.session ?? (() => this.session(openid))
    if (!options.session) await this.session(openid) // from now on the server knows the person
    const person = new EmulatedPerson({ ...this.#parts(openid, options), side: { session } })
    this.#clients.add(person)
    await person.connect()
    return person
  }

  /** Makes a device, registered and online. @param sn 1 to 128 letters, digits, `_`, `-` */
  async device(sn: string, options: DeviceOptions = {}): Promise<EmulatedDevice> {
    const { modelId = this.modelId, modelType, registered = true, host } = options
    await this.#needModel(modelId, modelType)
    const side = { device: { modelId, sn, key: memoryKeyStore(), ...(host && { host }) } }
    const device = new EmulatedDevice({ ...this.#parts(sn, options), modelId, side })
    this.#clients.add(device)
    if (registered) await device.register()
    return device
  }

  /** Makes a session for a person, as the app’s back end does. @param seconds how long it is valid; default 3600 */
  async session(openid: string, seconds?: number): Promise<string> {
    const request = { openid, ...(seconds !== undefined && { ttl_seconds: seconds }) }
    return (await this.#backend.sessions.create(request)).session
  }

  /** Makes a ticket for one device, as `getSnTicket` does: valid for 5 minutes (`expires_in` is in seconds). */
  async ticket(device: DeviceName): Promise<{ sn_ticket: string; expires_in: number }> {
    const ref = this.#ref(device)
    await this.#needModel(ref.model_id)
    return this.#backend.tickets.create(ref)
  }

  /** Makes a group of devices (`createIotGroupId`, `addIotGroupDevice`). @returns its `group_id` */
  async group(name: string, devices: DeviceName[] = []): Promise<string> {
    await this.#needModel(this.modelId)
    const request = { model_id: this.modelId, group_name: name }
    const { group_id } = await this.#backend.groups.create(request)
    if (devices.length > 0) await this.addToGroup(group_id, devices)
    return group_id
  }
  /**
   * Puts devices into a group.
   * @param force takes them out of the groups that they are in
   * @returns the result for each device
   */
  addToGroup(groupId: string, devices: DeviceName[], force = false): Promise<GroupChange> {
    const list = devices.map((device) => this.#ref(device))
    return this.#backend.groups.addDevices(groupId, { device_list: list, force_add: force })
  }
  /** Takes devices out of a group. @returns the result for each device */
  removeFromGroup(groupId: string, devices: DeviceName[]): Promise<GroupChange> {
    const list = devices.map((device) => this.#ref(device))
    return this.#backend.groups.removeDevices(groupId, { device_list: list })
  }

  /** Makes a model. @param modelType the device-type name, which people read in the dialog */
  async model(modelId: string, modelType: string): Promise<void> {
    await this.#backend.models.create({ model_id: modelId, model_type: modelType })
    this.#models.add(modelId)
  }

  /** Grants the calling capability, or takes it away: then asking fails with -12001, and calling with 12. */
  async capability(granted: boolean): Promise<void> {
    await this.core.operator.apps.update(this.appid, { calling: granted })
  }

  /** Sets how long a call rings, in seconds, 5 to 120. */
  async ringTimeout(seconds: number): Promise<void> {
    await this.core.operator.apps.update(this.appid, { ring_timeout_seconds: seconds })
  }

  get #backend(): Backend {
    return this.core.backendOf(this)
  }

  #parts(name: string, options: PersonOptions | DeviceOptions) {
    const { appid, secret, modelId, core } = this
    const reaches = (key: string) =>
      [...this.#clients].some((client) => client.name === key && client.network.up) ||
      ![...this.#clients].some((client) => client.name === key)
    return {
      core,
      app: { appid, secret },
      database: this.#data,
      backend: () => this.#backend,
      modelId,
      name,
      options,
      reaches,
    }
  }

  #ref(device: DeviceName): { sn: string; model_id: string } {
    return typeof device === 'string'
      ? { sn: device, model_id: this.modelId }
      : { sn: device.sn, model_id: device.modelId }
  }

  async #needModel(modelId: string, modelType = MODEL_TYPE): Promise<void> {
    if (this.#models.has(modelId)) return
    try {
      await this.model(modelId, modelType)
    } catch (error) {
      if (!(error instanceof CallgrantError && error.code === 'model_exists')) throw error
      this.#models.add(modelId)
    }
  }
}
