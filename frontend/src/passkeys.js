// Passkeys: fetched only by pages that carry an element with data-passkeys.
export function start() {}
