import { ArrowDown, ArrowUp, Columns3 } from 'lucide-react';
import { Button, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import { useText } from '../../i18n/index.ts';
import { Checkbox, IconButton } from '../index.ts';
import { arranged, DEFAULT_LAYOUT, isShown, withMoved, withShown } from './layout.ts';
import type { GridLayout } from './use-layout.ts';
import type { GridColumn } from './types.ts';

interface Props<Row, Patch> {
  readonly columns: readonly GridColumn<Row, Patch>[];
  readonly layout: GridLayout<Row, Patch>;
}

/** Which columns are shown and in which order. */
export function ColumnChooser<Row, Patch>({ columns, layout }: Props<Row, Patch>) {
  const { t } = useText();
  const shown = arranged(columns, layout.layout);
  const listed = [...shown, ...columns.filter((column) => !isShown(column, layout.layout))];
  return (
    <DialogTrigger>
      <Button className="grid-tool">
        <Columns3 aria-hidden size={14} />
        {t('grid.columns')}
      </Button>
      <Popover className="grid-chooser" placement="top end">
        <Dialog className="grid-chooser-dialog">
          <Heading slot="title" className="grid-chooser-title">
            {t('grid.columns')}
          </Heading>
          <ul>
            {listed.map((column) => (
              <li key={column.id} className="grid-chooser-row">
                <Checkbox
                  value={isShown(column, layout.layout)}
                  isDisabled={column.pinned === true}
                  onChange={(value) => layout.change((before) => withShown(before, column, value))}
                >
                  {column.label}
                </Checkbox>
                {column.pinned !== true && isShown(column, layout.layout) && (
                  <span className="grid-chooser-moves">
                    <IconButton
                      label={t('grid.column.earlier', { column: column.label })}
                      icon={<ArrowUp aria-hidden size={14} />}
                      onPress={() => layout.change((before) => withMoved(before, columns, column.id, -1))}
                    />
                    <IconButton
                      label={t('grid.column.later', { column: column.label })}
                      icon={<ArrowDown aria-hidden size={14} />}
                      onPress={() => layout.change((before) => withMoved(before, columns, column.id, 1))}
                    />
                  </span>
                )}
              </li>
            ))}
          </ul>
          <Button className="grid-tool" onPress={() => layout.change(() => DEFAULT_LAYOUT)}>
            {t('grid.columns.reset')}
          </Button>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
