import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { queryClient } from '../api/query-client.ts'
import { sessionQuery, signIn } from '../api/session.ts'
import { SignInPage } from '../pages/sign-in/sign-in-page.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { takeLinkToken } from './link-token.ts'
import { SessionProvider } from './session-context.tsx'

/** Taken once for the page, because it is good once. */
const linkToken = takeLinkToken()
const signedInByLink = linkToken === null ? null : signIn(linkToken)
signedInByLink?.catch(() => {}) // shown below

/** Shows the pages to who is signed in, and the sign-in page to others. */
export function SessionGate({ children }: { children: ReactNode }) {
  const [opening, setOpening] = useState(signedInByLink !== null)
  const [refused, setRefused] = useState<Error | null>(null)
  useEffect(() => {
    void signedInByLink
      ?.then(
        (session) => queryClient.setQueryData(sessionQuery.queryKey, session),
        (error: Error) => setRefused(error),
      )
      .finally(() => setOpening(false))
  }, [])
  const { data, error, refetch } = useQuery({ ...sessionQuery, enabled: !opening })
  if (error && !data) {
    return (
      <main className="mx-auto max-w-xl p-6">
        <ErrorNote error={error} retry={() => void refetch()} />
      </main>
    )
  }
  if (opening || !data) {
    return (
      <main className="mx-auto max-w-xl p-6">
        <Skeleton rows={3} />
      </main>
    )
  }
  if (!data.signed_in) return <SignInPage oidc={data.oidc} refused={refused} />
  return <SessionProvider value={data}>{children}</SessionProvider>
}
