import { expect, it } from 'vitest'
import { modelTypeIn } from './model-type.ts'

it.each([
  [{ model_type: 'door phone', model_type_en: null, model_type_zh: '门铃' }, 'door phone', '门铃'],
  [{ model_type: '门铃', model_type_en: 'door phone', model_type_zh: null }, 'door phone', '门铃'],
  [{ model_type: 'DP', model_type_en: 'door phone', model_type_zh: '门铃' }, 'door phone', '门铃'],
  [{ model_type: 'DP', model_type_en: null, model_type_zh: null }, 'DP', 'DP'],
])('a device type is read in the person’s language, else as it is (A8): %j', (model, en, zh) => {
  expect(modelTypeIn(model, 'en')).toBe(en)
  expect(modelTypeIn(model, 'zh')).toBe(zh)
})
