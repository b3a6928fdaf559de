export function ask(option: object): Promise<unknown>
export function list(): Promise<unknown>
