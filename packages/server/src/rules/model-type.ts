/** The device-type name that a person reads, in their language (A8). */

/** Of a model: `model_type` where it has no name in a language. */
export interface ModelTypes {
  model_type: string
  model_type_en: string | null
  model_type_zh: string | null
}

export function modelTypeIn(model: ModelTypes, language: 'en' | 'zh'): string {
  return (language === 'zh' ? model.model_type_zh : model.model_type_en) ?? model.model_type
}
