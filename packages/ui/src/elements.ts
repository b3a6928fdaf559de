/** For elements of the same look in other packages: the base class, focus of modals, theme and styles. */

export { CallgrantElement, define } from './element.ts'
export { keepTabInside, showModal } from './modal.ts'
export { buttons, sheet, theme } from './theme.ts'
