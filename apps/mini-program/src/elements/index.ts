/** WeChat's built-in components that are drawn here. Whatever else a page has is drawn as a plain block. */

import { WxButton, WxForm, WxLabel, WxNavigator } from './actions.ts'
import {
  WxCheckbox,
  WxCheckboxGroup,
  WxPicker,
  WxRadio,
  WxRadioGroup,
  WxSlider,
  WxSwitch,
} from './choices.ts'
import { WxIcon, WxImage, WxProgress } from './pictures.ts'
import { WxInput, WxTextarea } from './text-fields.ts'

const ELEMENTS: Record<string, CustomElementConstructor> = {
  button: WxButton,
  form: WxForm,
  label: WxLabel,
  navigator: WxNavigator,
  checkbox: WxCheckbox,
  'checkbox-group': WxCheckboxGroup,
  radio: WxRadio,
  'radio-group': WxRadioGroup,
  picker: WxPicker,
  slider: WxSlider,
  switch: WxSwitch,
  icon: WxIcon,
  image: WxImage,
  progress: WxProgress,
  input: WxInput,
  textarea: WxTextarea,
}
/** Drawn by their style alone. */
const PLAIN = [
  'view',
  'text',
  'block',
  'scroll-view',
  'swiper',
  'swiper-item',
  'cover-view',
  'rich-text',
  'page-meta',
]

export const KNOWN_TAGS: ReadonlySet<string> = new Set([...Object.keys(ELEMENTS), ...PLAIN])

export function defineBuiltIns(): void {
  for (const [tag, element] of Object.entries(ELEMENTS)) customElements.define(`wx-${tag}`, element)
}
