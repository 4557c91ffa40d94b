// Lets a test in another process ask the double what happened and act as the person or the system would.
import { createInterface } from 'node:readline';
import { app, BrowserWindow, defaultPermissions, powerMonitor, recorded } from './electron.mjs';

/** Functions and processes stay here; the rest crosses as data. */
const menuData = (menu) =>
  menu.map((group) => ({
    label: group.label ?? group.role,
    items: (group.submenu ?? []).map(({ label, enabled, accelerator, registerAccelerator }) => ({
      label,
      enabled,
      accelerator,
      registerAccelerator,
    })),
  }));
const first = () => BrowserWindow.getAllWindows()[0];

const actions = {
  recorded: () => ({
    ...recorded,
    trays: recorded.trays.filter((tray) => !tray.destroyed).map((tray) => tray.menu?.template?.map((item) => item.label ?? '') ?? []),
    menus: recorded.menus.slice(-1).map(menuData),
  }),
  shown: () =>
    new Promise((resolve) => {
      const look = () => (first()?.visible === true ? resolve(true) : setTimeout(look, 20));
      look();
    }),
  windows: () =>
    BrowserWindow.getAllWindows().map((window) => ({
      visible: window.visible === true,
      focused: window.focusedTimes ?? 0,
      url: window.webContents.getURL(),
    })),
  closeWindow: () => first()?.close(),
  trayClick: ([label]) =>
    recorded.trays
      .at(-1)
      ?.menu.template.find((item) => item.label === label)
      ?.click(),
  menuClick: ([group, item]) =>
    recorded.menus
      .at(-1)
      ?.find((one) => one.label === group)
      ?.submenu.find((one) => one.label === item)
      ?.click(),
  secondInstance: ([argv]) => void app.emit('second-instance', {}, argv),
  openUrl: ([url]) => void app.emit('open-url', { preventDefault() {} }, url),
  permission: ([name]) => defaultPermissions(first().webContents, name),
  /** A message to the main process as a frame that is not the program's own page would send it. */
  strangerCalls: ([url, isFrame]) => first().fromStranger(url, isFrame === true),
  killBackend: () => process.kill(recorded.forks.at(-1).pid, 'SIGKILL'),
  power: ([state]) => void powerMonitor.emit(state),
  quit: () => app.quit(),
};

createInterface({ input: process.stdin }).on('line', async (line) => {
  const { id, action, args } = JSON.parse(line);
  try {
    const value = await actions[action](args ?? []);
    process.send?.({ id, value: value === undefined ? null : JSON.parse(JSON.stringify(value)) });
  } catch (error) {
    process.send?.({ id, error: `${action}: ${error.message}` });
  }
});
// The test is gone: so is its program.
process.on('disconnect', () => app.quit());
