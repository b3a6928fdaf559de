/** One app on the emulator’s server: its people, its devices, and what its back end does. */

import type { GroupChange } from '@callgrant/protocol'
import { memoryKeyStore } from '@callgrant/sdk/device'
import { addGroupDevices } from '../acts/add-group-devices.ts'
import { createGroup } from '../acts/create-group.ts'
import { createModel } from '../acts/create-model.ts'
import { createSession } from '../acts/create-session.ts'
import { issueTicket } from '../acts/issue-ticket.ts'
import { removeGroupDevices } from '../acts/remove-group-devices.ts'
import { updateApp } from '../acts/update-app.ts'
import { findModel } from '../store/apps.ts'
import type { Client } from './client.ts'
import { type DeviceOptions, EmulatedDevice } from './device.ts'
import { EmulatedPerson, type PersonOptions } from './person.ts'
import type { World } from './world.ts'

const MODEL_TYPE = 'door phone'

/** A device of the app: by its serial number, of the emulator’s own model, or with another model. */
export type DeviceName = string | { sn: string; modelId: string }

export class EmulatedApp {
  readonly appid: string
  /** The back end’s, for `/cgi-bin/token` and Basic authentication. */
  readonly secret: string
  /** The model of devices that name none. */
  readonly modelId: string
  protected readonly world: World
  readonly #clients = new Set<Client>()

  protected constructor(world: World, app: { appid: string; secret: string }, modelId: string) {
    this.world = world
    this.appid = app.appid
    this.secret = app.secret
    this.modelId = modelId
  }

  static async create(world: World, options: { name: string; modelId: string }): Promise<EmulatedApp> {
    return new EmulatedApp(world, await world.createApp(options.name), options.modelId)
  }

  /** Address of the server: what stands for `https://api.weixin.qq.com` in a back end’s settings. */
  get url(): string {
    return this.world.url
  }

  /**
   * A phone of a person, signed in and online. Called twice with one name it gives two phones of one person: both
   * ring (C7).
   * @param openid 1 to 128 letters, digits, `_`, `-`
   */
  async person(openid: string, options: PersonOptions = {}): Promise<EmulatedPerson> {
    const session = options.session ?? (() => this.session(openid))
    if (!options.session) await this.session(openid) // known to the app from now on
    const person = new EmulatedPerson({ ...this.#parts(openid, options), side: { session } })
    this.#clients.add(person)
    await person.connect()
    return person
  }

  /** A device, registered and online. @param sn 1 to 128 letters, digits, `_`, `-` */
  async device(sn: string, options: DeviceOptions = {}): Promise<EmulatedDevice> {
    const { modelId = this.modelId, modelType, registered = true } = options
    await this.#needModel(modelId, modelType)
    const side = { device: { modelId, sn, key: memoryKeyStore() } }
    const device = new EmulatedDevice({ ...this.#parts(sn, options), modelId, side })
    this.#clients.add(device)
    if (registered) await device.register()
    return device
  }

  /** A session for a person, as the app’s back end makes it. @param seconds how long it is good; default 3600 */
  async session(openid: string, seconds?: number): Promise<string> {
    const request = { openid, ...(seconds !== undefined && { ttl_seconds: seconds }) }
    return (await createSession(this.world.ctx, this, request)).session
  }

  /** A ticket for one device, as `getSnTicket` gives it: good for 5 minutes (A12). */
  async ticket(device: DeviceName): Promise<{ sn_ticket: string; expires_in: number }> {
    const ref = this.#ref(device)
    await this.#needModel(ref.model_id)
    return issueTicket(this.world.ctx, this, ref)
  }

  /** A group of devices (`createIotGroupId`, `addIotGroupDevice`). @returns its `group_id` */
  async group(name: string, devices: DeviceName[] = []): Promise<string> {
    await this.#needModel(this.modelId)
    const request = { model_id: this.modelId, group_name: name }
    const { group_id } = await createGroup(this.world.ctx, this, request)
    if (devices.length > 0) await this.addToGroup(group_id, devices)
    return group_id
  }
  /** @param force takes them out of the groups they are in. @returns what became of each */
  addToGroup(groupId: string, devices: DeviceName[], force = false): Promise<GroupChange> {
    const list = devices.map((device) => this.#ref(device))
    return addGroupDevices(this.world.ctx, this, groupId, { device_list: list, force_add: force })
  }
  removeFromGroup(groupId: string, devices: DeviceName[]): Promise<GroupChange> {
    const list = devices.map((device) => this.#ref(device))
    return removeGroupDevices(this.world.ctx, this, groupId, { device_list: list })
  }

  /** Makes a kind of device. @param modelType the device-type name that people read (A8) */
  async model(modelId: string, modelType: string): Promise<void> {
    await createModel(this.world.ctx, this, { model_id: modelId, model_type: modelType })
  }

  /** Grants the calling capability, or takes it away: -12001 when asking, 12 when calling. */
  async capability(granted: boolean): Promise<void> {
    await updateApp(this.world.ctx, this.appid, { calling: granted })
  }

  /** How long it rings, in seconds, 5 to 120. */
  async ringTimeout(seconds: number): Promise<void> {
    await updateApp(this.world.ctx, this.appid, { ring_timeout_seconds: seconds })
  }

  #parts(name: string, options: PersonOptions | DeviceOptions) {
    const { appid, secret, modelId, world } = this
    const reaches = (key: string) =>
      [...this.#clients].some((client) => client.name === key && client.network.up) ||
      ![...this.#clients].some((client) => client.name === key)
    return { world, app: { appid, secret }, modelId, name, options, reaches }
  }

  #ref(device: DeviceName): { sn: string; model_id: string } {
    return typeof device === 'string'
      ? { sn: device, model_id: this.modelId }
      : { sn: device.sn, model_id: device.modelId }
  }

  async #needModel(modelId: string, modelType = MODEL_TYPE): Promise<void> {
    const { store } = this.world.ctx
    if (!(await findModel(store.db, this.appid, modelId))) await this.model(modelId, modelType)
  }
}
