export async function playDemo(_: unknown) {
  return 1
}
