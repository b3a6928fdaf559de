/**
 * For tests: WeChat’s calls between phones and devices in one process, with every refusal, failure and old version that
 * cannot be produced in WeChat itself. See docs/testing.md.
 */

export type { Modal, Toast, Wmpf, WmpfVoip, Wx } from '@callgrant/wechat'
export type { LivePage, MiniProgram } from '@callgrant/wechat/mini-program'
export type { OpenOptions } from '@callgrant/wechat/mini-program/node'
export { type DeviceName, EmulatedApp } from './app.ts'
export type { Client, ClientOptions } from './client.ts'
export { days, hours, minutes, seconds } from './clock.ts'
export { type DeviceOptions, EmulatedDevice } from './device.ts'
export { createEmulator, type EmulatedServer, Emulator, type EmulatorOptions } from './emulator.ts'
export type { Failing, Pattern } from './failing.ts'
export type { Equipment, Media } from './media.ts'
export type { Network } from './network.ts'
export { EmulatedPerson, type PersonOptions } from './person.ts'
export type { Screen, SettingsRow, ShownActionSheet, ShownDialog, ShownSettings } from './screen.ts'
export type { PhoneUser, SettingsSubject, User } from './user.ts'
