/** A door as a page: a tablet beside the entrance. Its code stands behind the # of its address, which no server is sent. */

import { CallgrantError, createDevice, type Device, type Ring } from '@callgrant/sdk/device'
import { loadCallPage, showCall } from '@callgrant/ui'
import { html, nothing, render } from 'lit'
import { getConfig, type Installed, install, nobodyAllowed, ring } from './ring.ts'
import { language, texts } from './texts.ts'

const sn = new URLSearchParams(location.search).get('sn') ?? 'door-2'
const page = document.getElementById('page') as HTMLElement
let door: Device | undefined
let installed: Installed | undefined
/** While it rings. */
let rung: Ring | undefined
let problem: string | null = null
/** Another door, or this one in another browser, has this serial number. */
let taken = false

draw()
start(location.hash.slice(1)).catch(fail)

async function start(code: string, replace = false): Promise<void> {
  if (!code) throw new Error(texts.noCode)
  problem = null
  taken = false
  installed = await install('', sn, code, replace)
  // The key is made here, kept by the browser, and cannot be taken out of it.
  door = createDevice({ ...(await getConfig('')), sn, language, storage: sessionStorage })
  await door.register(installed.snTicket)
  door.on('connection', draw)
  // A call that this door placed, or a person who wants to see who is there: a door answers by itself.
  door.on('currentCall', (call) => call && void showCall({ call, language }))
  door.onIncomingCall((call) => void call.accept())
  void loadCallPage()
  await door.connect()
}

async function press(): Promise<void> {
  if (!door || !installed) return
  problem = null
  draw()
  const now = await ring(door, installed.residents)
  rung = now
  now.on('change', draw)
  draw()
  // An answer opens the call page, by `currentCall`.
  if ((await now.answered) === null && now.end !== 'cancelled')
    problem = nobodyAllowed(now) ? texts.notAllowed : texts.noAnswer
  rung = undefined
  draw()
}

function fail(error: unknown): void {
  taken = error instanceof CallgrantError && error.code === 'device_already_registered'
  problem = taken ? texts.taken : error instanceof Error ? error.message : String(error)
  draw()
}

function draw(): void {
  const name = !installed ? texts.door : language === 'zh' ? installed.nameZh : `${installed.name} door`
  const online = door?.connection === 'online'
  document.title = name
  render(
    html`
      <header>
        <h1>${name}</h1>
        <span class="pill ${online ? 'good' : ''}" role="status">${online ? texts.online : texts.offline}</span>
      </header>
      ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
      ${
        taken
          ? html`<button class="primary" @click=${() => start(location.hash.slice(1), true).catch(fail)}>${texts.replace}</button>`
          : nothing
      }
      ${
        rung
          ? html`<ul role="status">${rung.people.map(({ name, outcome }) => html`<li>${name}: ${texts.outcome(outcome)}</li>`)}</ul>
              <button class="bell" @click=${() => rung?.cancel()}>${texts.cancel}</button>`
          : html`<button class="bell" ?disabled=${!online} @click=${() => press().catch(fail)}>${texts.ring}</button>`
      }
    `,
    page,
  )
}
