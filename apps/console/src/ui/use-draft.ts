import { useState } from 'react'

/** What is typed and not yet asked for; it begins anew when what is asked for changes, as by the address. */
export function useDraft<Value>(asked: Value): [Value, (to: Value) => void] {
  const [state, setState] = useState({ asked, draft: asked })
  if (state.asked !== asked) setState({ asked, draft: asked })
  return [state.asked === asked ? state.draft : asked, (draft) => setState({ asked, draft })]
}
