/** Device calls without a framework. */

export { type CallPages, showCallPages } from './call-pages.ts'
export {
  type DeviceCallActs,
  type DeviceCalls,
  type DeviceCallsState,
  deviceCalls,
  type MissedCall,
} from './device-calls.ts'
