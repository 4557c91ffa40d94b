const MOST_REPORTS = 6;

/** The rows of a report, worked out once for all its pages: `key` says everything that they hang on. */
export interface ReportShelf<R> {
  rows(key: string, work: () => readonly R[]): readonly R[];
  forget(): void;
}

export function createReportShelf<R>(): ReportShelf<R> {
  const reports = new Map<string, readonly R[]>();
  return {
    rows(key, work) {
      const known = reports.get(key);
      if (known !== undefined) return known;
      const rows = work();
      const oldest = reports.keys().next();
      if (reports.size >= MOST_REPORTS && oldest.done !== true) reports.delete(oldest.value);
      reports.set(key, rows);
      return rows;
    },
    forget: () => reports.clear(),
  };
}
