/**
 * Until when a look at a folder is good, in milliseconds since the epoch: so long that looking again and again takes a
 * small part of the time, however large the folder is. In: when the look began; how long it is good for at least.
 */
export const goodUntil = (began: number, atLeast: number): number =>
  Date.now() + Math.max(atLeast, (Date.now() - began) * 20);
