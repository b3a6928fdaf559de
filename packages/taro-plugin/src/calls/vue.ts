/** Device calls for Vue 3: `useDeviceCalls()`, `useDeviceCallPage()` and `<DeviceCallPage />`. */

import {
  defineComponent,
  onScopeDispose,
  type PropType,
  type ShallowRef,
  shallowReadonly,
  shallowRef,
} from 'vue'
import { getPerson } from '../main.ts'
import { type CallPages, showCallPages } from './call-pages.ts'
import { type DeviceCallActs, type DeviceCallsState, deviceCalls } from './device-calls.ts'

/** `state` to show, and the functions that change it. */
export interface UseDeviceCalls extends DeviceCallActs {
  readonly state: Readonly<ShallowRef<DeviceCallsState>>
}

/**
 * Signs the person in to receive calls while the component (or effect scope) is active.
 *
 * @example
 * const { state, answer, hangUp } = useDeviceCalls()
 * // <ring v-if="state.stage === 'incoming'" :name="state.peerName" @answer="answer" @decline="hangUp" />
 */
export function useDeviceCalls(): UseDeviceCalls {
  const calls = deviceCalls(getPerson())
  const state = shallowRef(calls.state)
  onScopeDispose(
    calls.subscribe(() => {
      state.value = calls.state
    }),
  )
  state.value = calls.state
  return { state: shallowReadonly(state), ...calls.acts }
}

/**
 * Shows the call page over the app whenever a device rings or is called, while the component (or effect scope) is
 * active. For `setup` of a Taro app's root component, whose own template Taro does not render. H5 and harmony-hybrid
 * only.
 *
 * @example
 * createApp({
 *   setup() {
 *     if (process.env.TARO_PLATFORM === 'web') useDeviceCallPage()
 *   },
 * })
 */
export function useDeviceCallPage(pages: CallPages = {}): void {
  useDeviceCalls()
  onScopeDispose(showCallPages(getPerson(), pages))
}

/** The same as a component, for a page. It renders nothing in its own place. */
export const DeviceCallPage = defineComponent({
  name: 'DeviceCallPage',
  props: {
    language: String as PropType<CallPages['language']>,
    name: String,
    button: Object as PropType<CallPages['button']>,
  },
  setup({ language, name, button }) {
    // biome-ignore lint/correctness/useHookAtTopLevel: the rule is React's; in Vue `setup` is the place
    useDeviceCallPage({
      ...(language && { language }),
      ...(name && { name }),
      ...(button && { button }),
    })
    return () => null
  },
})
