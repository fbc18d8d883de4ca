/** A message with the name of what it is about in front, unless it begins with that itself. */
export const withName = (name: string, message: string): string =>
  message.startsWith(`${name}:`) ? message : `${name}: ${message}`;
