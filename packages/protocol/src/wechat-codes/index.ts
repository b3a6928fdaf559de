/**
 * WeChat's numbers, each once, by the surface that answers it. Which refusal of Callgrant stands for which number:
 * `../errors/codes.ts`. Modules, and not objects, so that a bundler keeps the numbers that are used and no names.
 *
 * @example PLUGIN_CODES.NOT_AUTHORIZED // 9
 */

export * as DEVICE_VOIP_CODES from './device-voip.ts'
export * as HTTP_CODES from './http.ts'
export * as PLUGIN_CODES from './plugin.ts'
