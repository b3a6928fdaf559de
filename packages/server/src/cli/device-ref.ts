/** A device on the command line: `MODEL_ID/SN`. */

import type { DeviceRef } from '@callgrant/protocol'
import { usageError } from './failure.ts'

/** @throws Failure (2) when it is not two parts with one slash */
export function deviceRef(text: string): DeviceRef {
  const [model_id, sn, ...rest] = text.split('/')
  if (model_id && sn && rest.length === 0) return { model_id, sn }
  throw usageError(
    `${JSON.stringify(text)} names no device. Write MODEL_ID/SN, for example m_door/door-1.`,
    `${JSON.stringify(text)} 不是设备。应写成 MODEL_ID/SN，例如 m_door/door-1。`,
  )
}
