/** Options of an app for how the two pictures of a call are drawn. */

export interface PictureLook {
  /** Degrees, clockwise: 0, 90, 180 or 270. */
  rotation?: number
  /** Width / height of the visible picture. Default: that of the space there is. */
  aspectRatio?: number
  /** Exchanges left and right, compared with the default: the own front camera as a mirror, everything else not. */
  mirrored?: boolean
  /** Exchanges top and bottom. */
  upsideDown?: boolean
  /** `fill` distorts where the shapes differ; `contain` leaves margins. */
  fit?: 'fill' | 'contain'
}

export interface CallLook {
  local?: PictureLook
  remote?: PictureLook
  /** true: this side's own picture is the large one. */
  ownLarge?: boolean
  /** false: no button for the camera. */
  cameraSwitch?: boolean
}

/** Whether the app says itself how the picture lies in its frame. */
export const isPlaced = ({ rotation = 0, aspectRatio, fit }: PictureLook = {}): boolean =>
  rotation % 360 !== 0 || aspectRatio !== undefined || fit !== undefined

/** Width / height of the small frame; undefined: the page's own. */
export function smallRatio({ aspectRatio, rotation = 0 }: PictureLook = {}): number | undefined {
  return aspectRatio ?? (rotation % 180 === 0 ? undefined : 3 / 4)
}

/**
 * The style of one picture in its frame, whose size is `100cqw` by `100cqh`.
 * @param mirror whether it is mirrored by default
 * @param large its frame is the page; false: the frame is in a corner, and has the picture's own shape
 */
export function pictureStyle(look: PictureLook = {}, mirror: boolean, large: boolean): string {
  const { rotation = 0, aspectRatio, mirrored = false, upsideDown, fit } = look
  const flips = [mirrored !== mirror && 'scaleX(-1)', upsideDown && 'scaleY(-1)']
  const turned = rotation % 180 !== 0
  const styles: string[] = []
  // In the corner the picture fills its box and is cut; one that is turned is another shape, and is shown whole.
  const shownWhole = !large && turned ? 'contain' : undefined
  if (fit ?? shownWhole) styles.push(`object-fit: ${fit ?? shownWhole}`)
  if (turned || (large && aspectRatio)) {
    const shape = large ? aspectRatio : undefined
    // The visible box. With a rotation by 90 degrees, the element's width is the height of the box.
    const width = shape ? `min(100cqw, 100cqh * ${shape})` : '100cqw'
    const height = shape ? `min(100cqh, 100cqw / ${shape})` : '100cqh'
    const [w, h] = turned ? [height, width] : [width, height]
    styles.push('inset: 50% auto auto 50%', `width: ${w}`, `height: ${h}`, 'translate: -50% -50%')
  }
  const transforms = [rotation && `rotate(${rotation}deg)`, ...flips].filter((part) => part)
  if (transforms.length > 0) styles.push(`transform: ${transforms.join(' ')}`)
  return styles.join('; ')
}
