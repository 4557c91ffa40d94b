/** Offers text as a file to keep; a byte order mark makes spreadsheets read accents right. */
export function saveText(fileName: string, text: string): void {
  const address = URL.createObjectURL(new Blob(['\uFEFF', text.replace(/^\uFEFF/, '')], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // The click has been taken up by then; holding the bytes any longer serves no one.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
