/** WeChat's built-in components. Any other tag is drawn as a plain block. */

import { WxButton, WxForm, WxLabel, WxNavigator } from './actions.ts'
import { WxCanvas } from './canvas.ts'
import {
  WxCheckbox,
  WxCheckboxGroup,
  WxPicker,
  WxRadio,
  WxRadioGroup,
  WxSlider,
  WxSwitch,
} from './choices.ts'
import { WxCoverImage, WxIcon, WxImage, WxProgress } from './pictures.ts'
import { WxRichText } from './rich-text.ts'
import { WxInput, WxTextarea } from './text-fields.ts'

const ELEMENTS: Record<string, CustomElementConstructor> = {
  button: WxButton,
  canvas: WxCanvas,
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
  'cover-image': WxCoverImage,
  progress: WxProgress,
  'rich-text': WxRichText,
  input: WxInput,
  textarea: WxTextarea,
}
/** Elements that need a style only. */
const PLAIN = ['view', 'text', 'block', 'scroll-view', 'swiper', 'swiper-item', 'cover-view', 'page-meta']

export const KNOWN_TAGS: ReadonlySet<string> = new Set([...Object.keys(ELEMENTS), ...PLAIN])

export function defineElements(): void {
  for (const [tag, element] of Object.entries(ELEMENTS)) customElements.define(`wx-${tag}`, element)
}
