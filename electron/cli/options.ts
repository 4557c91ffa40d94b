import { InvalidArgumentError, type Command } from 'commander';

/** What every command takes. */
export function common(command: Command): Command {
  return command.option('--workspace <dir>', 'folder of the workspace').option('--json', 'one JSON document on standard output');
}

/** For the commands that speak to networks. */
export function withSimulators(command: Command): Command {
  return common(command).option('--simulators <url>', 'control address of simulators that already run');
}

export function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < minimum || value > maximum)
      throw new InvalidArgumentError(`Expected a whole number from ${minimum} to ${maximum}.`);
    return value;
  };
}

export function listOf(text: string): string[] {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0) throw new InvalidArgumentError('Expected one or more names separated by commas.');
  return items;
}

export function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new InvalidArgumentError('Expected a date as YYYY-MM-DD.');
  return text;
}
