import { readRecording } from '../../../adapters/simulators/recording.ts';
import { createJudges, judgeLog, strangeAddresses } from './all.ts';

/**
 * Holds a recorded session (`altavoz simulators --record FILE`) against the networks' published descriptions:
 * node scripts/with-node.mjs tests/foreign/judges/main.ts FILE. Ends with 1 when anything is found, with 2 when it cannot look.
 */
const [file] = process.argv.slice(2);
const judges = createJudges();
if (file === undefined || judges === null) {
  process.stderr.write(
    file === undefined ? 'Name the recorded file.\n' : 'The published descriptions are not here: shared/specs/data is missing.\n',
  );
  process.exit(2);
}
const { verdicts, withoutJudge } = await judgeLog(judges, readRecording(file));
let wrong = 0;
for (const [network, verdict] of verdicts) {
  const count = (kind: string): number => verdict.findings.filter((finding) => finding.kind === kind).length;
  const strange = strangeAddresses(network, verdict);
  const apart = [...verdict.undescribed.values()].reduce((sum, times) => sum + times, 0);
  process.stdout.write(
    `${network}: ${verdict.requests} requests, ${verdict.fields} fields; unknown ${count('unknown')}, missing ${count('missing')}, outside an enum ${count('enum')}; ${apart} requests to addresses that are not described\n`,
  );
  for (const { kind, where } of verdict.findings) process.stdout.write(`  ${kind}: ${where}\n`);
  for (const address of strange) process.stdout.write(`  not described: ${address}\n`);
  wrong += verdict.findings.length + strange.length;
}
for (const [network, requests] of withoutJudge) process.stdout.write(`${network}: ${requests} requests, not judged\n`);
process.exit(wrong === 0 ? 0 : 1);
