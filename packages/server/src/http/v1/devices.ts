/** Routes of an app's back end about models, tickets and devices. */

import {
  CreateModel,
  CreateTicket,
  Device,
  DevicePage,
  DeviceRef,
  ListDevices,
  Model,
  ModelId,
  ModelList,
  Page,
  PushedMessage,
  PushMessage,
  Ticket,
} from '@callgrant/protocol'
import { z } from 'zod'
import { createModel } from '../../acts/devices/create-model.ts'
import { getDevice } from '../../acts/devices/get-device.ts'
import { getModel } from '../../acts/devices/get-model.ts'
import { issueTicket } from '../../acts/devices/issue-ticket.ts'
import { listDevices } from '../../acts/devices/list-devices.ts'
import { listModels } from '../../acts/devices/list-models.ts'
import { pushToDevice } from '../../acts/devices/push-to-device.ts'
import { resetDevice } from '../../acts/devices/reset-device.ts'
import type { RouteTools } from '../route.ts'
import { addRoute } from './route.ts'

const ByModelId = z.object({ model_id: ModelId })

export function addDeviceRoutes(tools: RouteTools): void {
  const { ctx } = tools
  const backend = { caller: 'backend', tag: 'devices' } as const
  addRoute(tools, {
    ...backend,
    method: 'POST',
    url: '/v1/models',
    summary: 'Create a model: a kind of device, with the device-type name that people see',
    body: CreateModel,
    answer: Model,
    status: 201,
    errors: ['model_exists'],
    act: ({ caller, body }) => createModel(ctx, caller, body),
  })
  addRoute(tools, {
    ...backend,
    method: 'GET',
    url: '/v1/models',
    summary: 'List models',
    query: Page,
    answer: ModelList,
    act: ({ caller, query }) => listModels(ctx, caller, query),
  })
  addRoute(tools, {
    ...backend,
    method: 'GET',
    url: '/v1/models/:model_id',
    summary: 'One model',
    params: ByModelId,
    answer: Model,
    errors: ['model_unknown'],
    act: ({ caller, params }) => getModel(ctx, caller, params.model_id),
  })
  addRoute(tools, {
    ...backend,
    method: 'POST',
    url: '/v1/tickets',
    summary: 'Make a device ticket (snTicket), valid for 5 minutes for one model and sn',
    body: CreateTicket,
    answer: Ticket,
    errors: ['model_unknown'],
    act: ({ caller, body }) => issueTicket(ctx, caller, body),
  })
  addRoute(tools, {
    ...backend,
    method: 'GET',
    url: '/v1/devices',
    summary: 'List devices',
    query: ListDevices,
    answer: DevicePage,
    act: ({ caller, query }) => listDevices(ctx, caller, query),
  })
  addRoute(tools, {
    ...backend,
    method: 'GET',
    url: '/v1/devices/:model_id/:sn',
    summary: 'One device',
    params: DeviceRef,
    answer: Device,
    errors: ['device_unknown'],
    act: ({ caller, params }) => getDevice(ctx, caller, params),
  })
  addRoute(tools, {
    ...backend,
    method: 'POST',
    url: '/v1/devices/:model_id/:sn/reset',
    summary: 'Remove the device’s key, so that it can register again; authorizations stay',
    params: DeviceRef,
    answer: Device,
    errors: ['device_unknown'],
    act: ({ caller, params }) => resetDevice(ctx, caller, params),
  })
  addRoute(tools, {
    ...backend,
    method: 'POST',
    url: '/v1/messages',
    summary: 'Send a message to a device that is connected, by the push token that it made',
    body: PushMessage,
    answer: PushedMessage,
    errors: ['push_token_wrong', 'push_message_too_long', 'device_offline'],
    act: ({ caller, body }) => pushToDevice(ctx, caller, body),
  })
}
