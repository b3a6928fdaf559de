/** A Vue app that can be rung, for a test to open in a browser: drawn by itself, with the call page over it. */

import { createPerson } from '@callgrant/sdk/person'
import { createApp, h, ref } from 'vue'
import { DeviceCallPage, useDeviceCalls } from '../src/calls/vue.ts'
import { registry } from '../src/shared/registry.ts'

const Calls = {
  setup() {
    // biome-ignore lint/correctness/useHookAtTopLevel: the rule is React's; in Vue `setup` is the place
    const { state } = useDeviceCalls()
    return () => {
      const { connection, stage, peerName, end } = state.value
      return h('p', { id: 'calls' }, [connection, stage, peerName, end?.reason].filter(Boolean).join(' '))
    }
  },
}

/** Puts the app on the page for whoever has this session. */
export function start(server: string, session: string): void {
  const person = createPerson({ server, session, language: 'en' })
  registry().person = () => person
  const there = ref(true)
  createApp({
    setup: () => () => [
      h('button', { onClick: () => (there.value = !there.value) }, 'in or out'),
      there.value && [h(Calls), h(DeviceCallPage, { name: 'The front door' })],
    ],
  }).mount(document.body.appendChild(document.createElement('main')))
}
