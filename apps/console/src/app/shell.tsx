import { Outlet, useLocation, useParams } from '@tanstack/react-router'
import { Menu } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { ConsoleProvider } from '../api/console-context.tsx'
import { NotFoundPage } from '../pages/not-found-page.tsx'
import { useText } from '../text/use-text.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { AppSwitch } from './app-switch.tsx'
import { Navigation } from './navigation.tsx'
import { PreferencesMenu } from './preferences-menu.tsx'
import { useSession } from './session-context.tsx'
import { Who } from './who.tsx'

/** All pages of one app: beside them, or behind a button on a phone, the way to the others. */
export function Shell() {
  const text = useText()
  const session = useSession()
  const { appid } = useParams({ from: '/$appid' })
  const [open, setOpen] = useState(false)
  const main = useFocusOnNewPage()
  if (!session.apps.some((app) => app.appid === appid)) return <NotFoundPage />
  return (
    <ConsoleProvider session={session} appid={appid}>
      <a
        href="#main"
        className="control primary sr-only focus:not-sr-only focus:absolute focus:z-30 focus:m-2"
      >
        {text.nav.skip}
      </a>
      <div className="min-h-dvh lg:grid lg:grid-cols-[14rem_minmax(0,1fr)]">
        <header className="sticky top-0 z-10 flex items-center justify-between gap-2 border-b border-line bg-surface px-3 py-1.5 lg:hidden">
          <Button
            look="ghost"
            aria-label={text.nav.open}
            aria-haspopup="dialog"
            onClick={() => setOpen(true)}
          >
            <Menu aria-hidden="true" size={18} />
          </Button>
          <span className="min-w-0 font-semibold [overflow-wrap:anywhere]">
            {session.apps.find((app) => app.appid === appid)?.name}
          </span>
          <PreferencesMenu />
        </header>
        <header className="sticky top-0 hidden h-dvh flex-col gap-4 overflow-y-auto border-r border-line bg-surface p-3 lg:flex">
          <div className="flex items-center justify-between gap-2 pl-2">
            <span className="font-semibold">Callgrant</span>
            <PreferencesMenu />
          </div>
          <AppSwitch appid={appid} />
          <Navigation appid={appid} />
          <div className="mt-auto border-t border-line pt-3 pl-2">
            <Who />
          </div>
        </header>
        {/* As wide as it may be, so that nothing moves when a list grows. */}
        <main id="main" ref={main} tabIndex={-1} className="min-w-0 outline-none">
          <Outlet />
        </main>
      </div>
      {open && (
        <Dialog title="Callgrant" onClose={() => setOpen(false)}>
          <AppSwitch appid={appid} />
          <Navigation appid={appid} onGo={() => setOpen(false)} />
          <Who />
        </Dialog>
      )}
    </ConsoleProvider>
  )
}

/** Another page: a screen reader goes on where it begins. */
function useFocusOnNewPage() {
  const main = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  const before = useRef(pathname)
  useEffect(() => {
    if (before.current !== pathname) main.current?.focus({ preventScroll: true })
    before.current = pathname
  }, [pathname])
  return main
}
