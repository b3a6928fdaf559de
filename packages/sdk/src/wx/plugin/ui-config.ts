/** `setUIConfig` and `setCustomBtnText`: what the app asked for, as far as this plugin version knows it. */

import type { VoipPictureConfig, VoipUIConfig } from './requests.ts'

/** Plugin versions that brought a field. */
const FIELD_SINCE: Readonly<Record<string, string>> = {
  handsFree: '2.3.0',
  isSelfWindowMax: '2.3.4',
  customBoxHeight: '2.3.10',
  objectFit: '2.3.8',
}

const oneOf =
  (...allowed: unknown[]) =>
  (value: unknown) =>
    allowed.includes(value)
const isBoolean = oneOf(true, false)
const isText = (value: unknown) => typeof value === 'string'
const isRatio = (value: unknown) => typeof value === 'number' && value > 0 && Number.isFinite(value)

const PICTURE = {
  cameraRotation: oneOf(0, 90, 180, 270),
  aspectRatio: isRatio,
  horMirror: isBoolean,
  vertMirror: isBoolean,
  enableToggleCamera: isBoolean,
  objectFit: oneOf('fill', 'contain'),
}
const CONFIG = {
  btnText: isText,
  handsFree: isBoolean,
  isSelfWindowMax: isBoolean,
  customBoxHeight: oneOf('90vh', '70vh'),
}

/**
 * Takes what can be used. A value of a wrong type or out of range is left at its default, as in WeChat: an app calls
 * this as it starts, and must not fail over a picture.
 *
 * @param knows whether this plugin is of that version or newer
 */
export function readUIConfig(config: unknown, knows: (version: string) => boolean): VoipUIConfig {
  const given = objectOf(config)
  const picture = (side: string) => ({
    [side]: pick(objectOf(given[side]), PICTURE, knows) as VoipPictureConfig,
  })
  return {
    ...(pick(given, CONFIG, knows) as VoipUIConfig),
    ...(given.callerUI !== undefined && picture('callerUI')),
    ...(given.listenerUI !== undefined && picture('listenerUI')),
  }
}

function pick(
  given: Record<string, unknown>,
  fields: Record<string, (value: unknown) => boolean>,
  knows: (version: string) => boolean,
): object {
  const usable = Object.entries(fields).filter(
    ([name, fits]) => given[name] !== undefined && fits(given[name]) && knows(FIELD_SINCE[name] ?? '0'),
  )
  return Object.fromEntries(usable.map(([name]) => [name, given[name]]))
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
