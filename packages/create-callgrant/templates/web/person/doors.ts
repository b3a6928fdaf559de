/**
 * The person's page, all but its drawing: who is signed in, which doors there are, what they may do, and the calls.
 * Whoever draws it subscribes, and calls these functions when a button is tapped.
 */

import { createPerson, DeviceVoIPError, type Person } from '@callgrant/sdk/person'
import { loadCallPage, showCall } from '@callgrant/ui'
import { browserUi } from '@callgrant/ui/browser'
import type { RecentCall } from '../backend/recent-calls.ts'
import { CALL_KIND, MODEL } from '../shared.ts'
import { ApiError, api } from './api.ts'
import { language, texts } from './texts.ts'

export interface DoorState {
  sn: string
  name: string
  /** `none`: the person was not asked yet, or closed the dialog with no answer. */
  status: 'none' | 'allowed' | 'refused'
}

export interface State {
  /** undefined: not known yet. null: nobody is signed in. */
  user: string | null | undefined
  /** Whether a door can ring this page now. */
  online: boolean
  doors: DoorState[]
  calls: (RecentCall & { door: string })[]
  /** What failed last, in a sentence. */
  problem: string | null
}

let state: State = { user: undefined, online: false, doors: [], calls: [], problem: null }
let person: Person | undefined
const listeners = new Set<() => void>()

export const getState = (): State => state
export function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
function change(part: Partial<State>): void {
  state = { ...state, ...part }
  for (const listener of listeners) listener()
}

/** Runs what a tap does, and says what went wrong. */
async function act(work: () => Promise<unknown>): Promise<void> {
  change({ problem: null })
  try {
    await work()
  } catch (error) {
    if (error instanceof ApiError && error.code === 'signed_out') return leave()
    change({ problem: error instanceof Error ? error.message : String(error) })
  }
}

/** Called once, when the page is loaded: somebody may be signed in from before. */
export const open = (): Promise<void> =>
  act(async () => {
    await readHome()
    await connect()
  })

export const signIn = (user: string): Promise<void> =>
  act(async () => {
    await api.signIn(user)
    await readHome()
    await connect()
  })

export const signOut = (): Promise<void> =>
  act(async () => {
    await api.signOut()
    leave()
  })

function leave(): void {
  void person?.close()
  person = undefined
  change({ user: null, online: false, doors: [], calls: [] })
}

/** From now on this page rings. */
async function connect(): Promise<void> {
  const { server } = await api.config()
  person = createPerson({
    server,
    // Called again whenever the session has expired.
    session: api.session,
    ui: browserUi(),
    language,
    // The same client after a reload: a call goes on.
    storage: sessionStorage,
  })
  person.on('connection', (connection) => change({ online: connection === 'online' }))
  person.on('authorizationsChanged', () => void readHome())
  // A call that rings here, or that was placed here.
  person.on('currentCall', async (call) => {
    if (!call) return
    await showCall({ call, language })
    await readHome()
  })
  // Its code is there then when somebody rings.
  void loadCallPage()
  await person.connect()
  await readHome()
}

/** Reads the doors and calls from the back end, and what was allowed from the Callgrant server. */
async function readHome(): Promise<void> {
  const home = await api.home()
  const list = person ? (await person.listAuthorizations()).list : []
  const nameOf = ({ name, nameZh }: { name: string; nameZh: string }) => (language === 'zh' ? nameZh : name)
  const doors = home.doors.map((door): DoorState => {
    const own = list.find(({ sn }) => sn === door.sn)
    return {
      sn: door.sn,
      name: nameOf(door),
      status: !own ? 'none' : own.status === 1 ? 'allowed' : 'refused',
    }
  })
  const calls = home.calls.map((call) => ({
    ...call,
    door: texts.door(doors.find(({ sn }) => sn === call.sn)?.name ?? call.sn),
  }))
  change({ user: home.user, doors, calls })
}

/** Asks the person, in the dialog that the SDK shows, whether this door may ring them. */
export const allow = ({ sn, name }: DoorState): Promise<void> =>
  act(async () => {
    const snTicket = await api.ticket(sn)
    try {
      await person?.requestDeviceVoIP({ sn, snTicket, modelId: MODEL.model_id, deviceName: name })
    } catch (error) {
      // 10021: they said no. 10022: they closed the dialog. Both are answers, and no errors.
      if (!(error instanceof DeviceVoIPError && (error.errCode === 10021 || error.errCode === 10022)))
        throw error
    }
    await readHome()
  })

/** Lets the door ring here, to try it. */
export const testRing = ({ sn }: DoorState): Promise<void> => act(() => api.testRing(sn))

/** Calls the door: see who is there. */
export const callDoor = ({ sn }: DoorState): Promise<void> =>
  act(async () => {
    await person?.callDevice({ roomType: CALL_KIND, sn, modelId: MODEL.model_id, nickName: state.user ?? '' })
  })

/** The settings page: a switch for each door. People must be able to take back what they allowed. */
export const openSettings = (): Promise<void> =>
  act(async () => {
    await person?.openSetting()
    await readHome()
  })

/** How a call went, in words. */
export function outcome({ state, end, answered }: RecentCall): string {
  if (state !== 'ended') return texts.now
  if (answered) return texts.answered
  return end === 'rejected' ? texts.declined : texts.missed
}
