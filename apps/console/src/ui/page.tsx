import { type ReactNode, useEffect } from 'react'
import { useText } from '../text/use-text.ts'

interface PageProps {
  title: ReactNode
  /** For the browser's tab, when the title is more than words. */
  name?: string
  /** What the page is about, in a sentence. */
  about?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** The frame of every page: its heading, what can be done, and what it shows. */
export function Page({ title, name, about, actions, children }: PageProps) {
  const text = useText()
  const tab = name ?? (typeof title === 'string' ? title : '')
  useEffect(() => {
    document.title = tab ? `${tab} · ${text.console}` : text.console
  }, [tab, text])
  return (
    <div className="mx-auto grid w-full max-w-6xl gap-4 p-4 md:p-6">
      <header className="flex flex-wrap items-start justify-between gap-3">
        <div className="grid min-w-0 gap-1">
          <h1 className="text-xl font-semibold [overflow-wrap:anywhere]">{title}</h1>
          {about && <p className="max-w-2xl text-quiet">{about}</p>}
        </div>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  )
}
