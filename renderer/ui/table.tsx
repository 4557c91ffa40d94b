import type { ReactNode } from 'react';

export interface Column<R> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: R) => ReactNode;
  readonly align?: 'start' | 'end';
  /** Any CSS width; columns without one share what is left. */
  readonly width?: string;
}

/** A small table of a screen; thousands of rows belong in the grid. */
export function Table<R>({
  label,
  rows,
  columns,
  keyOf,
  onOpen,
}: {
  readonly label: string;
  readonly rows: readonly R[];
  readonly columns: readonly Column<R>[];
  readonly keyOf: (row: R) => string;
  readonly onOpen?: (row: R) => void;
}) {
  return (
    <table className="table" aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.id} scope="col" className={column.align === 'end' ? 'num' : undefined} style={{ width: column.width }}>
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map((column, index) => (
              <td key={column.id} className={column.align === 'end' ? 'num' : undefined}>
                {index === 0 && onOpen !== undefined ? (
                  <button type="button" className="table-open" onClick={() => onOpen(row)}>
                    {column.cell(row)}
                  </button>
                ) : (
                  column.cell(row)
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
