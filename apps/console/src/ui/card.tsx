import { type ReactNode, useId } from 'react'

interface CardProps {
  title: ReactNode
  about?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** A part of a page. */
export function Card({ title, about, actions, children }: CardProps) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className="grid min-w-0 scroll-mt-16 content-start lg:scroll-mt-4 gap-3 rounded-xl border border-line bg-surface p-4"
    >
      <header className="flex flex-wrap items-center justify-between gap-2">
        <div className="grid gap-0.5">
          <h2 id={id} className="font-semibold">
            {title}
          </h2>
          {about && <p className="max-w-2xl text-quiet">{about}</p>}
        </div>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </header>
      {children}
    </section>
  )
}
