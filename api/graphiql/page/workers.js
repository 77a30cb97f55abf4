// Tells Monaco where its web workers are: beside this script, on our own host.
globalThis.MonacoEnvironment = {
  getWorker(_id, label) {
    const file = WORKERS[label] ?? WORKERS.editor;
    return new Worker(new URL(file, import.meta.url), { type: "module" });
  },
};
