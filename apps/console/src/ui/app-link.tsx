import type { Authorization } from '@callgrant/protocol'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useConsole } from '../api/console-context.tsx'

/** To the page of one person of the app that is looked at. */
export function PersonLink({ openid }: { openid: string }) {
  const { appid } = useConsole()
  return (
    <Link to="/$appid/people/$openid" params={{ appid, openid }} className="row-link">
      {openid}
    </Link>
  )
}

export function DeviceLink({
  model_id,
  sn,
  children,
}: {
  model_id: string
  sn: string
  children?: ReactNode
}) {
  const { appid } = useConsole()
  return (
    <Link to="/$appid/devices/$modelId/$sn" params={{ appid, modelId: model_id, sn }} className="row-link">
      {children ?? sn}
    </Link>
  )
}

export function GroupLink({ groupId, children }: { groupId: string; children?: ReactNode }) {
  const { appid } = useConsole()
  return (
    <Link to="/$appid/groups/$groupId" params={{ appid, groupId }} className="row-link">
      {children ?? groupId}
    </Link>
  )
}

export function CallLink({ roomId, children }: { roomId: string; children?: ReactNode }) {
  const { appid } = useConsole()
  return (
    <Link to="/$appid/calls/$roomId" params={{ appid, roomId }} className="row-link">
      {children ?? roomId}
    </Link>
  )
}

/** To the device or the group that a person decided about, by the name that they were shown. */
export function SubjectLink({
  row: { model_id, sn, group_id, display_name },
}: {
  row: Pick<Authorization, 'model_id' | 'sn' | 'group_id' | 'display_name'>
}) {
  if (model_id !== null && sn !== null) {
    return (
      <DeviceLink model_id={model_id} sn={sn}>
        {display_name}
      </DeviceLink>
    )
  }
  return <GroupLink groupId={group_id ?? ''}>{display_name}</GroupLink>
}
