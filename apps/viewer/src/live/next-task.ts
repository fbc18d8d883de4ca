const { port1, port2 } = new MessageChannel();
let waiting: (() => void)[] = [];
port1.onmessage = () => {
  const resumed = waiting;
  waiting = [];
  for (const resume of resumed) resume();
};

/** Lets messages that have come be heard, without the four milliseconds that a timer would take. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(null);
  });
}
