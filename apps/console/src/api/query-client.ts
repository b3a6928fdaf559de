import { CallgrantError } from '@callgrant/protocol/errors'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'

/** The session ended: what it is now is asked, and the sign-in page shows. */
const onError = (error: unknown) => {
  const code = error instanceof CallgrantError ? error.code : ''
  if (code === 'unauthenticated' || code === 'token_expired') {
    void queryClient.invalidateQueries({ queryKey: ['session'] })
  }
}

/** The clients of the SDK retry by themselves. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: { queries: { retry: false, staleTime: 5_000 }, mutations: { retry: false } },
})
