// Scripts that the double injects: a page world that gets only what the preload exposes, and an isolated world that runs the preload.
// The two speak by synchronous DOM events whose details are JSON text, so nothing but data and numbered functions can cross.

/** Runs in the page, before any script of the page. */
export const pageWorld = (channel) => `(() => {
  const promises = new Map(), callbacks = new Map();
  let next = 1, answer = null;
  const send = (message) => { answer = null; window.dispatchEvent(new CustomEvent('${channel}:preload', { detail: JSON.stringify(message) })); return answer; };
  const proxy = (fn) => (...args) => {
    const id = next++;
    const wire = args.map((value) => typeof value === 'function' ? (callbacks.set(next, value), { callback: next++ }) : { value: value === undefined ? null : value });
    const reply = send({ id, fn, args: wire });
    if (reply && 'error' in reply) throw new Error(reply.error);
    if (reply && reply.fn) return proxy(reply.fn);
    if (reply && reply.promise) return new Promise((resolve, reject) => promises.set(id, { resolve, reject }));
    return reply ? reply.value : undefined;
  };
  window.addEventListener('${channel}:page', (event) => {
    const message = JSON.parse(event.detail);
    if (message.expose) {
      const api = Object.freeze(Object.fromEntries(Object.entries(message.functions).map(([name, fn]) => [name, proxy(fn)])));
      Object.defineProperty(window, message.expose, { value: api, enumerable: true });
    } else if (message.answer) answer = message.answer;
    else if (message.callback) callbacks.get(message.callback)?.(...message.args);
    else if (message.settle) {
      const waiting = promises.get(message.settle);
      promises.delete(message.settle);
      if ('error' in message) waiting?.reject(new Error(message.error)); else waiting?.resolve(message.value);
    }
  });
})();`;

/** Runs in the isolated world: a sandboxed preload, whose require knows nothing but electron. */
export const preloadWorld = (channel, binding, code) => `(() => {
  const toMain = globalThis['${binding}'];
  const functions = new Map(), calls = new Map(), listeners = new Map();
  let next = 1;
  const send = (message) => window.dispatchEvent(new CustomEvent('${channel}:page', { detail: JSON.stringify(message) }));
  const keep = (fn) => { functions.set(next, fn); return next++; };
  window.addEventListener('${channel}:preload', (event) => {
    const { id, fn, args } = JSON.parse(event.detail);
    try {
      const result = functions.get(fn)(...args.map((one) => one.callback ? (...values) => send({ callback: one.callback, args: values }) : one.value));
      if (result instanceof Promise) {
        send({ answer: { promise: true } });
        result.then((value) => send({ settle: id, value }), (error) => send({ settle: id, error: String(error.message ?? error) }));
      } else send({ answer: typeof result === 'function' ? { fn: keep(result) } : { value: result } });
    } catch (error) { send({ answer: { error: String(error.message ?? error) } }); }
  });
  globalThis.__fromMain = (text) => {
    const message = JSON.parse(text);
    if (message.reply) {
      const waiting = calls.get(message.reply);
      calls.delete(message.reply);
      if ('error' in message) waiting.reject(new Error("Error invoking remote method '" + message.channel + "': " + message.error)); else waiting.resolve(message.value);
    } else for (const listener of [...(listeners.get(message.channel) ?? [])]) listener({ sender: null, ports: [] }, ...message.args);
  };
  const ipcRenderer = {
    invoke: (channel, ...args) => new Promise((resolve, reject) => { const id = next++; calls.set(id, { resolve, reject }); toMain(JSON.stringify({ invoke: id, channel, args })); }),
    on(channel, listener) { listeners.set(channel, [...(listeners.get(channel) ?? []), listener]); return this; },
    off(channel, listener) { listeners.set(channel, (listeners.get(channel) ?? []).filter((one) => one !== listener)); return this; },
  };
  const contextBridge = { exposeInMainWorld: (name, api) => send({ expose: name, functions: Object.fromEntries(Object.entries(api).map(([key, fn]) => [key, keep(fn)])) }) };
  const require = (name) => { if (name === 'electron') return { ipcRenderer, contextBridge }; throw new Error('module not found: ' + name + ' (sandboxed preload)'); };
  const module = { exports: {} };
  (function (require, module, exports) {${code}
  })(require, module, module.exports);
})();`;
