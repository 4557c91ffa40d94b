import { Check } from 'lucide-react';

interface Props<S extends string> {
  /** Names the list. */
  readonly label: string;
  readonly steps: readonly S[];
  readonly current: S;
  readonly labelOf: (step: S) => string;
}

/** Where a person is on a road of several steps; the ones behind are ticked. */
export function WizardSteps<S extends string>({ label, steps, current, labelOf }: Props<S>) {
  const at = steps.indexOf(current);
  return (
    <ol className="wizard-steps" aria-label={label}>
      {steps.map((step, index) => {
        const isDone = at > index;
        return (
          <li key={step} className={isDone ? 'is-done' : undefined} aria-current={step === current ? 'step' : undefined}>
            <span className="number" aria-hidden>
              {isDone ? <Check size={12} strokeWidth={3} /> : index + 1}
            </span>
            {labelOf(step)}
          </li>
        );
      })}
    </ol>
  );
}
