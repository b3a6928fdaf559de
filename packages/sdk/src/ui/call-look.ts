/** How the two pictures of a call are drawn where an app wants them otherwise. */

export interface PictureLook {
  /** Degrees, clockwise. */
  rotation?: 0 | 90 | 180 | 270
  /** Width / height of what is shown. Default: the room there is. */
  aspectRatio?: number
  /** Left and right changed, from how it is else: one's own front camera as a mirror, everything else not. */
  mirrored?: boolean
  /** Top and bottom changed. */
  upsideDown?: boolean
  /** `fill` distorts where the shapes differ; `contain` leaves margins. */
  fit?: 'fill' | 'contain'
}

export interface CallLook {
  local?: PictureLook
  remote?: PictureLook
  /** true: one's own picture is the large one. */
  ownLarge?: boolean
  /** false: no button for the camera. */
  cameraSwitch?: boolean
}

/**
 * The style of one picture.
 * @param mirror drawn as a mirror unless asked otherwise
 * @param large it has the page, not the corner
 */
export function pictureStyle(look: PictureLook = {}, mirror: boolean, large: boolean): string {
  const { rotation = 0, aspectRatio, mirrored = false, upsideDown, fit } = look
  const flips = [mirrored !== mirror && 'scaleX(-1)', upsideDown && 'scaleY(-1)']
  const turned = rotation % 180 !== 0
  const styles: string[] = []
  if (fit) styles.push(`object-fit: ${fit}`)
  if (large && (turned || aspectRatio)) {
    // The box that is seen; turned by a quarter, the element itself is as wide as that is high.
    const width = aspectRatio ? `min(100vw, 100vh * ${aspectRatio})` : '100vw'
    const height = aspectRatio ? `min(100vh, 100vw / ${aspectRatio})` : '100vh'
    const [w, h] = turned ? [height, width] : [width, height]
    styles.push('inset: 50% auto auto 50%', `width: ${w}`, `height: ${h}`, 'translate: -50% -50%')
  } else if (!large && (turned || aspectRatio)) {
    const ratio = aspectRatio ?? 3 / 4
    styles.push(`aspect-ratio: ${turned ? 1 / ratio : ratio}`)
  }
  const transforms = [rotation && `rotate(${rotation}deg)`, ...flips].filter((part) => part)
  if (transforms.length > 0) styles.push(`transform: ${transforms.join(' ')}`)
  return styles.join('; ')
}
