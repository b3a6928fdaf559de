/** Draws the person's page with React. */

import { useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import * as doors from './doors.ts'
import { language, texts } from './texts.ts'

document.title = texts.title
createRoot(document.getElementById('page') as HTMLElement).render(<Page />)
void doors.open()

function Page() {
  const { user, online, doors: list, calls, problem } = useSyncExternalStore(doors.subscribe, doors.getState)
  return (
    <>
      <header>
        <h1>{texts.title}</h1>
        {user && (
          <span className={`pill ${online ? 'good' : ''}`} role="status">
            {online ? texts.online : texts.offline}
          </span>
        )}
      </header>
      <p className="quiet">{texts.lead}</p>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {user === null && (
        <section className="card">
          <p>{texts.signInLead}</p>
          {['Alice', 'Bob'].map((name) => (
            <button
              key={name}
              type="button"
              className="primary"
              onClick={() => doors.signIn(name.toLowerCase())}
            >
              {texts.signIn(name)}
            </button>
          ))}
        </section>
      )}
      {user && (
        <>
          {list.map((door) => (
            <Door key={door.sn} door={door} online={online} />
          ))}
          {list.length === 0 && <p className="card">{texts.noDoors}</p>}
          <Calls calls={calls} />
          <footer>
            <button type="button" disabled={!online} onClick={doors.openSettings}>
              {texts.settings}
            </button>
            <button type="button" onClick={doors.signOut}>
              {texts.signOut}
            </button>
          </footer>
        </>
      )}
    </>
  )
}

function Door({ door, online }: { door: doors.DoorState; online: boolean }) {
  return (
    <section className="card" data-door={door.sn}>
      <h2>
        {texts.door(door.name)} <span className={`pill ${door.status}`}>{texts.status[door.status]}</span>
      </h2>
      {door.status === 'none' ? (
        <button type="button" className="primary" disabled={!online} onClick={() => doors.allow(door)}>
          {texts.allow}
        </button>
      ) : (
        <>
          <button
            type="button"
            className="primary"
            disabled={!online || door.status === 'refused'}
            onClick={() => doors.testRing(door)}
          >
            {texts.testRing}
          </button>
          <button type="button" disabled={!online} onClick={() => doors.callDoor(door)}>
            {texts.callDoor}
          </button>
        </>
      )}
    </section>
  )
}

function Calls({ calls }: { calls: doors.State['calls'] }) {
  return (
    <section className="card">
      <h2>{texts.calls}</h2>
      {calls.length === 0 && <p className="quiet">{texts.noCalls}</p>}
      <ul>
        {calls.map((call) => (
          <li key={call.roomId}>
            <span>{call.door}</span>
            <span className="quiet">{new Date(call.at).toLocaleTimeString(language)}</span>
            <span>{doors.outcome(call)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
