/** UTF-16 units. */
export const SHORTEST_PASSWORD = 10;
export const LONGEST_PASSWORD = 128;
