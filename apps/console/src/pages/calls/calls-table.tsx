import type { ListedCall } from '@callgrant/protocol'
import type { ReactNode } from 'react'
import type { Pages } from '../../api/use-pages.ts'
import { usePreferences } from '../../preferences/preferences-provider.tsx'
import { useText } from '../../text/use-text.ts'
import { CallLink, DeviceLink, PersonLink } from '../../ui/app-link.tsx'
import { Table } from '../../ui/table.tsx'
import { formatTime } from '../../ui/time.tsx'
import { CallStateBadge } from './call-state-badge.tsx'
import { talkSeconds } from './talk-seconds.ts'

/** Calls, newest first. */
export function CallsTable({ pages, empty }: { pages: Pages<ListedCall>; empty: ReactNode }) {
  const text = useText()
  const { language } = usePreferences()
  return (
    <Table
      name={text.nav.calls}
      pages={pages}
      rowKey={({ room_id }) => room_id}
      empty={empty}
      columns={[
        {
          head: text.words.at,
          cell: ({ room_id, created_at, caller, sn, openid }) => (
            <div className="grid justify-items-start">
              <CallLink roomId={room_id}>
                <span className="tabular-nums">{formatTime(created_at, language)}</span>
              </CallLink>
              <span className="pb-1 text-xs text-quiet md:hidden">
                {caller.kind === 'device' ? `${sn} → ${openid}` : `${openid} → ${sn}`}
              </span>
            </div>
          ),
        },
        { head: text.calls.state, cell: (call) => <CallStateBadge call={call} /> },
        {
          head: text.words.device,
          from: 'md',
          cell: ({ model_id, sn }) => <DeviceLink model_id={model_id} sn={sn} />,
        },
        { head: text.words.openid, from: 'md', cell: ({ openid }) => <PersonLink openid={openid} /> },
        { head: text.call.caller, from: 'md', cell: ({ caller }) => text.call.sides[caller.kind] },
        {
          head: text.calls.talked,
          from: 'lg',
          numeric: true,
          cell: (call) => {
            const seconds = talkSeconds(call)
            return seconds === null ? '–' : text.calls.seconds(seconds)
          },
        },
      ]}
    />
  )
}
