/**
 * For tests: WeChat’s calling flow on one machine, with everything producible that WeChat gives no way to test.
 * See docs/testing.md.
 */

export type { Modal, Toast, Wmpf, WmpfVoip, Wx } from '@callgrant/sdk/wx'
export type { LivePage, MiniProgram } from '@callgrant/sdk/wx/pages'
export { type DeviceName, EmulatedApp } from './app.ts'
export type { Client, ClientOptions } from './client.ts'
export { days, hours, minutes, seconds } from './clock.ts'
export { type DeviceOptions, EmulatedDevice } from './device.ts'
export { createEmulator, type EmulatedServer, Emulator, type EmulatorOptions } from './emulator.ts'
export type { Hand, PersonHand, SettingsSubject } from './hand.ts'
export type { OpenOptions } from './load/open.ts'
export type { Equipment, Media } from './media.ts'
export type { Failing, Network, Pattern } from './network.ts'
export { EmulatedPerson, type PersonOptions } from './person.ts'
export type { Screen, SettingsRow, ShownActionSheet, ShownDialog, ShownSettings } from './screen.ts'
