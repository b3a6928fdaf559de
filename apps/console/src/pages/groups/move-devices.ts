import type { DeviceRef } from '@callgrant/protocol'
import { CallgrantError, ERRORS } from '@callgrant/protocol/errors'
import type { Backend } from '@callgrant/sdk/backend'

/**
 * Puts devices into a group, out of the one they are in, or out of any.
 * @throws CallgrantError the code of the first device that was left as it was
 */
export async function moveDevices(
  backend: Backend,
  devices: readonly DeviceRef[],
  { from, to }: { from: string | null; to: string | null },
): Promise<void> {
  const device_list = devices.map(({ model_id, sn }) => ({ model_id, sn }))
  if (to === null && from === null) return
  const { device_list: done } =
    to === null
      ? await backend.groups.removeDevices(from ?? '', { device_list })
      : await backend.groups.addDevices(to, { device_list, force_add: true })
  const left = done.find(({ code }) => code !== 'ok')
  if (!left) return
  const code = Object.hasOwn(ERRORS, left.code) ? (left.code as keyof typeof ERRORS) : 'internal'
  throw new CallgrantError(code, { message: `${left.sn}: ${left.code}` })
}
