/** Routes of an app's back end about groups of devices. */

import {
  AddGroupDevices,
  CreateGroup,
  Group,
  GroupChange,
  GroupId,
  GroupInfo,
  GroupList,
  Page,
  RemoveGroupDevices,
} from '@callgrant/protocol'
import { z } from 'zod'
import { addGroupDevices } from '../../acts/groups/add-group-devices.ts'
import { createGroup } from '../../acts/groups/create-group.ts'
import { getGroup } from '../../acts/groups/get-group.ts'
import { listGroups } from '../../acts/groups/list-groups.ts'
import { removeGroupDevices } from '../../acts/groups/remove-group-devices.ts'
import type { RouteTools } from '../route.ts'
import { addRoute } from './route.ts'

const ByGroupId = z.object({ group_id: GroupId })

export function addGroupRoutes(tools: RouteTools): void {
  const { ctx } = tools
  const backend = { caller: 'backend', tag: 'groups' } as const
  addRoute(tools, {
    ...backend,
    method: 'POST',
    url: '/v1/groups',
    summary:
      'Create a group; its name cannot be changed, and all its devices are of this model’s device type',
    body: CreateGroup,
    answer: Group,
    status: 201,
    errors: ['model_unknown', 'group_exists'],
    act: ({ caller, body }) => createGroup(ctx, caller, body),
  })
  addRoute(tools, {
    ...backend,
    method: 'GET',
    url: '/v1/groups',
    summary: 'List groups',
    query: Page,
    answer: GroupList,
    act: ({ caller, query }) => listGroups(ctx, caller, query),
  })
  addRoute(tools, {
    ...backend,
    method: 'GET',
    url: '/v1/groups/:group_id',
    summary: 'One group with its devices',
    params: ByGroupId,
    answer: GroupInfo,
    errors: ['group_unknown'],
    act: ({ caller, params }) => getGroup(ctx, caller, params.group_id),
  })
  addRoute(tools, {
    ...backend,
    method: 'POST',
    url: '/v1/groups/:group_id/devices/add',
    summary: 'Put devices into the group; each has its own code in the answer',
    params: ByGroupId,
    body: AddGroupDevices,
    answer: GroupChange,
    errors: ['group_unknown'],
    act: ({ caller, params, body }) => addGroupDevices(ctx, caller, params.group_id, body),
  })
  addRoute(tools, {
    ...backend,
    method: 'POST',
    url: '/v1/groups/:group_id/devices/remove',
    summary: 'Take devices out of the group; each has its own code in the answer',
    params: ByGroupId,
    body: RemoveGroupDevices,
    answer: GroupChange,
    errors: ['group_unknown'],
    act: ({ caller, params, body }) => removeGroupDevices(ctx, caller, params.group_id, body),
  })
}
