/*
 * instances.mjs - as many instances of a function as there are events at once, as Lambda starts them
 */
import { startLambda } from './lambda.mjs';

/** Up to 'most', each started with its first event; 'options' as startLambda takes them. */
export async function startInstances(most, options) {
  const all = await Promise.all(Array.from({ length: most }, () => startLambda(options)));
  const idle = [...all];
  const waiting = [];
  return {
    all,
    async invoke(event) {
      const one = idle.pop() ?? (await new Promise((resolve) => waiting.push(resolve)));
      try {
        return await one.invoke(event);
      } finally {
        const next = waiting.shift();
        if (next) next(one);
        else idle.push(one);
      }
    },
    stop: () => Promise.all(all.map((one) => one.stop())),
  };
}
