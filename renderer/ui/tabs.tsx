import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';

export interface TabItem<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly count?: string | undefined;
  readonly content: ReactNode;
}

export function Tabs<V extends string>({
  label,
  value,
  onChange,
  items,
  trailing,
}: {
  readonly label: string;
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly items: readonly TabItem<V>[];
  readonly trailing?: ReactNode;
}) {
  return (
    <AriaTabs
      className="tabs"
      selectedKey={value}
      onSelectionChange={(key) => {
        const chosen = items.find((item) => item.value === key);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      <div className="tabs-head">
        <TabList aria-label={label} className="tab-list">
          {items.map((item) => (
            <Tab key={item.value} id={item.value} className="tab">
              {item.label}
              {item.count !== undefined && <span className="segment-count">{item.count}</span>}
            </Tab>
          ))}
        </TabList>
        {trailing}
      </div>
      {items.map((item) => (
        <TabPanel key={item.value} id={item.value} className="tab-panel">
          {item.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
