import { useMutation, useQueryClient } from '@tanstack/react-query'
import { LogOut } from 'lucide-react'
import { sessionQuery, signOut } from '../api/session.ts'
import { useText } from '../text/use-text.ts'
import { Button } from '../ui/button.tsx'
import { useSession } from './session-context.tsx'

/** Who is signed in, as what, and the way out. */
export function Who() {
  const text = useText()
  const session = useSession()
  const client = useQueryClient()
  const { mutate, isPending } = useMutation({
    mutationFn: () => signOut(session.csrf),
    onSettled: () => {
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
      return client.invalidateQueries({ queryKey: sessionQuery.queryKey })
    },
  })
  return (
    <div className="flex items-center justify-between gap-2">
      <div className="min-w-0 text-xs">
        <p className="font-medium [overflow-wrap:anywhere]">{session.who}</p>
        <p className="text-quiet">{text.roles[session.role]}</p>
      </div>
      <Button look="ghost" busy={isPending} aria-label={text.nav.signOut} onClick={() => mutate()}>
        <LogOut aria-hidden="true" size={16} />
      </Button>
    </div>
  )
}
