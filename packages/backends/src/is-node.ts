/** Whether this is Node, and not a page or a worker of one. */
export const isNode = typeof process !== 'undefined' && process.versions?.node !== undefined;
