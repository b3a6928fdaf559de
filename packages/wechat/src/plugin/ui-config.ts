/** Reads the option of `setUIConfig`: the fields that this plugin version has, with values that can be used. */

import type { VoipPictureConfig, VoipUIConfig } from './requests.ts'

/** The plugin version that brought a field; the others were always there. */
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
 * Returns the usable fields. One of a wrong type or out of range keeps its default, as in WeChat: an app calls this as
 * it starts, and must not fail because of how a picture is drawn.
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
