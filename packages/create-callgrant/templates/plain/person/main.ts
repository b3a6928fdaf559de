/** Draws the person's page, without a framework: lit's `html`, which @callgrant/ui brings anyway. */

import { html, nothing, render } from 'lit'
import * as doors from './doors.ts'
import { language, texts } from './texts.ts'

document.title = texts.title
const page = document.getElementById('page') as HTMLElement
const draw = () => render(view(doors.getState()), page)
doors.subscribe(draw)
draw()
void doors.open()

function view({ user, online, doors: list, calls, problem }: doors.State) {
  return html`
    <header>
      <h1>${texts.title}</h1>
      ${user ? html`<span class="pill ${online ? 'good' : ''}" role="status">${online ? texts.online : texts.offline}</span>` : nothing}
    </header>
    <p class="quiet">${texts.lead}</p>
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
    ${
      user === null
        ? html`<section class="card">
            <p>${texts.signInLead}</p>
            ${['Alice', 'Bob'].map((name) => html`<button class="primary" @click=${() => doors.signIn(name.toLowerCase())}>${texts.signIn(name)}</button>`)}
          </section>`
        : nothing
    }
    ${user ? [list.map(doorCard), list.length === 0 ? html`<p class="card">${texts.noDoors}</p>` : nothing, callsCard(calls)] : nothing}
    ${
      user
        ? html`<footer>
            <button ?disabled=${!online} @click=${doors.openSettings}>${texts.settings}</button>
            <button @click=${doors.signOut}>${texts.signOut}</button>
          </footer>`
        : nothing
    }
  `
}

function doorCard(door: doors.DoorState) {
  const { online } = doors.getState()
  return html`<section class="card" data-door=${door.sn}>
    <h2>${texts.door(door.name)} <span class="pill ${door.status}">${texts.status[door.status]}</span></h2>
    ${
      door.status === 'none'
        ? html`<button class="primary" ?disabled=${!online} @click=${() => doors.allow(door)}>${texts.allow}</button>`
        : html`<button class="primary" ?disabled=${!online || door.status === 'refused'} @click=${() => doors.testRing(door)}>
              ${texts.testRing}
            </button>
            <button ?disabled=${!online} @click=${() => doors.callDoor(door)}>${texts.callDoor}</button>`
    }
  </section>`
}

function callsCard(calls: doors.State['calls']) {
  return html`<section class="card">
    <h2>${texts.calls}</h2>
    ${
      calls.length === 0
        ? html`<p class="quiet">${texts.noCalls}</p>`
        : html`<ul>
            ${calls.map(
              (call) => html`<li>
                <span>${call.door}</span><span class="quiet">${new Date(call.at).toLocaleTimeString(language)}</span>
                <span>${doors.outcome(call)}</span>
              </li>`,
            )}
          </ul>`
    }
  </section>`
}
