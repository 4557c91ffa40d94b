import { useText } from '../../i18n/index.ts';
import { useRead, type OutputOf } from '../../rpc/index.ts';
import { Await, Button, StatusBadge, useNetworkNames } from '../../ui/index.ts';
import './health.css';

type Check = OutputOf<'health.doctor'>['checks'][number];
const LEVELS = { ok: ['good', 'check'], warning: ['warn', 'warning'], error: ['bad', 'alert'] } as const;

export function Doctor() {
  const { t } = useText();
  const doctor = useRead('health.doctor', {});
  return (
    <div className="health">
      <Await reading={doctor}>
        {(data) => (
          <>
            <ul className="health-list">
              {data.checks.map((check) => (
                <CheckRow key={check.name} check={check} />
              ))}
            </ul>
            <div className="row">
              <Button isDisabled={doctor.isFetching} onPress={() => void doctor.refetch()}>
                {t('health.again')}
              </Button>
              <span className="small quiet">
                {t('health.versions', { program: data.programVersion, node: data.node, platform: data.platform })}
              </span>
            </div>
          </>
        )}
      </Await>
    </div>
  );
}

function CheckRow({ check }: { readonly check: Check }) {
  const { t, say } = useText();
  const { nameOf } = useNetworkNames();
  const [tone, icon] = LEVELS[check.level];
  // One check a network: `api_<network>`.
  const network = /^api_(.+)$/.exec(check.name)?.[1];
  const key = network === undefined ? check.name : 'api';
  const values = { ...check.details, network: network === undefined ? '' : nameOf(network) };
  const fix = check.level === 'ok' ? '' : say(`health.check.${key}.fix`, values, '');
  return (
    <li className="health-row">
      <StatusBadge tone={tone} icon={icon}>
        {t(`health.level.${check.level}`)}
      </StatusBadge>
      <div className="stack-tight grow">
        <span>{say(`health.check.${key}`, values, check.name)}</span>
        {fix !== '' && <span className="small quiet">{fix}</span>}
      </div>
      <span className="small faint health-details">
        {Object.entries(check.details).map(([key, value]) => (
          <code key={key}>
            {key}: {typeof value === 'object' ? JSON.stringify(value) : String(value)}
          </code>
        ))}
      </span>
    </li>
  );
}
