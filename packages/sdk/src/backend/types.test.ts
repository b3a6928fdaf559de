import type {
  AddGroupDevices,
  CreateApp,
  CreateGroup,
  CreateModel,
  CreateSession,
  OperateApp,
  PushMessage,
  RemoveGroupDevices,
  StartCallFromDevice,
  UpdateApp,
  WechatCallOutcome,
} from '@callgrant/protocol'
import { expectTypeOf, it } from 'vitest'
import type { AppChanges, Backend, CallFromDevice, Operator, OperatorAppChanges } from './index.ts'

/** What the server takes, before defaults are filled in. */
type Taken<Schema extends { '~standard': { types?: { input: unknown } | undefined } }> = NonNullable<
  Schema['~standard']['types']
>['input']
type Body<Method extends (...given: never[]) => unknown, Index extends number = 0> = Parameters<Method>[Index]

it('takes what the server takes, no more and no less', () => {
  expectTypeOf<CallFromDevice>().toExtend<Taken<typeof StartCallFromDevice>>()
  expectTypeOf<Taken<typeof StartCallFromDevice>>().toExtend<CallFromDevice>()
  expectTypeOf<AppChanges>().toExtend<Taken<typeof UpdateApp>>()
  expectTypeOf<Taken<typeof UpdateApp>>().toExtend<AppChanges>()
  expectTypeOf<OperatorAppChanges>().toExtend<Taken<typeof OperateApp>>()
  expectTypeOf<Taken<typeof OperateApp>>().toExtend<OperatorAppChanges>()
  expectTypeOf<Body<Backend['sessions']['create']>>().toEqualTypeOf<Taken<typeof CreateSession>>()
  expectTypeOf<Body<Backend['models']['create']>>().toEqualTypeOf<Taken<typeof CreateModel>>()
  expectTypeOf<Body<Backend['groups']['create']>>().toEqualTypeOf<Taken<typeof CreateGroup>>()
  expectTypeOf<Body<Backend['groups']['addDevices'], 1>>().toEqualTypeOf<Taken<typeof AddGroupDevices>>()
  expectTypeOf<Body<Backend['groups']['removeDevices'], 1>>().toEqualTypeOf<
    Taken<typeof RemoveGroupDevices>
  >()
  expectTypeOf<Body<Backend['messages']['send']>>().toEqualTypeOf<Taken<typeof PushMessage>>()
  expectTypeOf<Body<Backend['wechatLedger']['reportCall']>>().toEqualTypeOf<Taken<typeof WechatCallOutcome>>()
  expectTypeOf<Body<Operator['apps']['create']>>().toEqualTypeOf<Taken<typeof CreateApp>>()
})
