import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../../i18n/index.ts';
import { Button, Checkbox } from '../../ui/index.ts';
import { FirstRun } from './first-run.tsx';

/** Shown this once and kept nowhere. */
export function RecoveryKey({ recoveryKey, onDone }: { readonly recoveryKey: string; readonly onDone: () => void }) {
  const { t } = useText();
  const [copied, setCopied] = useState(false);
  const [kept, setKept] = useState(false);
  return (
    <FirstRun title={t('onboarding.key.title')} lead={t('onboarding.key.lead')}>
      <div className="stack">
        <div className="recovery-key" aria-label={t('onboarding.key.label')} role="group">
          {recoveryKey.split(/[-\s]+/).map((part, index) => (
            <span key={`${index}-${part}`}>{part}</span>
          ))}
        </div>
        <div className="recovery-actions">
          <Button
            icon={copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
            onPress={() => void navigator.clipboard.writeText(recoveryKey).then(() => setCopied(true))}
          >
            {t('onboarding.key.copy')}
          </Button>
          <span role="status" className="small quiet">
            {copied ? t('common.copied') : ''}
          </span>
        </div>
      </div>
      <Checkbox value={kept} onChange={setKept}>
        {t('onboarding.key.kept')}
      </Checkbox>
      <div>
        <Button variant="primary" isDisabled={!kept} onPress={onDone}>
          {t('onboarding.key.done')}
        </Button>
      </div>
    </FirstRun>
  );
}
