import { contextBridge, ipcRenderer } from 'electron';

/**
 * The whole bridge: two functions. No channel name, path helper or `ipcRenderer` reaches the page; every message is
 * checked again by the backend's schemas.
 */
contextBridge.exposeInMainWorld('altavoz', {
  call: (name: unknown, input: unknown, taskId: unknown): Promise<unknown> => ipcRenderer.invoke('altavoz:call', { name, input, taskId }),
  subscribe(listener: (event: unknown) => void): () => void {
    const forward = (_event: unknown, message: unknown): void => listener(message);
    ipcRenderer.on('altavoz:event', forward);
    return () => void ipcRenderer.off('altavoz:event', forward);
  },
});
