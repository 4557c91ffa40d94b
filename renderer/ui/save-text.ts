/** Offers a text to the person as a file, through the window's own save dialog. */
export function saveText(fileName: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // The click has been taken up by then; holding the bytes any longer serves no one.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The same for a table; a byte order mark makes spreadsheets read accents right. */
export function saveCsv(fileName: string, text: string): void {
  saveText(fileName, `\uFEFF${text.replace(/^\uFEFF/, '')}`, 'text/csv');
}
